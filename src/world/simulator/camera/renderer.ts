import type { Circuit } from '../../../circuit/circuit';
import type { CircuitLook, Rgb } from '../../../circuit/look';
import { type CameraModel, F1_CAMERA } from '../../../config/f1-car';
import { clamp } from '../../../support/numbers';
import { mulberry32 } from '../../../support/random';
import { Asphalt } from './asphalt';
import { type CourseSamples, sampleCourse } from './course-samples';
import { CourseView } from './course-view';
import { CoverageMask } from './coverage';
import { Ground, type Lens } from './ground';
import { projectMarking } from './markings';
import { PixelNoise } from './pixel-noise';
import { RowChoice } from './row-choice';
import { Sky } from './sky';
import { farRow, PlaneProjector } from './strip';
import { WallPainter, WallView } from './walls';

export interface CarPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

/** Look and camera of the rendered world, which may differ from the circuit's and the F1 car's: for robustness runs and
 *  training. */
export interface Appearance {
  readonly look: CircuitLook;
  readonly lineWidth_m: number;
  readonly camera: CameraModel;
  /** Added to every value after the factor `contrast` about 128; in Gazebo's worlds 0 and 1. */
  readonly brightness: number;
  readonly contrast: number;
  /** Standard deviation of the noise of each value of each pixel; in Gazebo's worlds 0. */
  readonly noise: number;
}

/**
 * Renders the view of the F1 car's camera: sky, asphalt, markings, line and walls, as rgb8 of 640x480.
 * Deterministic: the same seed, appearance and pose give the same bytes. Allocates nothing per image.
 */
export class CameraRenderer {
  readonly #samples: CourseSamples;
  readonly #course: CourseView;
  readonly #sky = new Sky();
  readonly #ground: Ground;
  readonly #random: () => number;
  #appearance: Appearance;
  #mask: CoverageMask;
  #projector: PlaneProjector;
  #left: WallView;
  #right: WallView;
  #leftPainter: WallPainter | null = null;
  #rightPainter: WallPainter | null = null;
  #skyIsStale = true;
  #noise: PixelNoise | null = null;
  #words: Uint32Array | null = null;
  #range: RowChoice;

  /** @param seed of the asphalt and the pixel noise */
  constructor(circuit: Circuit, seed = 1, appearance: Partial<Appearance> = {}) {
    this.#samples = sampleCourse(circuit);
    this.#course = new CourseView(this.#samples);
    this.#ground = new Ground(Asphalt.of(seed));
    this.#random = mulberry32(seed ^ 0x5eed);
    this.#appearance = {
      look: circuit.look,
      lineWidth_m: circuit.lineWidth_m,
      camera: F1_CAMERA,
      brightness: 0,
      contrast: 1,
      noise: 0,
    };
    const { width, height } = F1_CAMERA;
    this.#mask = new CoverageMask(width, height);
    this.#projector = new PlaneProjector(this.#mask, F1_CAMERA);
    this.#left = new WallView(width);
    this.#right = new WallView(width);
    this.#range = new RowChoice(height);
    this.appear({ ...appearance });
  }

  get appearance(): Appearance {
    return this.#appearance;
  }

  /** Bytes of one image. */
  get byteLength(): number {
    return 3 * this.#appearance.camera.width * this.#appearance.camera.height;
  }

  /** Changes the appearance from the next image on; what is not named stays. */
  appear(changes: Partial<Appearance>): void {
    const next = { ...this.#appearance, ...changes };
    this.#appearance = next;
    const { look, camera, brightness, contrast, noise } = next;
    if (camera.width !== this.#mask.width || camera.height !== this.#mask.height) {
      this.#mask = new CoverageMask(camera.width, camera.height);
      this.#projector = new PlaneProjector(this.#mask, camera);
      this.#left = new WallView(camera.width);
      this.#right = new WallView(camera.width);
      this.#range = new RowChoice(camera.height);
    }
    const tone = (value: number) => (value * look.light - 128) * contrast + 128 + brightness;
    this.#ground.setLook(look.road, tone);
    this.#leftPainter = look.leftWall && new WallPainter(look.leftWall, look.sun.elevation_rad, tone);
    this.#rightPainter = look.rightWall && new WallPainter(look.rightWall, look.sun.elevation_rad, tone);
    this.#skyIsStale = true;
    if (noise > 0) {
      this.#noise ??= new PixelNoise(this.#random);
      this.#noise.setDeviation(noise);
    }
  }

  /**
   * @param target full image of width x height x 3 bytes, starting at a multiple of 4 in its buffer; rows outside of
   *   [fromRow, toRow) are not changed
   */
  render(
    pose: CarPose,
    target: Uint8Array,
    fromRow = 0,
    toRow: number = this.#appearance.camera.height,
  ): void {
    this.#range.clear();
    this.#range.add(fromRow, toRow);
    this.renderRows(pose, target, this.#range);
  }

  /** Draws some rows, each as in the whole image; the others are not changed. Noise differs: it is drawn row by row.
   *  @param target as in `render`
   *  @param columns 1 for each that is read: the walls, which take the longest, are drawn in these alone; null for all */
  renderRows(pose: CarPose, target: Uint8Array, rows: RowChoice, columns: Uint8Array | null = null): void {
    const { camera, look } = this.#appearance;
    const cos = Math.cos(pose.yaw_rad);
    const sin = Math.sin(pose.yaw_rad);
    const lens: Lens = {
      x_m: pose.x_m + camera.forward_m * cos - camera.left_m * sin,
      y_m: pose.y_m + camera.forward_m * sin + camera.left_m * cos,
      cos,
      sin,
    };
    this.#paintSkyAndRoad(lens, pose.yaw_rad, target, rows);
    const aside_m = Math.max(look.leftWall?.distance_m ?? 0, look.rightWall?.distance_m ?? 0);
    this.#course.find(lens, camera, aside_m);
    this.#paintMarkings(lens, target, rows);
    this.#paintLine(lens, target, rows);
    this.#paintWalls(lens, target, rows, columns);
    if (this.#appearance.noise > 0) {
      const step = 3 * camera.width;
      for (let row = rows.top; row < rows.bottom; row++) {
        if (rows.isChosen[row] === 1) this.#noise?.addTo(target, row * step, (row + 1) * step);
      }
    }
  }

  #paintSkyAndRoad(lens: Lens, yaw_rad: number, target: Uint8Array, rows: RowChoice): void {
    const { camera, look, brightness, contrast } = this.#appearance;
    const step = 3 * camera.width;
    const words = this.#wordsOf(target);
    const road = clamp(Ground.firstRow(camera), 0, camera.height);
    if (rows.top < road && this.#skyIsStale) {
      const tone = (value: number) => (value - 128) * contrast + 128 + brightness;
      this.#sky.prepare(camera, road, look.sky, Math.PI / 2, tone);
      this.#skyIsStale = false;
    }
    for (let row = rows.top; row < rows.bottom; row++) {
      if (rows.isChosen[row] === 0) continue;
      if (row < road) this.#sky.paint(words, row * step, row, yaw_rad);
      else this.#ground.paint(camera, lens, row, words, row * step);
    }
    const seam = farRow(camera, camera.height_m) + 0.5;
    const seamRow = Math.floor(seam);
    if (seamRow === road - 1 && rows.isChosen[seamRow] === 1) {
      this.#ground.blend(target, seamRow * step, camera.width, seamRow + 1 - seam);
    }
  }

  /** The image as 32-bit words; the view is reused for the same buffer. */
  #wordsOf(target: Uint8Array): Uint32Array {
    if (this.#words?.buffer !== target.buffer || this.#words.byteOffset !== target.byteOffset) {
      this.#words = new Uint32Array(target.buffer, target.byteOffset, target.byteLength >> 2);
    }
    return this.#words;
  }

  #paintLine(lens: Lens, target: Uint8Array, rows: RowChoice): void {
    const { camera, look, lineWidth_m } = this.#appearance;
    if (look.lineColour === null) return;
    this.#projector.begin(camera, look.lineHeight_m, rows);
    this.#course.projectLine(lens, lineWidth_m / 2, this.#projector);
    this.#paintMask(target, rows, look.lineColour);
  }

  #paintMarkings(lens: Lens, target: Uint8Array, rows: RowChoice): void {
    const { camera, look } = this.#appearance;
    for (const marking of look.markings) {
      this.#projector.begin(camera, look.lineHeight_m / 2, rows);
      if (!projectMarking(marking, this.#samples, lens, this.#projector)) continue;
      this.#paintMask(target, rows, marking.colour);
    }
  }

  #paintMask(target: Uint8Array, rows: RowChoice, colour: Rgb): void {
    const { camera, look, brightness, contrast } = this.#appearance;
    const step = 3 * camera.width;
    const byte = (value: number) =>
      clamp(Math.round((value * look.light - 128) * contrast + 128 + brightness), 0, 255);
    const r = byte(colour[0]);
    const g = byte(colour[1]);
    const b = byte(colour[2]);
    for (let row = rows.top; row < rows.bottom; row++) {
      if (rows.isChosen[row] === 1) this.#mask.paintRow(row, target, row * step, r, g, b);
    }
  }

  #paintWalls(lens: Lens, target: Uint8Array, rows: RowChoice, columns: Uint8Array | null): void {
    const { camera, look } = this.#appearance;
    this.#left.clear();
    this.#right.clear();
    const { heading_rad } = look.sun;
    if (look.leftWall) this.#course.seeWall(lens, camera, this.#left, look.leftWall.distance_m, heading_rad);
    if (look.rightWall)
      this.#course.seeWall(lens, camera, this.#right, -look.rightWall.distance_m, heading_rad);
    const step = 3 * camera.width;
    const first = Math.min(this.#left.firstColumn, this.#right.firstColumn);
    const last = Math.max(this.#left.lastColumn, this.#right.lastColumn);
    const leftNearness = this.#left.nearness;
    const rightNearness = this.#right.nearness;
    const equal = look.leftWall?.height_m === look.rightWall?.height_m;
    for (let column = first; column <= last; column++) {
      if (columns !== null && columns[column] === 0) continue;
      const left = leftNearness[column]!;
      const right = rightNearness[column]!;
      const leftIsNearer = left > right;
      // The nearer of two equally high walls hides the other.
      if (!(equal && leftIsNearer) && right > 0 && leftIsNearer) {
        this.#rightPainter?.paint(camera, this.#right, column, target, step, rows);
      }
      if (left > 0 && (leftIsNearer || !equal)) {
        this.#leftPainter?.paint(camera, this.#left, column, target, step, rows);
      }
      if (right > 0 && !leftIsNearer) {
        this.#rightPainter?.paint(camera, this.#right, column, target, step, rows);
      }
    }
  }
}

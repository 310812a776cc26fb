import type { CameraOptics, Frame, PixelEncoding, RowRange, Stamp } from '../../types';
import type { CameraRenderer, CarPose } from './camera/renderer';
import { RowChoice } from './camera/row-choice';

const DRAWN = 0;
const MISSING = 1;
/** Drawn in some columns alone. */
const PARTLY = 2;

/**
 * The image of a camera, drawn row by row when it is read: a brain looks at a part of it, and often nobody at the rest.
 * Which rows are read first makes no difference to their pixels.
 */
export class DrawnImage {
  readonly #renderer: CameraRenderer;
  readonly #pixels: Uint8Array;
  /** `DRAWN`, `MISSING` or `PARTLY` for each row. */
  readonly #states: Uint8Array;
  /** The columns that are drawn where a row is drawn partly. */
  #columns: Uint8Array | null = null;
  readonly #chosen: RowChoice;
  /** Rows that are not drawn, or partly. */
  #missing = 0;
  #pose: CarPose = { x_m: 0, y_m: 0, yaw_rad: 0 };

  constructor(renderer: CameraRenderer) {
    const { height } = renderer.appearance.camera;
    this.#renderer = renderer;
    this.#pixels = new Uint8Array(renderer.byteLength);
    this.#states = new Uint8Array(height);
    this.#chosen = new RowChoice(height);
  }

  /** Begins another image, in place of the one before. */
  show(pose: CarPose): void {
    this.#pose = pose;
    this.#states.fill(MISSING);
    this.#missing = this.#states.length;
    // Noise depends on the order in which rows are drawn.
    if (this.#renderer.appearance.noise > 0) this.whole();
  }

  /** The image with all its rows. */
  whole(): Uint8Array {
    return this.rows([{ top: 0, bottom: this.#states.length }]);
  }

  /** The image with these rows; what lies in the others is undefined.
   *  @param columns 1 for each that is read; null for all of them */
  rows(needed: readonly RowRange[], columns: Uint8Array | null = null): Uint8Array {
    this.#chosen.clear();
    if (columns !== null && columns !== this.#columns) this.#forgetParts(columns);
    for (const range of needed) this.#choose(range, columns === null ? DRAWN : PARTLY);
    if (this.#chosen.bottom > 0) this.#renderer.renderRows(this.#pose, this.#pixels, this.#chosen, columns);
    return this.#pixels;
  }

  /** Rows that are drawn in other columns are to be drawn again. */
  #forgetParts(columns: Uint8Array): void {
    this.#columns = columns;
    const states = this.#states;
    for (let row = 0; row < states.length; row++) if (states[row] === PARTLY) states[row] = MISSING;
  }

  #choose({ top, bottom }: RowRange, state: typeof DRAWN | typeof PARTLY): void {
    if (this.#missing === 0) return;
    const states = this.#states;
    const to = Math.min(bottom, states.length);
    for (let row = Math.max(0, top); row < to; row++) {
      if (states[row] === DRAWN || states[row] === state) continue;
      states[row] = state;
      if (state === DRAWN) this.#missing -= 1;
      this.#chosen.add(row, row + 1);
    }
  }
}

/** Of a camera frame, all but the pixels. */
export interface FrameFacts {
  readonly sequence: number;
  readonly stamp: Stamp;
  readonly arrival_ms: number;
  readonly camera: CameraOptics;
}

/** A frame whose image is drawn when it is read, until the next one is shown: then it reads as that one does. */
export class DrawnFrame implements Frame {
  readonly width: number;
  readonly height: number;
  readonly step: number;
  readonly encoding: PixelEncoding = 'rgb8';
  declare readonly data: Uint8Array;
  readonly sequence: number;
  readonly stamp: Stamp;
  readonly arrival_ms: number;
  readonly optics: CameraOptics;
  readonly #image: DrawnImage;

  constructor(image: DrawnImage, { sequence, stamp, arrival_ms, camera }: FrameFacts) {
    this.width = camera.width;
    this.height = camera.height;
    this.step = 3 * camera.width;
    this.sequence = sequence;
    this.stamp = stamp;
    this.arrival_ms = arrival_ms;
    this.optics = camera;
    this.#image = image;
    // A property of the frame itself: copies of the frame get it too, with all rows drawn.
    Object.defineProperty(this, 'data', { enumerable: true, get: () => image.whole() });
  }

  rows(needed: readonly RowRange[], columns?: Uint8Array): Uint8Array {
    return this.#image.rows(needed, columns);
  }
}

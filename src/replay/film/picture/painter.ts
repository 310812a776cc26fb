import { type RawImage, resample, resampleLayer } from '../../../image/codec';
import { blendOnto, copyImage, copyOnto } from '../../../image/pixels';
import { svgToLayer } from '../../../image/svg';
import { formatLapTime } from '../../../measure/report/format';
import { type Box, drawText } from '../../../measure/report/svg';
import { drawHeat } from '../../../saliency/picture/heat';
import type { CameraView, DriveMoment, FilmMoment, FilmScene } from '../scene';
import { drawCameraLegend, drawOnCamera, fitImage } from './camera';
import { countUpTo, drawCurves } from './charts';
import { HEIGHT, MARGIN, TIME_WIDTH, TITLE_ROW, WIDTH } from './layout';
import { drawCar, drawDriven } from './map';
import { drawReadouts } from './readouts';
import { drawStill, fitParts, type Parts } from './still';
import { colourOfDrive, wrapLayer, wrapPart } from './style';

/** So many places of the path are drawn over the ground again for each image; then they become part of it. */
const FRESH_PLACES = 40;

/**
 * Draws the images of a film. What does not move is drawn once; the path that was driven becomes part of that bit by bit, so
 * that an image late in a long drive costs what the first one did.
 */
export class FilmPainter {
  readonly #scene: FilmScene;
  readonly #parts: Parts;
  /** What lies below everything that moves. */
  readonly #ground: RawImage;
  /** Of each drive, how many places of its path the ground has. */
  #drawn: readonly number[];
  readonly #times: readonly (readonly number[])[];
  /** Of each camera, what the colours on its image mean; drawn with its first image, whose shape tells where. */
  readonly #legends: (RawImage | null)[];

  private constructor(scene: FilmScene, parts: Parts, ground: RawImage) {
    this.#scene = scene;
    this.#parts = parts;
    this.#ground = ground;
    this.#drawn = scene.drives.map(() => 0);
    this.#legends = scene.drives.map(() => null);
    this.#times = scene.drives.map(({ path }) => path.map(({ time_s }) => time_s));
  }

  static async open(scene: FilmScene): Promise<FilmPainter> {
    const parts = fitParts(scene);
    const { width, height } = scene.size;
    const layer = await svgToLayer(wrapLayer(drawStill(scene, parts), scene.size));
    const ground: RawImage = { width, height, channels: 3, data: new Uint8Array(3 * width * height) };
    blendOnto(ground, layer, { left: 0, top: 0 });
    return new FilmPainter(scene, parts, ground);
  }

  /** @param moment not before that of the call before
   *  @returns RGB, with pixels of its own */
  async paint(moment: FilmMoment): Promise<RawImage> {
    const fresh = await this.#advance(moment);
    const image = copyImage(this.#ground);
    for (const [i, { camera }] of moment.drives.entries()) {
      if (camera !== null) await this.#layCamera(image, camera, this.#parts.layout.cameras[i]!);
    }
    const layer = await svgToLayer(wrapLayer([...fresh, ...this.#drawMoving(moment)], this.#scene.size));
    blendOnto(image, layer, { left: 0, top: 0 });
    for (const [i, { camera }] of moment.drives.entries()) {
      if (camera !== null) await this.#layLegend(image, camera, i);
    }
    return image;
  }

  /** Lets the path become part of the ground. @returns what of it has not yet */
  async #advance({ drives }: FilmMoment): Promise<string[]> {
    const { map } = this.#parts;
    const ends = drives.map(({ time_s }, i) => countUpTo(this.#times[i]!, time_s));
    const fresh = this.#scene.drives
      .map(({ path }, i) => drawDriven(map, path.slice(Math.max(0, this.#drawn[i]! - 1), ends[i]), i))
      .reverse();
    if (ends.every((end, i) => end - this.#drawn[i]! < FRESH_PLACES)) return fresh;
    const at = this.#pixels(map.box);
    blendOnto(this.#ground, await svgToLayer(wrapPart(fresh, this.#units(at), at)), at);
    this.#drawn = ends;
    return [];
  }

  async #layCamera(image: RawImage, { image: seen, saliency }: CameraView, box: Box): Promise<void> {
    const at = this.#pixels(fitImage(box, seen));
    const { data } = await resample(seen, at, 'fill');
    copyOnto(image, { width: at.width, height: at.height, channels: 3, data }, at);
    if (saliency === null) return;
    const { crop } = saliency;
    const [x, y] = [at.width / seen.width, at.height / seen.height];
    const [left, top] = [Math.round(crop.left * x), Math.round(crop.top * y)];
    const width = Math.max(1, Math.round(crop.right * x) - left);
    const height = Math.max(1, Math.round(crop.bottom * y) - top);
    // Drawn as small as the network's image, which takes a tenth of the time.
    const columns = saliency.columns.right - saliency.columns.left;
    const heat = drawHeat(saliency, { width: columns, height: saliency.height });
    blendOnto(image, await resampleLayer(heat, { width, height }), {
      left: at.left + left,
      top: at.top + top,
    });
  }

  async #layLegend(image: RawImage, { image: seen }: CameraView, place: number): Promise<void> {
    const { layout, palette } = this.#parts;
    const box = fitImage(layout.cameras[place]!, seen);
    const { svg, height } = drawCameraLegend(box, this.#scene, palette, place);
    const at = this.#pixels({ ...box, height });
    this.#legends[place] ??= await svgToLayer(wrapPart([svg], this.#units(at), at));
    blendOnto(image, this.#legends[place]!, at);
  }

  #drawMoving({ drives }: FilmMoment): string[] {
    const { palette, layout, map, charts, full } = this.#parts;
    const isOne = drives.length === 1;
    const cars = drives.map(({ car }, i) => (car === null ? '' : drawCar(map, car, isOne ? null : i)));
    return [
      ...drives.flatMap((drive, i) => [
        this.#drawTime(drive, i),
        drive.camera === null ? '' : this.#drawCamera(drive, i),
        drawReadouts(layout.readouts[i]!, drive, {
          full,
          palette,
          colour: isOne && drive.answers.length === 0 ? null : colourOfDrive(palette, i),
        }),
      ]),
      ...cars.reverse(),
      ...charts.map((chart) => drawCurves(chart, this.#scene, drives, palette)),
    ];
  }

  /** Where two drives are at the same place, their times tell which one was faster. */
  #drawTime({ time_s }: DriveMoment, place: number): string {
    const { drives } = this.#scene;
    const { palette } = this.#parts;
    const right = WIDTH - MARGIN - (drives.length - 1 - place) * TIME_WIDTH;
    const fill = drives.length === 1 ? palette.ink! : colourOfDrive(palette, place);
    return drawText(right, TITLE_ROW, formatLapTime(time_s), { size: 15, fill, anchor: 'end' });
  }

  #drawCamera({ camera }: DriveMoment, place: number): string {
    const { layout, palette } = this.#parts;
    const box = fitImage(layout.cameras[place]!, camera!.image);
    return drawOnCamera(camera!, box, palette, `camera${place}`);
  }

  /** A box in whole pixels. */
  #pixels(box: Box): Box {
    const { width, height } = this.#scene.size;
    const [x, y] = [width / WIDTH, height / HEIGHT];
    const [left, top] = [Math.round(box.left * x), Math.round(box.top * y)];
    return {
      left,
      top,
      width: Math.max(1, Math.round((box.left + box.width) * x) - left),
      height: Math.max(1, Math.round((box.top + box.height) * y) - top),
    };
  }

  #units(box: Box): Box {
    const { width, height } = this.#scene.size;
    const [x, y] = [WIDTH / width, HEIGHT / height];
    return { left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y };
  }
}

import type { Rgb, SkyLook } from '../../../circuit/look';
import type { CameraModel } from '../../../config/f1-car';
import { clamp } from '../../../support/numbers';

/** Elevations of the colours below, from the horizon up in steps of 6 degrees. */
const ELEVATION_STEP_RAD = (6 * Math.PI) / 180;
/** Sky of Gazebo's worlds over c = cos(heading - sun's heading): colour = mean + toSun * c + ends * c * c. */
const MEAN: readonly Rgb[] = [
  [182.5, 193.5, 212.0],
  [167.8, 182.0, 218.0],
  [148.5, 164.7, 212.2],
  [130.5, 147.1, 201.6],
  [115.4, 131.7, 189.8],
  [103.6, 119.2, 178.7],
  [94.5, 109.6, 169.3],
  [88.0, 103.0, 163.0],
];
const TO_SUN: readonly Rgb[] = [
  [0.2, 0.3, 0.4],
  [4.2, 4.0, 3.0],
  [8.1, 8.0, 6.1],
  [11.4, 11.7, 9.8],
  [13.7, 14.4, 13.4],
  [14.9, 16.0, 16.3],
  [15.5, 16.8, 18.2],
  [15.8, 17.2, 19.0],
];
const ENDS: readonly Rgb[] = [
  [15.9, 15.1, 12.9],
  [15.7, 15.0, 10.7],
  [15.5, 15.3, 11.4],
  [14.0, 14.3, 11.7],
  [12.0, 12.5, 11.1],
  [10.0, 10.5, 9.9],
  [8.5, 9.0, 8.7],
  [7.5, 8.0, 8.0],
];
const CHANNELS = [0, 1, 2] as const;
const HEADINGS = 256;
const ELEVATIONS = 256;
const TOP_RAD = 0.7;
const BOTTOM_RAD = -0.04;

/** The look that the tables above were measured with. */
const REAL: SkyLook = { zenith: [87, 101, 160], horizon: [190, 200, 225] };

/** The sky as a table over heading and elevation, and an index into it for each pixel. Both are filled for a row when it is
 *  painted first: a brain looks at few rows of the sky. */
export class Sky {
  /** Colours 0xBBGGRR. */
  readonly #table = new Uint32Array(HEADINGS * ELEVATIONS);
  readonly #hasColours = new Uint8Array(ELEVATIONS);
  readonly #cosines = new Float64Array(HEADINGS);
  #columnHeading: Float64Array = new Float64Array(0);
  #rowOffsets: Uint32Array = new Uint32Array(0);
  #hasOffsets: Uint8Array = new Uint8Array(0);
  #width = 0;
  #camera: CameraModel | null = null;
  #look: SkyLook = REAL;
  #tone: (value: number) => number = (value) => value;

  /** Sets what is painted from now on.
   *  @param rows how many rows from the top will be painted
   *  @param tone final value of a computed one */
  prepare(
    camera: CameraModel,
    rows: number,
    look: SkyLook,
    sunHeading_rad: number,
    tone: (value: number) => number,
  ): void {
    this.#camera = camera;
    this.#look = look;
    this.#tone = tone;
    this.#hasColours.fill(0);
    for (let h = 0; h < HEADINGS; h++) {
      this.#cosines[h] = Math.cos((h / HEADINGS) * 2 * Math.PI - sunHeading_rad);
    }
    const { width } = camera;
    if (this.#rowOffsets.length < width * rows || this.#width !== width) {
      this.#columnHeading = new Float64Array(width);
      this.#rowOffsets = new Uint32Array(width * rows);
      this.#hasOffsets = new Uint8Array(rows);
      this.#width = width;
    }
    this.#hasOffsets.fill(0);
    for (let column = 0; column < width; column++) {
      this.#columnHeading[column] = Math.atan2((camera.centreColumn_px - column) / camera.focal_px, 1);
    }
  }

  #prepareRow(camera: CameraModel, row: number): void {
    const { width } = camera;
    const { atan2, sqrt } = Math;
    const sin = Math.sin(camera.pitch_rad);
    const cos = Math.cos(camera.pitch_rad);
    const scale = ELEVATIONS / (TOP_RAD - BOTTOM_RAD);
    const up = (camera.centreRow_px - row) / camera.focal_px;
    const forward = cos + up * sin;
    for (let column = 0; column < width; column++) {
      const left = (camera.centreColumn_px - column) / camera.focal_px;
      const elevation = atan2(up * cos - sin, sqrt(forward * forward + left * left));
      let bin = ((elevation - BOTTOM_RAD) * scale + 0.5) | 0;
      if (bin < 0) bin = 0;
      if (bin >= ELEVATIONS) bin = ELEVATIONS - 1;
      this.#rowOffsets[row * width + column] = bin * HEADINGS;
      if (this.#hasColours[bin] === 0) this.#fillColours(bin);
    }
    this.#hasOffsets[row] = 1;
  }

  #fillColours(bin: number): void {
    const { zenith, horizon } = this.#look;
    const elevation = BOTTOM_RAD + (bin / ELEVATIONS) * (TOP_RAD - BOTTOM_RAD);
    const place = clamp(elevation / ELEVATION_STEP_RAD, 0, MEAN.length - 1.001);
    const low = Math.floor(place);
    const t = place - low;
    const height = clamp(elevation / (36 * (Math.PI / 180)), 0, 1);
    const colours = this.#table.subarray(bin * HEADINGS, (bin + 1) * HEADINGS);
    colours.fill(0);
    for (const channel of CHANNELS) {
      const between = (list: readonly Rgb[]) =>
        list[low]![channel] + t * (list[low + 1]![channel] - list[low]![channel]);
      const mean = between(MEAN);
      const toSun = between(TO_SUN);
      const ends = between(ENDS);
      const factor =
        (horizon[channel] / REAL.horizon[channel]) * (1 - height) +
        (zenith[channel] / REAL.zenith[channel]) * height;
      for (let h = 0; h < HEADINGS; h++) {
        const c = this.#cosines[h]!;
        let value = (this.#tone(factor * (mean + c * (toSun + c * ends))) + 0.5) | 0;
        if (value < 0) value = 0;
        if (value > 255) value = 255;
        colours[h] = colours[h]! | (value << (8 * channel));
      }
    }
    this.#hasColours[bin] = 1;
  }

  /** Paints one row. @param words the image as 32-bit words; `start` is the row's first byte */
  paint(words: Uint32Array, start: number, row: number, yaw_rad: number): void {
    if (this.#camera !== null && this.#hasOffsets[row] === 0) this.#prepareRow(this.#camera, row);
    const scale = HEADINGS / (2 * Math.PI);
    const turn = (yaw_rad / (2 * Math.PI) - Math.floor(yaw_rad / (2 * Math.PI)) + 1) * HEADINGS + 0.5;
    const table = this.#table;
    const offsets = this.#rowOffsets;
    const headings = this.#columnHeading;
    const mask = HEADINGS - 1;
    let place = row * this.#width;
    const end = place + this.#width;
    for (let column = 0, o = start >> 2; place < end; place += 4, column += 4, o += 3) {
      const c0 = table[offsets[place]! + ((turn + headings[column]! * scale) & mask)]!;
      const c1 = table[offsets[place + 1]! + ((turn + headings[column + 1]! * scale) & mask)]!;
      const c2 = table[offsets[place + 2]! + ((turn + headings[column + 2]! * scale) & mask)]!;
      const c3 = table[offsets[place + 3]! + ((turn + headings[column + 3]! * scale) & mask)]!;
      words[o] = c0 | (c1 << 24);
      words[o + 1] = (c1 >>> 8) | (c2 << 16);
      words[o + 2] = (c2 >>> 16) | (c3 << 8);
    }
  }
}

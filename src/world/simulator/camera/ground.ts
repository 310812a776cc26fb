import type { RoadLook } from '../../../circuit/look';
import type { CameraModel } from '../../../config/f1-car';
import { clamp } from '../../../support/numbers';
import { Asphalt, LEVELS, PALETTE, TILE } from './asphalt';
import { groundDepth_m } from './projection';

/** The camera's pose in the world. */
export interface Lens {
  readonly x_m: number;
  readonly y_m: number;
  readonly cos: number;
  readonly sin: number;
}

/** Paints the road's surface row by row: each row is a straight line on the ground. */
export class Ground {
  readonly #asphalt: Asphalt;
  readonly #palette = new Uint32Array(PALETTE);
  #texel_m = 0.001;
  /** Mean colour, for rows too far away to show a texture. */
  #mean = 0;

  constructor(asphalt: Asphalt) {
    this.#asphalt = asphalt;
  }

  setLook(look: RoadLook, tone: (value: number) => number): void {
    Asphalt.palette(look.colour, look.contrast, tone, this.#palette);
    this.#texel_m = look.tile_m / TILE;
    const byte = (value: number) => clamp(Math.round(tone(value)), 0, 255);
    const [r, g, b] = look.colour;
    this.#mean = byte(r) | (byte(g) << 8) | (byte(b) << 16);
  }

  /** First row that shows the road; the rows above are beyond the far plane. */
  static firstRow(camera: CameraModel): number {
    let row = camera.height;
    while (row > 0) {
      const depth = groundDepth_m(camera, row - 1, camera.height_m);
      if (!(depth > 0 && depth <= camera.far_m)) break;
      row--;
    }
    return row;
  }

  /** @param words the image as 32-bit words; `start` is the row's first byte */
  paint(camera: CameraModel, lens: Lens, row: number, words: Uint32Array, start: number): void {
    const depth = groundDepth_m(camera, row, camera.height_m);
    const perColumn_m = depth / camera.focal_px;
    const perRow_m = (depth * depth) / (camera.focal_px * camera.height_m);
    const level = Math.max(0, Math.round(Math.log2(Math.max(perColumn_m, perRow_m) / this.#texel_m) - 0.1));
    if (level >= LEVELS) {
      this.#paintPlain(words, start, camera.width);
      return;
    }
    const forward_m = this.#forward(camera, row, depth);
    const left_m = perColumn_m * camera.centreColumn_px;
    const unit = 65536 / this.#texel_m;
    let tx = ((lens.x_m + forward_m * lens.cos - left_m * lens.sin) * unit) | 0;
    let ty = ((lens.y_m + forward_m * lens.sin + left_m * lens.cos) * unit) | 0;
    const dx = (perColumn_m * lens.sin * unit) | 0;
    const dy = (-perColumn_m * lens.cos * unit) | 0;
    const texels = this.#asphalt.levels[level]!;
    const palette = this.#palette;
    const bits = 10 - level;
    const shift = 16 + level;
    const mask = (1 << bits) - 1;
    // Four pixels fill three words: a quarter of the stores of single bytes.
    const first = start >> 2;
    const last = (start + 3 * camera.width) >> 2;
    for (let o = first; o < last; o += 3) {
      const c0 = palette[texels[(((ty >> shift) & mask) << bits) | ((tx >> shift) & mask)]!]!;
      tx = (tx + dx) | 0;
      ty = (ty + dy) | 0;
      const c1 = palette[texels[(((ty >> shift) & mask) << bits) | ((tx >> shift) & mask)]!]!;
      tx = (tx + dx) | 0;
      ty = (ty + dy) | 0;
      const c2 = palette[texels[(((ty >> shift) & mask) << bits) | ((tx >> shift) & mask)]!]!;
      tx = (tx + dx) | 0;
      ty = (ty + dy) | 0;
      const c3 = palette[texels[(((ty >> shift) & mask) << bits) | ((tx >> shift) & mask)]!]!;
      tx = (tx + dx) | 0;
      ty = (ty + dy) | 0;
      words[o] = c0 | (c1 << 24);
      words[o + 1] = (c1 >>> 8) | (c2 << 16);
      words[o + 2] = (c2 >>> 16) | (c3 << 8);
    }
  }

  /** Blends the mean colour over a row that shows the road only in part. */
  blend(target: Uint8Array, start: number, width: number, alpha: number): void {
    const mean = [this.#mean & 255, (this.#mean >> 8) & 255, (this.#mean >> 16) & 255];
    for (let o = start; o < start + 3 * width; o++)
      target[o] = target[o]! + (mean[(o - start) % 3]! - target[o]!) * alpha;
  }

  #forward(camera: CameraModel, row: number, depth: number): number {
    const up = (camera.centreRow_px - row) / camera.focal_px;
    return depth * (Math.cos(camera.pitch_rad) + up * Math.sin(camera.pitch_rad));
  }

  #paintPlain(words: Uint32Array, start: number, width: number): void {
    const c = this.#mean;
    for (let o = start >> 2; o < (start + 3 * width) >> 2; o += 3) {
      words[o] = c | (c << 24);
      words[o + 1] = (c >>> 8) | (c << 16);
      words[o + 2] = (c >>> 16) | (c << 8);
    }
  }
}

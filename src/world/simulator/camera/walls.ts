import type { Rgb, WallLook } from '../../../circuit/look';
import type { CameraModel } from '../../../config/f1-car';
import { clamp } from '../../../support/numbers';
import type { RowChoice } from './row-choice';

const HEIGHT_STEPS = 64;

/** The visible part of one wall: its nearest point in each column. */
export class WallView {
  /** 1 / depth of the wall's face, for each column; 0 where it does not show it. */
  readonly nearness: Float32Array;
  /** Cosine between the face's normal and the sun, both level. */
  readonly facing: Float32Array;
  /** The next straight piece: forward, left and facing of both ends. Numbers in an array are not allocated on each call. */
  readonly piece = new Float64Array(6);
  readonly #width: number;
  #lowest = 0;
  #highest = 0;

  constructor(width: number) {
    this.#width = width;
    this.nearness = new Float32Array(width);
    this.facing = new Float32Array(width);
    this.clear();
  }

  clear(): void {
    this.nearness.fill(0);
    this.#lowest = this.#width;
    this.#highest = -1;
  }

  get firstColumn(): number {
    return this.#lowest;
  }

  get lastColumn(): number {
    return this.#highest;
  }

  /** Adds the straight piece of the wall in `piece`. */
  add(camera: CameraModel): void {
    const x0 = this.piece[0]!;
    const y0 = this.piece[1]!;
    const x1 = this.piece[3]!;
    const y1 = this.piece[4]!;
    const near = camera.near_m;
    const far = camera.far_m;
    if ((x0 < near && x1 < near) || (x0 > far && x1 > far)) return;
    let ax = x0;
    let ay = y0;
    let bx = x1;
    let by = y1;
    const slope = (y1 - y0) / (x1 - x0);
    if (ax < near) {
      ay = y0 + slope * (near - x0);
      ax = near;
    } else if (ax > far) {
      ay = y0 + slope * (far - x0);
      ax = far;
    }
    if (bx < near) {
      by = y0 + slope * (near - x0);
      bx = near;
    } else if (bx > far) {
      by = y0 + slope * (far - x0);
      bx = far;
    }
    const { focal_px, centreColumn_px } = camera;
    let u0 = centreColumn_px - (focal_px * ay) / ax;
    let u1 = centreColumn_px - (focal_px * by) / bx;
    let n0 = 1 / ax;
    let n1 = 1 / bx;
    let g0 = this.piece[2]!;
    let g1 = this.piece[5]!;
    if (u0 > u1) {
      [u0, u1] = [u1, u0];
      [n0, n1] = [n1, n0];
      [g0, g1] = [g1, g0];
    }
    const from = Math.max(0, Math.ceil(u0));
    const to = Math.min(this.#width - 1, Math.floor(u1));
    if (from > to) return;
    const width = u1 - u0;
    const { nearness, facing } = this;
    for (let column = from; column <= to; column++) {
      const t = (column - u0) / width;
      const its = n0 + t * (n1 - n0);
      if (its > nearness[column]!) {
        nearness[column] = its;
        facing[column] = g0 + t * (g1 - g0);
      }
    }
    if (from < this.#lowest) this.#lowest = from;
    if (to > this.#highest) this.#highest = to;
  }
}

/** Paints columns of one wall, shaded by the angle between its face and the sun. */
export class WallPainter {
  readonly #lean = new Float32Array(HEIGHT_STEPS + 1);
  readonly #rise = new Float32Array(HEIGHT_STEPS + 1);
  readonly #tones = new Uint8Array(256);
  #look: WallLook;
  #edge: Rgb = [0, 0, 0];
  #camera: CameraModel | null = null;
  #sin = 0;
  #cos = 1;

  constructor(look: WallLook, sunElevation_rad: number, tone: (value: number) => number) {
    this.#look = look;
    for (let i = 0; i <= HEIGHT_STEPS; i++) {
      const { lean, rise } = shading(look, sunElevation_rad, i / HEIGHT_STEPS);
      this.#lean[i] = lean;
      this.#rise[i] = rise;
    }
    for (let i = 0; i < 256; i++) this.#tones[i] = clamp(Math.round(tone(i)), 0, 255);
    if (look.edge) this.#edge = look.edge.colour;
  }

  paint(
    camera: CameraModel,
    view: WallView,
    column: number,
    target: Uint8Array,
    step: number,
    rows: RowChoice,
  ): void {
    const nearness = view.nearness[column]!;
    const facing = view.facing[column]!;
    const look = this.#look;
    if (camera !== this.#camera) {
      this.#camera = camera;
      this.#sin = Math.sin(camera.pitch_rad);
      this.#cos = Math.cos(camera.pitch_rad);
    }
    const sin = this.#sin;
    const cos = this.#cos;
    // Rows are linear in height along a column up to a fraction of a pixel: the pitch is small.
    const foot = 0.5 + rowAt(camera, nearness, camera.height_m, sin, cos);
    const top = 0.5 + rowAt(camera, nearness, camera.height_m - look.height_m, sin, cos);
    const first = Math.max(rows.top, Math.floor(top));
    const last = Math.min(rows.bottom, Math.ceil(foot));
    if (first >= last) return;
    const { isChosen } = rows;
    const perRow = HEIGHT_STEPS / (foot - top);
    const edgeTop = look.edge
      ? foot - Math.max(0.8, ((foot - top) * look.edge.height_m) / look.height_m)
      : foot;
    // By index: taking them apart would call an iterator for each column.
    const shadeR = look.shade[0];
    const shadeG = look.shade[1];
    const shadeB = look.shade[2];
    const sunR = look.sun[0];
    const sunG = look.sun[1];
    const sunB = look.sun[2];
    const edgeR = this.#edge[0];
    const edgeG = this.#edge[1];
    const edgeB = this.#edge[2];
    const tones = this.#tones;
    let o = first * step + 3 * column;
    for (let row = first; row < last; row++, o += step) {
      if (isChosen[row] === 0) continue;
      let r = edgeR;
      let g = edgeG;
      let b = edgeB;
      if (row + 0.5 <= edgeTop) {
        let place = ((foot - row - 0.5) * perRow) | 0;
        if (place > HEIGHT_STEPS) place = HEIGHT_STEPS;
        let light = this.#lean[place]! * facing + this.#rise[place]!;
        if (light < 0) light = 0;
        r = clampByte(shadeR + light * sunR);
        g = clampByte(shadeG + light * sunG);
        b = clampByte(shadeB + light * sunB);
      }
      let alpha = 1;
      if (row < top) alpha -= top - row;
      if (row + 1 > foot) alpha -= row + 1 - foot;
      if (alpha >= 1) {
        target[o] = tones[r]!;
        target[o + 1] = tones[g]!;
        target[o + 2] = tones[b]!;
      } else if (alpha > 0) {
        target[o] = target[o]! + (tones[r]! - target[o]!) * alpha;
        target[o + 1] = target[o + 1]! + (tones[g]! - target[o + 1]!) * alpha;
        target[o + 2] = target[o + 2]! + (tones[b]! - target[o + 2]!) * alpha;
      }
    }
  }
}

/** Sunlight on a wall at a share of its height: `lean` times the cosine of `facing`, plus `rise`. */
function shading(look: WallLook, sunElevation_rad: number, share: number): { lean: number; rise: number } {
  const lean_rad = look.rounded ? (Math.PI / 2) * clamp((share - 0.04) / 0.9, 0, 1) : 0;
  return {
    lean: Math.cos(lean_rad) * Math.cos(sunElevation_rad),
    rise: Math.sin(lean_rad) * Math.sin(sunElevation_rad),
  };
}

/** Colour of a wall's face. @param share of the wall's height; @param facing cosine between the face's normal and
 *  the sun, both level */
export function wallColour(look: WallLook, sunElevation_rad: number, share: number, facing: number): Rgb {
  const { lean, rise } = shading(look, sunElevation_rad, share);
  const light = Math.max(0, lean * facing + rise);
  const lit = (c: 0 | 1 | 2) => clampByte(look.shade[c] + light * look.sun[c]);
  return [lit(0), lit(1), lit(2)];
}

function rowAt(camera: CameraModel, nearness: number, below_m: number, sin: number, cos: number): number {
  const drop = below_m * nearness;
  return camera.centreRow_px - (camera.focal_px * (sin - drop * cos)) / (cos + drop * sin);
}

function clampByte(value: number): number {
  return value > 255 ? 255 : value | 0;
}

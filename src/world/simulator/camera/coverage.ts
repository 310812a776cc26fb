import { RowChoice } from './row-choice';

/**
 * The share of each pixel that a polygon covers, from its signed edges (the accumulation of font rasterizers: each edge
 * adds the area to its right, and a running sum along the row gives the coverage). Edges that two polygons share cancel
 * out, so that a strip may be added piece by piece. Exact up to rounding.
 *
 * Pixel edges are at whole numbers: the first pixel is from 0 to 1.
 */
export class CoverageMask {
  readonly width: number;
  readonly height: number;
  /** Leftmost and rightmost touched column of each row; nothing is touched where first > last. */
  readonly firstColumn: Int32Array;
  readonly lastColumn: Int32Array;
  /** The next edge, x0, y0, x1, y1: numbers in an array are not allocated on each call. */
  readonly ends = new Float64Array(4);
  readonly #areas: Float32Array;
  readonly #stride: number;
  /** Of an edge within a row: x where it begins and ends, and its height there. */
  readonly #part = new Float64Array(3);
  #top = 0;
  #rows = new RowChoice(0);

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#stride = width + 2;
    this.#areas = new Float32Array(this.#stride * height);
    this.firstColumn = new Int32Array(height).fill(width);
    this.lastColumn = new Int32Array(height).fill(-1);
  }

  /** Edges that follow are cut to the chosen rows below `top`. What a row gets does not depend on which others are chosen. */
  begin(top: number, rows: RowChoice): void {
    this.#top = top;
    this.#rows = rows;
  }

  /** Adds the edge in `ends`. */
  edge(): void {
    const x0 = this.ends[0]!;
    const y0 = this.ends[1]!;
    const x1 = this.ends[2]!;
    const y1 = this.ends[3]!;
    if (y0 === y1) return;
    const sign = y0 < y1 ? 1 : -1;
    const upperX = sign > 0 ? x0 : x1;
    const upperY = sign > 0 ? y0 : y1;
    const lowerY = sign > 0 ? y1 : y0;
    const from = Math.max(upperY, this.#top);
    const to = Math.min(lowerY, this.#rows.bottom);
    if (from >= to) return;
    const slope = (x1 - x0) / (y1 - y0);
    let x = upperX + slope * (from - upperY);
    let y = from;
    const { isChosen } = this.#rows;
    const part = this.#part;
    for (let row = Math.floor(from); y < to; row++) {
      const next = Math.min(row + 1, to);
      const nextX = x + slope * (next - y);
      if (isChosen[row] === 1) {
        part[0] = x;
        part[1] = nextX;
        part[2] = (next - y) * sign;
        this.#slice(row);
      }
      x = nextX;
      y = next;
    }
  }

  /** Adds a part of an edge to its row. */
  #slice(row: number): void {
    const xa = this.#part[0]!;
    const xb = this.#part[1]!;
    const drop = this.#part[2]!;
    const width = this.width;
    let left = Math.min(xa, xb);
    let right = Math.max(xa, xb);
    if (left < 0) left = 0;
    else if (left > width) left = width;
    if (right < 0) right = 0;
    else if (right > width) right = width;
    const areas = this.#areas;
    const offset = row * this.#stride;
    const first = Math.floor(left);
    const last = Math.ceil(right);
    if (first < this.firstColumn[row]!) this.firstColumn[row] = first;
    if (last > this.lastColumn[row]!) this.lastColumn[row] = last;
    if (last <= first + 1) {
      const share = drop * (0.5 * (left + right) - first);
      areas[offset + first] = areas[offset + first]! + (drop - share);
      areas[offset + first + 1] = areas[offset + first + 1]! + share;
      return;
    }
    const perColumn = drop / (right - left);
    const head = first + 1 - left;
    const headArea = 0.5 * perColumn * head * head;
    areas[offset + first] = areas[offset + first]! + headArea;
    let sum = headArea;
    for (let column = first + 1; column < last; column++) {
      const reached = Math.min(column + 1, right);
      const inside = reached - column;
      const total = perColumn * (column - left) + perColumn * inside * (1 - 0.5 * inside);
      areas[offset + column] = areas[offset + column]! + (total - sum);
      sum = total;
    }
    areas[offset + last] = areas[offset + last]! + (drop - sum);
  }

  /** Paints a row's coverage onto `target`, whose row starts at `start`, and clears the row. */
  paintRow(row: number, target: Uint8Array, start: number, r: number, g: number, b: number): void {
    const last = Math.min(this.lastColumn[row]!, this.width - 1);
    const first = this.firstColumn[row]!;
    if (first > this.lastColumn[row]!) return;
    const areas = this.#areas;
    const offset = row * this.#stride;
    let cover = 0;
    let o = start + 3 * first;
    for (let column = first; column <= last; column++, o += 3) {
      cover += areas[offset + column]!;
      areas[offset + column] = 0;
      if (cover > 0.996 || cover < -0.996) {
        target[o] = r;
        target[o + 1] = g;
        target[o + 2] = b;
      } else if (cover > 0.004 || cover < -0.004) {
        const alpha = cover < 0 ? -cover : cover;
        target[o] = target[o]! + (r - target[o]!) * alpha;
        target[o + 1] = target[o + 1]! + (g - target[o + 1]!) * alpha;
        target[o + 2] = target[o + 2]! + (b - target[o + 2]!) * alpha;
      }
    }
    areas[offset + this.width] = 0;
    areas[offset + this.width + 1] = 0;
    this.firstColumn[row] = this.width;
    this.lastColumn[row] = -1;
  }
}

import { BYTES_PER_PIXEL, type Frame } from '../../../types';

const COLUMNS = 32;
const ROWS = 24;
/** Mean difference of samples, in steps of a byte: noise of a camera stays below it, any motion of the car exceeds it. */
const STILL = 2.5;
/** Samples that differ from their mean by less than this show one surface. */
const PLAIN = 10;

/** Tells from consecutive frames whether the view changes, by a grid of samples. */
export class ViewWatch {
  /** How long the view has not changed. */
  still_s = 0;
  /** Whether the whole view is one surface: the lens is close to a wall. */
  isPlain = false;
  private readonly samples = new Uint8Array(COLUMNS * ROWS);
  private isEmpty = true;

  clear(): void {
    this.still_s = 0;
    this.isPlain = false;
    this.isEmpty = true;
  }

  /** @param elapsed_s since the previous frame */
  look({ data, step, encoding, width, height }: Frame, elapsed_s: number): void {
    const pixel = BYTES_PER_PIXEL[encoding];
    const green = pixel === 1 ? 0 : 1;
    let change = 0;
    let sum = 0;
    for (let row = 0; row < ROWS; row += 1) {
      const line = Math.floor(((row + 0.5) * height) / ROWS) * step + green;
      for (let column = 0; column < COLUMNS; column += 1) {
        const i = row * COLUMNS + column;
        const value = data[line + Math.floor(((column + 0.5) * width) / COLUMNS) * pixel]!;
        change += Math.abs(value - this.samples[i]!);
        sum += value;
        this.samples[i] = value;
      }
    }
    const isStill = !this.isEmpty && change < STILL * COLUMNS * ROWS;
    this.still_s = isStill ? this.still_s + elapsed_s : 0;
    this.isEmpty = false;
    const mean = sum / (COLUMNS * ROWS);
    this.isPlain = this.samples.every((value) => Math.abs(value - mean) < PLAIN);
  }
}

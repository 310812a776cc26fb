import type { RowRange } from '../../types';
import { type Axis, axis, columnsNeeded, lowerRow, rowsNeeded } from './bilinear-axis';
import type { Level } from './levels';
import type { BilinearOptions, TensorData } from './plan';

/**
 * One channel from a frame: a byte for each pixel (grey, or a mask), resampled as OpenCV's INTER_LINEAR does it. Only pixels
 * that the output needs are looked at, each once.
 */
export class LevelPlan {
  readonly inWidth: number;
  readonly frameHeight: number;
  /** Rows of a frame that are read. */
  readonly rows: readonly RowRange[];
  /** 1 for each column of a frame that is read. */
  readonly columns: Uint8Array;
  readonly #options: BilinearOptions;
  readonly #level: Level;
  readonly #vertical: Axis;
  readonly #horizontal: Axis;
  /** Byte offsets of the columns that are read. */
  readonly #offsets: Int32Array;
  /** For each output column, the places in a row of levels of its left and right pixels. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** For each output row, where the levels of the rows above and below begin. */
  readonly #above: Int32Array;
  readonly #below: Int32Array;
  readonly #levels: Uint8Array;

  constructor(options: BilinearOptions, level: Level) {
    const { inWidth, outWidth, outHeight, top, bottom, bytesPerPixel } = options;
    this.#options = options;
    this.#level = level;
    this.inWidth = inWidth;
    this.frameHeight = options.frameHeight;
    this.#horizontal = axis(inWidth, outWidth, false);
    this.#vertical = axis(bottom - top, outHeight, true);
    this.rows = rowsNeeded(this.#vertical, top);
    this.columns = columnsNeeded(this.#horizontal, inWidth);
    const columns = [...this.columns.keys()].filter((x) => this.columns[x] === 1);
    const columnPlaces = new Map(columns.map((x, place) => [x, place]));
    const rows = this.rows.flatMap((range) =>
      Array.from({ length: range.bottom - range.top }, (_, i) => range.top + i),
    );
    const rowPlaces = new Map(rows.map((row, place) => [row - top, place * columns.length]));
    this.#offsets = Int32Array.from(columns, (x) => x * bytesPerPixel);
    this.#left = this.#horizontal.low.map((x) => columnPlaces.get(x)!);
    this.#right = this.#horizontal.high.map((x) => columnPlaces.get(x)!);
    this.#above = this.#vertical.low.map((row) => rowPlaces.get(row)!);
    this.#below = Int32Array.from(
      { length: outHeight },
      (_, y) => rowPlaces.get(lowerRow(this.#vertical, y))!,
    );
    this.#levels = new Uint8Array(rows.length * columns.length);
  }

  /** @param data the whole frame; @param step its bytes a row; @param tensor written in full */
  apply(data: Uint8Array, step: number, tensor: TensorData): void {
    this.#look(data, step);
    this.#resample(tensor);
  }

  #look(data: Uint8Array, step: number): void {
    const [red, green, blue] = this.#options.channelOffsets as [number, number, number];
    const level = this.#level;
    const offsets = this.#offsets;
    const levels = this.#levels;
    let place = 0;
    for (const { top, bottom } of this.rows) {
      for (let row = top; row < bottom; row++) {
        for (let i = 0; i < offsets.length; i++) {
          const at = row * step + offsets[i]!;
          levels[place++] = level(data[at + red]!, data[at + green]!, data[at + blue]!);
        }
      }
    }
  }

  #resample(tensor: TensorData): void {
    const { outWidth, outHeight, left, tensorWidth } = this.#options;
    const table = this.#options.tables[0]!;
    const levels = this.#levels;
    const { lowWeight: weightLeft, highWeight: weightRight } = this.#horizontal;
    const { lowWeight: weightAbove, highWeight: weightBelow } = this.#vertical;
    if (outWidth !== tensorWidth) tensor.fill(table[0]!);
    for (let y = 0; y < outHeight; y++) {
      const above = this.#above[y]!;
      const below = this.#below[y]!;
      const wAbove = weightAbove[y]!;
      const wBelow = weightBelow[y]!;
      let out = y * tensorWidth + left;
      for (let x = 0; x < outWidth; x++) {
        const l = this.#left[x]!;
        const r = this.#right[x]!;
        const wl = weightLeft[x]!;
        const wr = weightRight[x]!;
        // Each product is cut to 16 bits as OpenCV does it, so that every byte comes out the same.
        const byte =
          (((wAbove * ((levels[above + l]! * wl + levels[above + r]! * wr) >> 4)) >> 16) +
            ((wBelow * ((levels[below + l]! * wl + levels[below + r]! * wr) >> 4)) >> 16) +
            2) >>
          2;
        tensor[out++] = table[byte]!;
      }
    }
  }
}

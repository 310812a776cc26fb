import type { RowRange } from '../../types';
import { axis, columnsNeeded, rowsNeeded } from './bilinear-axis';
import type { BilinearOptions, TensorData } from './plan';

/**
 * Bilinear resampling of 8-bit images, equal to OpenCV's `resize` with INTER_LINEAR bit for bit:
 * pixel centres at half coordinates, no antialiasing, 11-bit weights, rounded to a byte before the
 * normalisation is looked up. Source: OpenCV imgproc, documented behaviour of INTER_LINEAR; the
 * fixed-point steps were checked against values computed by OpenCV (test/drive/tensor/golden).
 */
export class BilinearPlan {
  readonly inWidth: number;
  readonly frameHeight: number;
  /** Rows of a frame that are read. */
  readonly rows: readonly RowRange[];
  /** 1 for each column of a frame that is read. */
  readonly columns: Uint8Array;
  readonly #options: BilinearOptions;
  /** For each output column: byte offsets of the left and right source pixels, and their weights. */
  readonly #x0: Int32Array;
  readonly #x1: Int32Array;
  readonly #wx1: Int32Array;
  /** For each output row: source rows above and below, and the weight of the lower. */
  readonly #y0: Int32Array;
  readonly #y1: Int32Array;
  readonly #wy1: Int32Array;
  readonly #wy0: Int32Array;
  readonly #wx0: Int32Array;

  constructor(options: BilinearOptions) {
    this.#options = options;
    this.inWidth = options.inWidth;
    this.frameHeight = options.frameHeight;
    const columns = axis(options.inWidth, options.outWidth, false);
    const rows = axis(options.bottom - options.top, options.outHeight, true);
    this.rows = rowsNeeded(rows, options.top);
    this.columns = columnsNeeded(columns, options.inWidth);
    this.#x0 = columns.low.map((x) => x * options.bytesPerPixel);
    this.#x1 = columns.high.map((x) => x * options.bytesPerPixel);
    this.#wx0 = columns.lowWeight;
    this.#wx1 = columns.highWeight;
    this.#y0 = rows.low.map((y) => y + options.top);
    this.#y1 = rows.high.map((y) => y + options.top);
    this.#wy0 = rows.lowWeight;
    this.#wy1 = rows.highWeight;
  }

  /** @param data the whole frame; @param step its bytes a row; @param tensor written in full */
  apply(data: Uint8Array, step: number, tensor: TensorData): void {
    const { outWidth, outHeight, left, tensorWidth, layout, tables, channelOffsets } = this.#options;
    const nchw = layout === 'NCHW';
    const plane = tensorWidth * outHeight;
    const stride = nchw ? 1 : 3;
    const planeStep = nchw ? plane : 1;
    const [table0, table1, table2] = tables as [TensorData, TensorData, TensorData];
    const [c0, c1, c2] = channelOffsets as [number, number, number];
    const x0 = this.#x0;
    const x1 = this.#x1;
    const wx0 = this.#wx0;
    const wx1 = this.#wx1;
    if (outWidth !== tensorWidth) this.#blacken(tensor);
    for (let y = 0; y < outHeight; y++) {
      const above = this.#y0[y]! * step;
      const below = this.#y1[y]! * step;
      const wAbove = this.#wy0[y]!;
      const wBelow = this.#wy1[y]!;
      let out = (y * tensorWidth + left) * stride;
      for (let x = 0; x < outWidth; x++) {
        const wl = wx0[x]!;
        const wr = wx1[x]!;
        const aboveLeft = above + x0[x]!;
        const aboveRight = above + x1[x]!;
        const belowLeft = below + x0[x]!;
        const belowRight = below + x1[x]!;
        // Each product is cut to 16 bits as OpenCV does it, so that every byte comes out the same.
        const v0 =
          (((wAbove * ((data[aboveLeft + c0]! * wl + data[aboveRight + c0]! * wr) >> 4)) >> 16) +
            ((wBelow * ((data[belowLeft + c0]! * wl + data[belowRight + c0]! * wr) >> 4)) >> 16) +
            2) >>
          2;
        const v1 =
          (((wAbove * ((data[aboveLeft + c1]! * wl + data[aboveRight + c1]! * wr) >> 4)) >> 16) +
            ((wBelow * ((data[belowLeft + c1]! * wl + data[belowRight + c1]! * wr) >> 4)) >> 16) +
            2) >>
          2;
        const v2 =
          (((wAbove * ((data[aboveLeft + c2]! * wl + data[aboveRight + c2]! * wr) >> 4)) >> 16) +
            ((wBelow * ((data[belowLeft + c2]! * wl + data[belowRight + c2]! * wr) >> 4)) >> 16) +
            2) >>
          2;
        tensor[out] = table0[v0]!;
        tensor[out + planeStep] = table1[v1]!;
        tensor[out + 2 * planeStep] = table2[v2]!;
        out += stride;
      }
    }
  }

  #blacken(tensor: TensorData): void {
    const { layout, tables, tensorWidth, outHeight } = this.#options;
    const plane = tensorWidth * outHeight;
    for (let c = 0; c < 3; c++) {
      const black = tables[c]![0]!;
      if (layout === 'NCHW') tensor.fill(black, c * plane, (c + 1) * plane);
      else for (let i = c; i < plane * 3; i += 3) tensor[i] = black;
    }
  }
}

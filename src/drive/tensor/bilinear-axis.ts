import { clamp } from '../../support/numbers';
import type { RowRange } from '../../types';

/** Weights are fixed-point numbers with this many fraction bits (OpenCV's INTER_RESIZE_COEF_BITS). */
const WEIGHT_BITS = 11;
const WEIGHT_ONE = 1 << WEIGHT_BITS;

/**
 * Source positions and weights along one axis, as OpenCV's `resize` takes them.
 * @param keepEdgeWeights true for rows, false for columns: beyond the outermost pixel centres OpenCV
 *   drops the weight of a column but keeps that of a row, which differs by a rounding
 */
export function axis(inSize: number, outSize: number, keepEdgeWeights: boolean) {
  const low = new Int32Array(outSize);
  const high = new Int32Array(outSize);
  const lowWeight = new Int32Array(outSize);
  const highWeight = new Int32Array(outSize);
  // OpenCV computes the scale in double and the position in single precision.
  const scale = 1 / (outSize / inSize);
  for (let i = 0; i < outSize; i++) {
    let position = Math.fround((i + 0.5) * scale - 0.5);
    const index = Math.floor(position);
    position = Math.fround(position - index);
    if (!keepEdgeWeights && (index < 0 || index >= inSize - 1)) position = 0;
    low[i] = clamp(index, 0, inSize - 1);
    high[i] = clamp(index + 1, 0, inSize - 1);
    lowWeight[i] = roundHalfEven(Math.fround((1 - position) * WEIGHT_ONE));
    highWeight[i] = roundHalfEven(Math.fround(position * WEIGHT_ONE));
  }
  return { low, high, lowWeight, highWeight };
}

export type Axis = ReturnType<typeof axis>;

/** Source row of the lower weight; a row of weight zero need not exist. */
export function lowerRow({ low, high, highWeight }: Axis, y: number): number {
  return highWeight[y] === 0 ? low[y]! : high[y]!;
}

/** The rows of a frame that the output needs, in order. @param top row of the frame at which the axis begins */
export function rowsNeeded(rows: Axis, top: number): RowRange[] {
  const needed = new Set<number>();
  for (let y = 0; y < rows.low.length; y++) {
    needed.add(rows.low[y]! + top);
    needed.add(lowerRow(rows, y) + top);
  }
  const ranges: { top: number; bottom: number }[] = [];
  for (const row of [...needed].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.bottom === row) last.bottom += 1;
    else ranges.push({ top: row, bottom: row + 1 });
  }
  return ranges;
}

/** 1 for each column of a frame that the output needs. */
export function columnsNeeded({ low, high }: Axis, inWidth: number): Uint8Array {
  const needed = new Uint8Array(inWidth);
  for (let x = 0; x < low.length; x++) {
    needed[low[x]!] = 1;
    needed[high[x]!] = 1;
  }
  return needed;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

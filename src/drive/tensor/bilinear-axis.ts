import { clamp } from '../../support/numbers';

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

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

import type { TensorValue } from '../../../onnx/graph';
import { clamp } from '../../../support/numbers';
import type { Granularity } from './options';
import { roundHalfEven, toUsableScale } from './parameters';

export interface QuantizedWeights {
  readonly dims: readonly number[];
  /** -127 to 127, or -63 to 63 for a reduced range; zero point 0. */
  readonly data: Int8Array;
  /** One scale, or one per output. */
  readonly scales: Float32Array;
  readonly axis: number;
}

/** Largest magnitude of a quantized weight: -128 is not used, so that the range is symmetric. */
export const MAX_WEIGHT = 127;
/** Largest magnitude with 7 bits: 2 * 255 * 63 fits the signed 16 bits of AVX2's multiply-add. */
export const MAX_REDUCED_WEIGHT = 63;

/** Limit of a bias in units of input scale times weight scale, well inside int32. */
const MAX_BIAS = 2 ** 30;

export interface WeightOptions {
  readonly granularity: Granularity;
  readonly reduceRange: boolean;
}

/**
 * Quantizes weights to symmetric int8.
 * @param axis axis of the tensor that indexes the outputs
 * @param smallest lower limit of the scale of each output, see computeMinScales
 */
export function quantizeWeights(
  tensor: TensorValue,
  axis: number,
  { granularity, reduceRange }: WeightOptions,
  smallest: Float64Array,
): QuantizedWeights {
  const most = reduceRange ? MAX_REDUCED_WEIGHT : MAX_WEIGHT;
  const largest = findLargestByOutput(tensor, axis);
  // A filter of zeros works with any scale for which its bias fits.
  const scales =
    granularity === 'per-channel'
      ? Float32Array.from(largest, (value, c) => toUsableScale(Math.max(value / most, smallest[c]!)))
      : Float32Array.of(toUsableScale(Math.max(Math.max(...largest) / most, ...smallest)));
  return quantizeWithScales(tensor, axis, scales, most);
}

/** Quantizes weights to int8 with given scales; values outside the range saturate. */
export function quantizeWithScales(
  tensor: TensorValue,
  axis: number,
  scales: Float32Array,
  most: number = MAX_WEIGHT,
): QuantizedWeights {
  const { dims } = tensor;
  const values = tensor.data as Float32Array;
  const { outputs, inner } = computeStrides(dims, axis);
  const data = new Int8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const scale = scales.length === 1 ? scales[0]! : scales[Math.floor(i / inner) % outputs]!;
    const steps = roundHalfEven(Math.fround(values[i]! / scale));
    data[i] = clamp(steps, -most, most);
  }
  return { dims, data, scales, axis };
}

/** Computes the smallest weight scale of each output for which its bias fits int32. */
export function computeMinScales(
  bias: Float32Array | undefined,
  outputs: number,
  inputScale: number,
): Float64Array {
  return Float64Array.from({ length: outputs }, (_, c) =>
    bias === undefined ? 0 : Math.abs(bias[c]!) / inputScale / MAX_BIAS,
  );
}

/** Quantizes biases to int32 in units of input scale times weight scale. @returns null when one does not fit */
export function quantizeBias(
  values: Float32Array,
  inputScale: number,
  scales: Float32Array,
): { data: Int32Array; scales: Float32Array } | null {
  const products = scales.map((scale) => Math.fround(inputScale * scale));
  const steps = Array.from(values, (value, c) =>
    roundHalfEven(value / products[products.length === 1 ? 0 : c]!),
  );
  if (steps.some((step) => !(Math.abs(step) < 2 ** 31))) return null;
  return { data: Int32Array.from(steps), scales: products };
}

/** Transposes a matrix. */
export function transpose({ dims, data, scales, axis }: QuantizedWeights): QuantizedWeights {
  const [rows, columns] = dims as [number, number];
  const out = new Int8Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c]!;
  }
  return { dims: [columns, rows], data: out, scales, axis: 1 - axis };
}

function findLargestByOutput({ dims, data }: TensorValue, axis: number): Float64Array {
  const { outputs, inner } = computeStrides(dims, axis);
  const largest = new Float64Array(outputs);
  for (let i = 0; i < data.length; i++) {
    const c = Math.floor(i / inner) % outputs;
    const magnitude = Math.abs(Number(data[i]));
    if (magnitude > largest[c]!) largest[c] = magnitude;
  }
  return largest;
}

function computeStrides(dims: readonly number[], axis: number): { outputs: number; inner: number } {
  return { outputs: dims[axis]!, inner: dims.slice(axis + 1).reduce((product, n) => product * n, 1) };
}

/** Permutes the axes of weights; axis 0, which indexes the outputs, must stay first. */
export function permute(weights: QuantizedWeights, order: readonly number[]): QuantizedWeights {
  const { dims, data } = weights;
  if (order.every((axis, i) => axis === i)) return weights;
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, n) => product * n, 1));
  const permutedDims = order.map((axis) => dims[axis]!);
  const out = new Int8Array(data.length);
  const at = permutedDims.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[at.reduce((sum, n, axis) => sum + n * strides[order[axis]!]!, 0)]!;
    for (let axis = at.length - 1; axis >= 0 && ++at[axis]! === permutedDims[axis]; axis--) at[axis] = 0;
  }
  return { ...weights, dims: permutedDims, data: out };
}

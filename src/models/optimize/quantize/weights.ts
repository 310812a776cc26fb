import type { TensorValue } from '../../../onnx/graph';
import { clamp } from '../../../support/numbers';
import type { Granularity } from './options';
import { roundHalfEven, usableScale } from './parameters';

export interface QuantisedWeights {
  readonly dims: readonly number[];
  /** -127 to 127, or -63 to 63 with a reduced range; zero point 0. */
  readonly data: Int8Array;
  /** One, or one for each output. */
  readonly scales: Float32Array;
  readonly axis: number;
}

/** Largest magnitude of a quantized weight: -128 is left out, so that the range is the same on both sides. */
export const MOST = 127;
/** In seven bits, 2 * 255 * 63 fits the signed 16 bits of AVX2's multiply-add. */
export const MOST_REDUCED = 63;

/** Bias values in units of input scale times weight scale have to stay well inside int32. */
const LARGEST_BIAS = 2 ** 30;

export interface WeightOptions {
  readonly granularity: Granularity;
  readonly reduceRange: boolean;
}

/**
 * Symmetric int8 weights.
 * @param axis of the tensor that counts the outputs
 * @param smallest scale that each output needs for its bias to fit, see smallestScales
 */
export function quantiseWeights(
  tensor: TensorValue,
  axis: number,
  { granularity, reduceRange }: WeightOptions,
  smallest: Float64Array,
): QuantisedWeights {
  const most = reduceRange ? MOST_REDUCED : MOST;
  const largest = largestByOutput(tensor, axis);
  // A filter of zeros has no scale of its own: any does, as long as its bias fits.
  const scales =
    granularity === 'per-channel'
      ? Float32Array.from(largest, (value, c) => usableScale(Math.max(value / most, smallest[c]!)))
      : Float32Array.of(usableScale(Math.max(Math.max(...largest) / most, ...smallest)));
  return withScales(tensor, axis, scales, most);
}

/** int8 weights on scales that were chosen elsewhere; what lies outside is cut off. */
export function withScales(
  tensor: TensorValue,
  axis: number,
  scales: Float32Array,
  most: number = MOST,
): QuantisedWeights {
  const { dims } = tensor;
  const values = tensor.data as Float32Array;
  const { outputs, inner } = strides(dims, axis);
  const data = new Int8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const scale = scales.length === 1 ? scales[0]! : scales[Math.floor(i / inner) % outputs]!;
    const steps = roundHalfEven(Math.fround(values[i]! / scale));
    data[i] = clamp(steps, -most, most);
  }
  return { dims, data, scales, axis };
}

/** For each output, the smallest weight scale with which its bias fits int32 beside the input's scale. */
export function smallestScales(
  bias: Float32Array | undefined,
  outputs: number,
  inputScale: number,
): Float64Array {
  return Float64Array.from({ length: outputs }, (_, c) =>
    bias === undefined ? 0 : Math.abs(bias[c]!) / inputScale / LARGEST_BIAS,
  );
}

/** int32 biases in units of input scale times weight scale; null when one does not fit. */
export function quantiseBias(
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

/** A matrix with rows and columns exchanged. */
export function transposed({ dims, data, scales, axis }: QuantisedWeights): QuantisedWeights {
  const [rows, columns] = dims as [number, number];
  const turned = new Int8Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) turned[c * rows + r] = data[r * columns + c]!;
  }
  return { dims: [columns, rows], data: turned, scales, axis: 1 - axis };
}

function largestByOutput({ dims, data }: TensorValue, axis: number): Float64Array {
  const { outputs, inner } = strides(dims, axis);
  const largest = new Float64Array(outputs);
  for (let i = 0; i < data.length; i++) {
    const c = Math.floor(i / inner) % outputs;
    const magnitude = Math.abs(Number(data[i]));
    if (magnitude > largest[c]!) largest[c] = magnitude;
  }
  return largest;
}

function strides(dims: readonly number[], axis: number): { outputs: number; inner: number } {
  return { outputs: dims[axis]!, inner: dims.slice(axis + 1).reduce((product, n) => product * n, 1) };
}

/** Weights with their axes in another order; axis 0, which counts the outputs, stays. */
export function permuted(weights: QuantisedWeights, order: readonly number[]): QuantisedWeights {
  const { dims, data } = weights;
  if (order.every((axis, i) => axis === i)) return weights;
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, n) => product * n, 1));
  const turned = order.map((axis) => dims[axis]!);
  const out = new Int8Array(data.length);
  const at = turned.map(() => 0);
  for (let i = 0; i < out.length; i++) {
    out[i] = data[at.reduce((sum, n, axis) => sum + n * strides[order[axis]!]!, 0)]!;
    for (let axis = at.length - 1; axis >= 0 && ++at[axis]! === turned[axis]; axis--) at[axis] = 0;
  }
  return { ...weights, dims: turned, data: out };
}

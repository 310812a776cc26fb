import type { InputContract } from '../../../config/input-contract';
import type { LinearChannel, LinearOutput } from '../../../config/output-contract';
import { normalisation } from '../../../drive/tensor/preprocess';
import { intsAttribute, type OnnxGraph, stringAttribute } from '../../../onnx/graph';
import type { ActivationParameters, Range } from './parameters';
import type { Plan } from './plan';
import { findRoot, type Unit } from './units';

/** Quantization of one output element: real = low + byte * step. */
export interface OutputSteps {
  readonly low: number;
  readonly step: number;
}

/** Share by which an output range is extended on both sides: curves sharper than in the calibration set must not
 *  saturate. */
const MARGIN = 0.2;

/**
 * Folds the normalization of the image into the weights and biases of the first convolutions, in place, so that they
 * read the bytes of the image without rounding. Only possible without padding, whose zeros are not normalized.
 * @returns whether it was possible
 */
export function foldNormalization({ graph, units }: Plan, input: InputContract): boolean {
  const first = units.filter((unit) => findRoot(graph, unit.inputs[0]!) === input.name);
  const weights = new Set(first.map(({ layer }) => layer?.weight));
  const read = graph.nodes.flatMap(({ inputs }) => inputs);
  const shared = first.some(({ layer }) =>
    [layer?.weight, layer?.bias].some((name) => read.filter((input) => input === name).length > 1),
  );
  if (
    shared ||
    weights.size !== first.length ||
    !first.every((unit) => takesPixels(graph, unit, input.mean.length))
  )
    return false;
  const { factor, offset } = normalisation(input);
  for (const unit of first) {
    const layer = unit.layer!;
    const { dims, data } = graph.initializers.get(layer.weight)!;
    const [outputs, channels] = dims as [number, number];
    const plane = data.length / outputs / channels;
    const scaled = new Float32Array(data.length);
    const shift = new Float64Array(outputs);
    for (let i = 0; i < data.length; i++) {
      const colour = Math.floor(i / plane) % factor.length;
      const value = Number(data[i]);
      scaled[i] = value * factor[colour]!;
      shift[Math.floor(i / plane / channels)]! += value * offset[colour]!;
    }
    const before = graph.initializers.get(layer.bias!)!.data as Float32Array;
    graph.initializers.set(layer.weight, { type: 'float32', dims, data: scaled });
    graph.initializers.set(layer.bias!, {
      type: 'float32',
      dims: [outputs],
      data: Float32Array.from(before, (value, c) => value + shift[c]!),
    });
  }
  return true;
}

function takesPixels(graph: OnnxGraph, { node, layer }: Unit, channels: number): boolean {
  const padding = stringAttribute(node, 'auto_pad', 'NOTSET');
  const none =
    padding === 'VALID' || (padding === 'NOTSET' && !intsAttribute(node, 'pads')?.some((n) => n > 0));
  return (
    node.opType === 'Conv' &&
    none &&
    typeof layer?.bias === 'string' &&
    graph.initializers.get(layer.weight)!.dims[1]! % channels === 0
  );
}

/** Builds a contract whose preprocessing gives the quantized bytes: (pixel * scale - mean) / std, rounded. */
export function buildQuantizedInput(
  input: InputContract,
  { scale, zeroPoint }: ActivationParameters,
): InputContract {
  return {
    ...input,
    type: 'uint8',
    mean: input.mean.map((mean, c) => mean - zeroPoint * scale * input.std[c]!),
    std: input.std.map((std) => std * scale),
  };
}

/** Builds a contract for the unchanged bytes of the image. */
export function buildPixelInput(input: InputContract): InputContract {
  return { ...input, type: 'uint8', scale: 1, mean: input.mean.map(() => 0), std: input.std.map(() => 1) };
}

/**
 * Chooses 256 steps for one output element over its calibrated range.
 * @param zero value of the element at velocity 0, which becomes an exact step if it is in the range, so that driving
 *  straight is exact; null for an element that is not a velocity
 */
export function chooseOutputSteps({ min, max }: Range, zero: number | null): OutputSteps {
  const margin = MARGIN * (max - min);
  const low = min - margin;
  const high = max + margin;
  if (!(high > low)) return { low: min - 1, step: 1 / 128 };
  if (zero === null || zero <= low || zero >= high) return { low, step: (high - low) / 255 };
  const step = (high - low) / 254;
  return { low: zero - Math.ceil((zero - low) / step) * step, step };
}

/** Value of an output element at velocity 0; null for an element that is not a velocity. */
export function findZeroVelocity(output: LinearOutput, element: number): number | null {
  const channel = [output.w, output.v].find(({ index }) => index === element);
  return channel === undefined || channel.scale === 0 ? null : -channel.offset / channel.scale;
}

/** Builds the contract of the output in bytes. */
export function buildQuantizedOutput(output: LinearOutput, steps: readonly OutputSteps[]): LinearOutput {
  const channel = ({ index, scale, offset, ...rest }: LinearChannel): LinearChannel => {
    const { low, step } = steps[index]!;
    return { index, scale: scale * step, offset: offset + scale * low, ...rest };
  };
  return { ...output, type: 'uint8', v: channel(output.v), w: channel(output.w) };
}

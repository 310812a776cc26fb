import { intAttribute, type OnnxGraph, type OnnxNode } from '../../../onnx/graph';
import { toScalar } from '../../../onnx/tensor';
import type { ActivationParameters } from './parameters';

/** Weights of a convolution or dense layer. */
export interface LayerWeights {
  readonly weight: string;
  readonly bias: string | null;
  /** Axis of the weights that indexes the layer's outputs. */
  readonly axis: number;
}

/** An operator with an integer kernel and the clipping activation after it, which are quantized together. */
export interface Unit {
  /** Name of the weights without `.weight`, as PyTorch names the layer; without weights, the node's name. */
  readonly name: string;
  readonly node: OnnxNode;
  /** Inputs that are not constant. */
  readonly inputs: readonly string[];
  /** Null for operators without weights. */
  readonly layer: LayerWeights | null;
  /** The Relu or Clip that is the only reader of the node's output; null for none. */
  readonly activation: OnnxNode | null;
  /** Bounds of `activation`; infinite where it does not clip. */
  readonly clip: { readonly min: number; readonly max: number };
  /** Name of the output, after the activation. */
  readonly result: string;
}

/** Operators whose output values are all among their input values, and so share the scale. */
const REARRANGEMENTS = new Set(['Transpose', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'MaxPool']);

/** Operators without weights that have integer kernels (QDQ support of onnxruntime). */
const WEIGHTLESS_OPERATORS = new Set(['Add', 'Mul', 'Concat', 'AveragePool', 'GlobalAveragePool']);

export function isRearrangement(graph: OnnxGraph, node: OnnxNode): boolean {
  return (
    node.domain === '' &&
    REARRANGEMENTS.has(node.opType) &&
    !graph.initializers.has(node.inputs[0]!) &&
    node.outputs.filter((output) => output !== '').length === 1
  );
}

/** Finds the value that `value` is a rearrangement of. */
export function findRoot(graph: OnnxGraph, value: string): string {
  const node = graph.producer(value);
  return node !== null && isRearrangement(graph, node) ? findRoot(graph, node.inputs[0]!) : value;
}

/** Finds all operators that could be quantized, in graph order. */
export function findUnits(graph: OnnxGraph): Unit[] {
  return graph.nodes.flatMap((node) => {
    const layer = matchWeights(graph, node);
    if (layer === null && !isWeightlessUnit(graph, node)) return [];
    const { activation, clip } = findActivation(graph, node);
    const inputs = (layer === null ? node.inputs : node.inputs.slice(0, 1)).filter(
      (input) => input !== '' && !graph.initializers.has(input),
    );
    const name = layer === null ? node.name || node.outputs[0]! : layer.weight.replace(/\.weight$/, '');
    return [{ name, node, inputs, layer, activation, clip, result: (activation ?? node).outputs[0]! }];
  });
}

/** Operators with constants of other types than float32 are not quantized. */
function isWeightlessUnit(graph: OnnxGraph, { domain, opType, inputs }: OnnxNode): boolean {
  if (domain !== '' || !WEIGHTLESS_OPERATORS.has(opType)) return false;
  return inputs.every((input) => (graph.initializers.get(input)?.type ?? 'float32') === 'float32');
}

function matchWeights(graph: OnnxGraph, node: OnnxNode): LayerWeights | null {
  if (node.domain !== '' || graph.initializers.has(node.inputs[0]!)) return null;
  const weight = graph.initializers.get(node.inputs[1] ?? '');
  if (weight?.type !== 'float32') return null;
  const bias = node.inputs[2] ? node.inputs[2] : null;
  const named = (axis: number): LayerWeights => ({ weight: node.inputs[1]!, bias, axis });
  const outputs = (axis: number) => {
    const tensor = bias === null ? undefined : graph.initializers.get(bias);
    return (
      bias === null ||
      (tensor?.type === 'float32' && tensor.dims.length === 1 && tensor.dims[0] === weight.dims[axis])
    );
  };
  switch (node.opType) {
    case 'Conv':
      return outputs(0) ? named(0) : null;
    case 'Gemm': {
      const axis = intAttribute(node, 'transB', 0) === 1 ? 0 : 1;
      return intAttribute(node, 'transA', 0) === 0 && outputs(axis) ? named(axis) : null;
    }
    case 'MatMul':
      return weight.dims.length === 2 ? named(1) : null;
    default:
      return null;
  }
}

function findActivation(graph: OnnxGraph, node: OnnxNode): Pick<Unit, 'activation' | 'clip'> {
  const none = { activation: null, clip: { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } };
  const output = node.outputs[0]!;
  const [next, ...others] = graph.consumers(output);
  if (!next || others.length > 0 || graph.isOutput(output) || next.domain !== '') return none;
  if (next.opType === 'Relu') {
    return { activation: next, clip: { min: 0, max: Number.POSITIVE_INFINITY } };
  }
  if (next.opType !== 'Clip' || next.inputs[0] !== output) return none;
  const bound = (input: string | undefined, absent: number) =>
    input ? toScalar(graph.initializers.get(input)) : absent;
  const min = bound(next.inputs[1], Number.NEGATIVE_INFINITY);
  const max = bound(next.inputs[2], Number.POSITIVE_INFINITY);
  // Every quantized range contains zero, so a clip that excludes it must stay.
  if (min === null || max === null || min > 0 || max < 0) return none;
  return { activation: next, clip: { min, max } };
}

/** Whether saturation of the quantized range replaces the unit's activation, within half a step. */
export function isClippedByRange({ clip }: Unit, { type, scale, zeroPoint }: ActivationParameters): boolean {
  if (type !== 'uint8') return false;
  const lowest = -zeroPoint * scale;
  const highest = (255 - zeroPoint) * scale;
  // Zero is exact: only a range that starts at zero replaces Relu.
  return lowest >= clip.min - (clip.min === 0 ? 0 : scale / 2) && highest <= clip.max + scale / 2;
}

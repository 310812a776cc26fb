import { intAttribute, type OnnxGraph, type OnnxNode } from '../../../onnx/graph';
import { scalarOf } from '../../../onnx/tensor';
import type { ActivationParameters } from './parameters';

/** Weights of a convolution or dense layer. */
export interface LayerWeights {
  readonly weight: string;
  readonly bias: string | null;
  /** Axis of the weights that counts the layer's outputs. */
  readonly axis: number;
}

/** What is quantized as one: an operator with integer kernels, and the clipping activation behind it. */
export interface Unit {
  /** The weights' name without `.weight`, which is the layer's name in PyTorch; else the node's name. */
  readonly name: string;
  readonly node: OnnxNode;
  /** Inputs that are no constants. */
  readonly inputs: readonly string[];
  /** Null for pooling, sums and the like. */
  readonly layer: LayerWeights | null;
  /** Relu or Clip that is the only reader of the node's output. */
  readonly activation: OnnxNode | null;
  /** What `activation` clips to; infinite where it does not. */
  readonly clip: { readonly min: number; readonly max: number };
  /** The output, behind the activation. */
  readonly result: string;
}

/** Operators that hand values on as they are: what they give has the scale of what they took. */
const MOVERS = new Set(['Transpose', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'MaxPool']);

/** Operators without weights that have integer kernels (onnxruntime's QDQ rules). */
const OTHERS = new Set(['Add', 'Mul', 'Concat', 'AveragePool', 'GlobalAveragePool']);

export function isMover(graph: OnnxGraph, node: OnnxNode): boolean {
  return (
    node.domain === '' &&
    MOVERS.has(node.opType) &&
    !graph.initializers.has(node.inputs[0]!) &&
    node.outputs.filter((output) => output !== '').length === 1
  );
}

/** The value that `value` is a rearrangement of. */
export function rootOf(graph: OnnxGraph, value: string): string {
  const node = graph.producer(value);
  return node !== null && isMover(graph, node) ? rootOf(graph, node.inputs[0]!) : value;
}

/** All operators of the graph that could be quantized, in its order. */
export function findUnits(graph: OnnxGraph): Unit[] {
  return graph.nodes.flatMap((node) => {
    const layer = layerWeights(graph, node);
    if (layer === null && !isOther(graph, node)) return [];
    const { activation, clip } = activationOf(graph, node);
    const inputs = (layer === null ? node.inputs : node.inputs.slice(0, 1)).filter(
      (input) => input !== '' && !graph.initializers.has(input),
    );
    const name = layer === null ? node.name || node.outputs[0]! : layer.weight.replace(/\.weight$/, '');
    return [{ name, node, inputs, layer, activation, clip, result: (activation ?? node).outputs[0]! }];
  });
}

/** Operands of other types than float32 have no part in quantization. */
function isOther(graph: OnnxGraph, { domain, opType, inputs }: OnnxNode): boolean {
  if (domain !== '' || !OTHERS.has(opType)) return false;
  return inputs.every((input) => (graph.initializers.get(input)?.type ?? 'float32') === 'float32');
}

function layerWeights(graph: OnnxGraph, node: OnnxNode): LayerWeights | null {
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

function activationOf(graph: OnnxGraph, node: OnnxNode): Pick<Unit, 'activation' | 'clip'> {
  const none = { activation: null, clip: { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } };
  const output = node.outputs[0]!;
  const [next, ...others] = graph.consumers(output);
  if (!next || others.length > 0 || graph.isOutput(output) || next.domain !== '') return none;
  if (next.opType === 'Relu') {
    return { activation: next, clip: { min: 0, max: Number.POSITIVE_INFINITY } };
  }
  if (next.opType !== 'Clip' || next.inputs[0] !== output) return none;
  const bound = (input: string | undefined, absent: number) =>
    input ? scalarOf(graph.initializers.get(input)) : absent;
  const min = bound(next.inputs[1], Number.NEGATIVE_INFINITY);
  const max = bound(next.inputs[2], Number.POSITIVE_INFINITY);
  // Zero is in every quantized range: a clip that forbids it is left alone.
  if (min === null || max === null || min > 0 || max < 0) return none;
  return { activation: next, clip: { min, max } };
}

/** Whether saturation at the ends of the quantized range is the unit's activation, up to half a step. */
export function clippedByRange({ clip }: Unit, { type, scale, zeroPoint }: ActivationParameters): boolean {
  if (type !== 'uint8') return false;
  const lowest = -zeroPoint * scale;
  const highest = (255 - zeroPoint) * scale;
  // Zero itself is exact: Relu is clipped by a range that starts there, and by no other.
  return lowest >= clip.min - (clip.min === 0 ? 0 : scale / 2) && highest <= clip.max + scale / 2;
}

import { floatAttribute, intAttribute, type OnnxGraph, type OnnxNode } from '../../../onnx/graph';
import { toNumbers } from '../../../onnx/tensor';

/** The map x * scale[c] + shift[c] for each channel c of axis 1. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/**
 * Matches BatchNormalization and arithmetic with a constant as an affine map of each channel.
 * @param channels size of axis 1 of the node's output, which has `rank` axes
 * @returns the input that is mapped and the map; null for any other node
 */
export function matchAffine(
  graph: OnnxGraph,
  node: OnnxNode,
  channels: number,
  rank: number,
): { readonly input: string; readonly affine: Affine } | null {
  if (node.domain !== '') return null;
  if (node.opType === 'BatchNormalization') return matchBatchNormalization(graph, node);
  if (!['Add', 'Sub', 'Mul', 'Div'].includes(node.opType)) return null;
  const side = node.inputs.findIndex((name) => graph.initializers.has(name));
  const constant = side < 0 ? null : readPerChannel(graph, node.inputs[side]!, channels, rank);
  const input = node.inputs[1 - side];
  if (!constant || input === undefined || graph.initializers.has(input)) return null;
  const ones = new Float64Array(channels).fill(1);
  const zeros = new Float64Array(channels);
  switch (node.opType) {
    case 'Add':
      return { input, affine: { scale: ones, shift: constant } };
    case 'Sub':
      return side === 1
        ? { input, affine: { scale: ones, shift: constant.map((x) => -x) } }
        : { input, affine: { scale: ones.map(() => -1), shift: constant } };
    case 'Mul':
      return { input, affine: { scale: constant, shift: zeros } };
    default:
      return side === 1 && constant.every((x) => x !== 0)
        ? { input, affine: { scale: constant.map((x) => 1 / x), shift: zeros } }
        : null;
  }
}

function matchBatchNormalization(graph: OnnxGraph, node: OnnxNode) {
  if (intAttribute(node, 'training_mode', 0) !== 0 || node.outputs.slice(1).some((name) => name !== ''))
    return null;
  const tensors = node.inputs.slice(1).map((name) => graph.initializers.get(name));
  if (tensors.length !== 4 || tensors.some((tensor) => tensor?.type !== 'float32')) return null;
  const [gamma, beta, mean, variance] = tensors.map((tensor) => toNumbers(tensor!));
  const epsilon = floatAttribute(node, 'epsilon', 1e-5);
  const scale = gamma!.map((g, c) => g / Math.sqrt(variance![c]! + epsilon));
  return { input: node.inputs[0]!, affine: { scale, shift: beta!.map((b, c) => b - mean![c]! * scale[c]!) } };
}

/** Reads a constant that is uniform over each channel as one number per channel. */
function readPerChannel(graph: OnnxGraph, name: string, channels: number, rank: number): Float64Array | null {
  const tensor = graph.initializers.get(name)!;
  if (tensor.type !== 'float32' || tensor.dims.length > rank) return null;
  const values = toNumbers(tensor);
  if (values.length === 1) return new Float64Array(channels).fill(values[0]!);
  // Broadcasting aligns the last axes: in [C, 1, 1] against [1, C, H, W], axis 0 is the channel axis.
  const axis = 1 - (rank - tensor.dims.length);
  return values.length === channels && tensor.dims[axis] === channels ? values : null;
}

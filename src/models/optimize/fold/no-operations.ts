import type { OnnxModel } from '../../../onnx/graph';
import { intsAttribute, type OnnxGraph, type OnnxNode, stringAttribute } from '../../../onnx/graph';
import { inferShapes, type StaticValue } from '../../../onnx/shapes';
import { createInt64Tensor, toNumbers } from '../../../onnx/tensor';
import { bypass, findSoleConsumer } from './bypass';

type Values = ReadonlyMap<string, StaticValue>;

/** Removes nodes without effect and merges successive rearrangements, in place.
 *  @returns the number of removed nodes */
export function removeNoOperations(model: OnnxModel, file: string): number {
  const { graph } = model;
  const values = inferShapes(model, file);
  let gone = 0;
  for (const node of [...graph.nodes]) {
    if (!graph.nodes.includes(node) || node.domain !== '') continue;
    if (isNoOperation(graph, node, values) ? bypass(graph, node) : mergeWithReader(graph, node, values))
      gone++;
  }
  return gone;
}

function isNoOperation(graph: OnnxGraph, node: OnnxNode, values: Values): boolean {
  const input = values.get(node.inputs[0] ?? '');
  const output = values.get(node.outputs[0] ?? '');
  if (!input || !output || graph.initializers.has(node.inputs[0]!)) return false;
  const sameShape = input.type === output.type && String(input.dims) === String(output.dims);
  switch (node.opType) {
    case 'Identity':
      return true;
    case 'Dropout':
      // The mask may be used, and training_mode may be an input.
      return !node.outputs[1] && !node.inputs[2];
    case 'Cast':
    case 'Reshape':
    case 'Flatten':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Expand':
    case 'Tile':
      return sameShape;
    case 'Slice': {
      const steps = graph.initializers.get(node.inputs[4] ?? '');
      return (
        sameShape && (!node.inputs[4] || (steps !== undefined && toNumbers(steps).every((n) => n === 1)))
      );
    }
    case 'Pad': {
      const pads = graph.initializers.get(node.inputs[1]!);
      return pads !== undefined && toNumbers(pads).every((n) => n === 0);
    }
    case 'Transpose':
      return intsAttribute(node, 'perm')?.every((axis, i) => axis === i) ?? false;
    case 'Concat':
      return node.inputs.length === 1;
    default:
      return false;
  }
}

const RESHAPING = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** Merges `node` into the only reader of its output. @returns whether a node was removed */
function mergeWithReader(graph: OnnxGraph, node: OnnxNode, values: Values): boolean {
  const next = findSoleConsumer(graph, node.outputs[0] ?? '');
  if (next?.domain !== '' || next.inputs[0] !== node.outputs[0]) return false;
  if (node.opType === 'Transpose' && next.opType === 'Transpose') {
    const rank = values.get(node.inputs[0]!)!.dims.length;
    const reverse = Array.from({ length: rank }, (_, i) => rank - 1 - i);
    const first = intsAttribute(node, 'perm') ?? reverse;
    const second = intsAttribute(next, 'perm') ?? reverse;
    next.attributes.set('perm', { kind: 'ints', value: second.map((axis) => first[axis]!) });
  } else if (node.opType === 'Pad' && next.opType === 'Conv') {
    if (!movePaddingIntoConv(graph, node, next)) return false;
  } else if (RESHAPING.has(node.opType) && RESHAPING.has(next.opType)) {
    const dims = values.get(next.outputs[0]!)!.dims;
    const shape = graph.freshName(`${next.outputs[0]}_shape`);
    graph.initializers.set(shape, createInt64Tensor([dims.length], dims));
    next.opType = 'Reshape';
    next.attributes = new Map();
    next.inputs = [next.inputs[0]!, shape];
  } else {
    return false;
  }
  next.inputs[0] = node.inputs[0]!;
  graph.remove(node);
  return true;
}

/** Moves zero padding in front of a convolution into the convolution's own padding. */
function movePaddingIntoConv(graph: OnnxGraph, pad: OnnxNode, conv: OnnxNode): boolean {
  const pads = graph.initializers.get(pad.inputs[1] ?? '');
  const fill = pad.inputs[2] ? graph.initializers.get(pad.inputs[2]) : null;
  const zero = fill === null || (fill !== undefined && toNumbers(fill).every((value) => value === 0));
  const spatial = pads ? pads.data.length / 2 - 2 : 0;
  if (!pads || !zero || pad.inputs[3] || stringAttribute(pad, 'mode', 'constant') !== 'constant')
    return false;
  if (
    stringAttribute(conv, 'auto_pad', 'NOTSET') !== 'NOTSET' &&
    stringAttribute(conv, 'auto_pad', '') !== 'VALID'
  ) {
    return false;
  }
  const before = Array.from(toNumbers(pads));
  const [start, end] = [before.slice(0, spatial + 2), before.slice(spatial + 2)];
  if (before.some((n) => n < 0) || [...start.slice(0, 2), ...end.slice(0, 2)].some((n) => n !== 0))
    return false;
  const own = intsAttribute(conv, 'pads') ?? new Array<number>(2 * spatial).fill(0);
  const added = [...start.slice(2), ...end.slice(2)];
  conv.attributes.delete('auto_pad');
  conv.attributes.set('pads', { kind: 'ints', value: own.map((n, i) => n + added[i]!) });
  return true;
}

import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../../../onnx/graph';
import { decodeHalf } from '../../../onnx/half';
import { TYPE_CODES, toNumbers } from '../../../onnx/tensor';

/**
 * Replaces weights that are stored as integers or float16 by the float32 values that the graph makes of them, in place:
 * DequantizeLinear and Cast of constants. Activations stay as they are.
 * @returns the number of widened weights
 */
export function widenWeights(graph: OnnxGraph): number {
  const widened = graph.nodes.filter((node) => {
    const [output] = node.outputs;
    if (node.domain !== '' || output === undefined || graph.isOutput(output)) return false;
    const value = node.opType === 'DequantizeLinear' ? dequantized(graph, node) : castFromHalf(graph, node);
    if (value === null) return false;
    graph.initializers.set(output, value);
    return true;
  });
  graph.remove(...widened);
  return widened.length;
}

function castFromHalf(graph: OnnxGraph, node: OnnxNode): TensorValue | null {
  const half = graph.initializers.get(node.inputs[0] ?? '');
  if (node.opType !== 'Cast' || half?.type !== 'float16') return null;
  if (intAttribute(node, 'to', 0) !== TYPE_CODES.float32) return null;
  return { type: 'float32', dims: half.dims, data: Float32Array.from(half.data as Uint16Array, decodeHalf) };
}

/** (x - zero point) * scale in float32, by tensor or along one axis, as onnxruntime computes it. */
function dequantized(graph: OnnxGraph, node: OnnxNode): TensorValue | null {
  const [stored, scale, zeroPoint] = node.inputs.map((name) => graph.initializers.get(name));
  const hasZeroPoint = (node.inputs[2] ?? '') !== '';
  if (!stored || scale?.type !== 'float32' || (hasZeroPoint && !zeroPoint)) return null;
  if (intAttribute(node, 'block_size', 0) !== 0) return null;
  const count = scale.data.length;
  const axis = intAttribute(node, 'axis', 1);
  const along = axis < 0 ? axis + stored.dims.length : axis;
  // A scale of rank 0 is for the whole tensor, even if the axis has one entry.
  if (scale.dims.length > 0 && count !== 1 && stored.dims[along] !== count) return null;
  const inner = stored.dims.slice(along + 1).reduce((product, n) => product * n, 1);
  const scales = toNumbers(scale);
  const zeros = zeroPoint ? toNumbers(zeroPoint) : new Float64Array(count);
  const data = Float32Array.from(toNumbers(stored), (value, i) => {
    const entry = count === 1 ? 0 : Math.floor(i / inner) % count;
    return Math.fround(value - zeros[entry]!) * scales[entry]!;
  });
  return { type: 'float32', dims: stored.dims, data };
}

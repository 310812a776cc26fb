import {
  floatAttribute,
  intAttribute,
  intsAttribute,
  makeNode,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  stringAttribute,
} from '../../../onnx/graph';
import { inferShapes, type StaticValue } from '../../../onnx/shapes';
import { createFloat32Tensor, toNumbers } from '../../../onnx/tensor';
import { getWeights, type Layer, matchLayer, replaceInput } from '../graph/layers';
import { type Affine, matchAffine } from './affine';
import { bypass, findSoleConsumer } from './bypass';

type Values = ReadonlyMap<string, StaticValue>;

/** Folds batch normalization and arithmetic with constants into the layers next to them, in place.
 *  @returns the number of removed nodes */
export function foldAffine(model: OnnxModel, file: string): number {
  const { graph } = model;
  const values = inferShapes(model, file);
  let gone = 0;
  for (const node of [...graph.nodes]) {
    if (!graph.nodes.includes(node)) continue;
    const value = values.get(node.outputs[0] ?? '');
    if (!value || value.dims.length < 2) continue;
    const found = matchAffine(graph, node, value.dims[1]!, value.dims.length);
    const input = found && values.get(found.input);
    // A constant that broadcasts the value to more elements is not an affine map of its channels.
    if (!found || !input || String(input.dims) !== String(value.dims)) continue;
    if (foldIntoLayerBefore(graph, node, found.input, found.affine, values)) gone++;
    else if (foldIntoLayerAfter(graph, node, found.input, found.affine, values)) gone++;
  }
  return gone;
}

/** Layer, then affine map: scales and shifts the outputs of the layer. */
function foldIntoLayerBefore(
  graph: OnnxGraph,
  node: OnnxNode,
  input: string,
  affine: Affine,
  values: Values,
): boolean {
  const producer = graph.producer(input);
  const layer = producer && matchLayer(graph, producer);
  if (!layer || findSoleConsumer(graph, input) !== node) return false;
  const bias = readBias(graph, layer, values);
  if (
    !bias ||
    values.get(input)!.dims.length !== (layer.kind === 'conv' ? getWeights(graph, layer).dims.length : 2)
  ) {
    return false;
  }
  const dense = convertToGemm(graph, layer);
  mapWeights(graph, dense, (w, out) => w * affine.scale[out]!);
  setBias(
    graph,
    dense,
    bias.map((b, out) => b * affine.scale[out]! + affine.shift[out]!),
  );
  // The layer now computes the output of the affine node.
  node.inputs = [input];
  return bypass(graph, node);
}

/** Affine map, then layer: scales and shifts the inputs of the layer. */
function foldIntoLayerAfter(
  graph: OnnxGraph,
  node: OnnxNode,
  input: string,
  affine: Affine,
  values: Values,
): boolean {
  const next = findSoleConsumer(graph, node.outputs[0]!);
  const layer = next && matchLayer(graph, next);
  if (!layer || next.inputs[0] !== node.outputs[0] || graph.isOutput(node.outputs[0]!)) return false;
  const bias = readBias(graph, layer, values);
  const shifts = affine.shift.some((t) => t !== 0);
  // A shift applies to the input but not to the zeros of the padding.
  if (!bias || (layer.kind === 'conv' && shifts && hasPadding(next))) return false;
  const dense = convertToGemm(graph, layer);
  const weights = getWeights(graph, dense);
  const sums = new Float64Array(bias.length);
  const perGroup = bias.length / intAttribute(next, 'group', 1);
  const channel = (out: number, index: number) =>
    layer.kind === 'conv' ? Math.floor(out / perGroup) * weights.dims[1]! + index : index;
  forEachWeight(dense, weights.dims, (i, out, index) => {
    sums[out] = sums[out]! + weights.data[i]! * affine.shift[channel(out, index)]!;
  });
  mapWeights(graph, dense, (w, out, index) => w * affine.scale[channel(out, index)]!);
  if (shifts)
    setBias(
      graph,
      dense,
      bias.map((b, out) => b + sums[out]!),
    );
  node.inputs = [input];
  return bypass(graph, node);
}

function hasPadding(conv: OnnxNode): boolean {
  const mode = stringAttribute(conv, 'auto_pad', 'NOTSET');
  return (
    mode.startsWith('SAME') || (mode === 'NOTSET' && (intsAttribute(conv, 'pads') ?? []).some((n) => n !== 0))
  );
}

/** Reads a layer's bias as one number per output, zeros for none; null when it has another shape. */
function readBias(graph: OnnxGraph, layer: Layer, values: Values): Float64Array | null {
  const outputs = getWeights(graph, layer).dims[layer.outAxis]!;
  if (layer.kind === 'dense' && values.get(layer.node.inputs[0]!)?.dims.length !== 2) return null;
  if (layer.bias === null) return new Float64Array(outputs);
  const tensor = graph.initializers.get(layer.bias)!;
  const beta = floatAttribute(layer.node, 'beta', 1);
  const numbers = toNumbers(tensor).map((b) => (layer.node.opType === 'Gemm' ? b * beta : b));
  if (numbers.length === 1) return new Float64Array(outputs).fill(numbers[0]!);
  return numbers.length === outputs && tensor.dims.at(-1) === outputs ? numbers : null;
}

/** Converts a dense layer to a Gemm with alpha and beta 1, which accepts a bias. */
function convertToGemm(graph: OnnxGraph, layer: Layer): Layer {
  const { node } = layer;
  if (layer.kind === 'conv') return layer;
  if (node.opType === 'MatMul') {
    const gemm = makeNode('Gemm', { name: node.name, inputs: node.inputs, outputs: node.outputs });
    graph.insertBefore(node, gemm);
    graph.remove(node);
    return matchLayer(graph, gemm)!;
  }
  const alpha = floatAttribute(node, 'alpha', 1);
  node.attributes.delete('alpha');
  node.attributes.delete('beta');
  if (alpha !== 1) mapWeights(graph, layer, (w) => w * alpha);
  return matchLayer(graph, node)!;
}

/** Visits every weight with its index in the tensor, its output and its input (within its group). */
function forEachWeight(
  layer: Layer,
  dims: readonly number[],
  visit: (i: number, out: number, input: number) => void,
): void {
  const [first, second] = dims as [number, number];
  const inner = dims.slice(2).reduce((product, n) => product * n, 1);
  let i = 0;
  for (let a = 0; a < first; a++) {
    for (let b = 0; b < second; b++) {
      for (let k = 0; k < inner; k++, i++) visit(i, layer.outAxis === 0 ? a : b, layer.outAxis === 0 ? b : a);
    }
  }
}

function mapWeights(
  graph: OnnxGraph,
  layer: Layer,
  change: (weight: number, out: number, input: number) => number,
): void {
  const { dims, data } = getWeights(graph, layer);
  const changed = new Float32Array(data.length);
  forEachWeight(layer, dims, (i, out, input) => {
    changed[i] = change(data[i]!, out, input);
  });
  replaceInput(graph, layer.node, 1, { ...getWeights(graph, layer), data: changed });
}

function setBias(graph: OnnxGraph, layer: Layer, bias: Float64Array): void {
  // The name may change: nothing refers to biases by name.
  replaceInput(graph, layer.node, 2, createFloat32Tensor([bias.length], bias));
}

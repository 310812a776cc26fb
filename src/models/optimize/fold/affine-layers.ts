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
import { float32Tensor, numbersOf } from '../../../onnx/tensor';
import { type Layer, layerOf, replaceInput, weightsOf } from '../graph/layers';
import { type Affine, affineOf } from './affine';
import { bypass, soleConsumer } from './bypass';

type Values = ReadonlyMap<string, StaticValue>;

/** Lets layers do the batch normalisation and the arithmetic with constants that stand next to them.
 *  @returns how many nodes went */
export function foldAffine(model: OnnxModel, file: string): number {
  const { graph } = model;
  const values = inferShapes(model, file);
  let gone = 0;
  for (const node of [...graph.nodes]) {
    if (!graph.nodes.includes(node)) continue;
    const value = values.get(node.outputs[0] ?? '');
    if (!value || value.dims.length < 2) continue;
    const found = affineOf(graph, node, value.dims[1]!, value.dims.length);
    const input = found && values.get(found.input);
    // A constant that makes the value larger is no affine map of its channels.
    if (!found || !input || String(input.dims) !== String(value.dims)) continue;
    if (intoLayerBefore(graph, node, found.input, found.affine, values)) gone++;
    else if (intoLayerAfter(graph, node, found.input, found.affine, values)) gone++;
  }
  return gone;
}

/** Layer, then affine: outputs of the layer are scaled and shifted. */
function intoLayerBefore(
  graph: OnnxGraph,
  node: OnnxNode,
  input: string,
  affine: Affine,
  values: Values,
): boolean {
  const producer = graph.producer(input);
  const layer = producer && layerOf(graph, producer);
  if (!layer || soleConsumer(graph, input) !== node) return false;
  const bias = biasOf(graph, layer, values);
  if (
    !bias ||
    values.get(input)!.dims.length !== (layer.kind === 'conv' ? weightsOf(graph, layer).dims.length : 2)
  ) {
    return false;
  }
  const dense = asGemm(graph, layer);
  setWeights(graph, dense, (w, out) => w * affine.scale[out]!);
  setBias(
    graph,
    dense,
    bias.map((b, out) => b * affine.scale[out]! + affine.shift[out]!),
  );
  // The layer gives what the affine node gave.
  node.inputs = [input];
  return bypass(graph, node);
}

/** Affine, then layer: the layer's inputs are scaled and shifted. */
function intoLayerAfter(
  graph: OnnxGraph,
  node: OnnxNode,
  input: string,
  affine: Affine,
  values: Values,
): boolean {
  const next = soleConsumer(graph, node.outputs[0]!);
  const layer = next && layerOf(graph, next);
  if (!layer || next.inputs[0] !== node.outputs[0] || graph.isOutput(node.outputs[0]!)) return false;
  const bias = biasOf(graph, layer, values);
  const shifts = affine.shift.some((t) => t !== 0);
  // Zeros of the padding are not shifted, the picture is.
  if (!bias || (layer.kind === 'conv' && shifts && hasPadding(next))) return false;
  const dense = asGemm(graph, layer);
  const weights = weightsOf(graph, dense);
  const sums = new Float64Array(bias.length);
  const perGroup = bias.length / intAttribute(next, 'group', 1);
  const channel = (out: number, index: number) =>
    layer.kind === 'conv' ? Math.floor(out / perGroup) * weights.dims[1]! + index : index;
  eachWeight(dense, weights.dims, (i, out, index) => {
    sums[out] = sums[out]! + weights.data[i]! * affine.shift[channel(out, index)]!;
  });
  setWeights(graph, dense, (w, out, index) => w * affine.scale[channel(out, index)]!);
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

/** One number for each output of a layer; null where its bias is anything else. */
function biasOf(graph: OnnxGraph, layer: Layer, values: Values): Float64Array | null {
  const outputs = weightsOf(graph, layer).dims[layer.outAxis]!;
  if (layer.kind === 'dense' && values.get(layer.node.inputs[0]!)?.dims.length !== 2) return null;
  if (layer.bias === null) return new Float64Array(outputs);
  const tensor = graph.initializers.get(layer.bias)!;
  const beta = floatAttribute(layer.node, 'beta', 1);
  const numbers = numbersOf(tensor).map((b) => (layer.node.opType === 'Gemm' ? b * beta : b));
  if (numbers.length === 1) return new Float64Array(outputs).fill(numbers[0]!);
  return numbers.length === outputs && tensor.dims.at(-1) === outputs ? numbers : null;
}

/** A dense layer as Gemm with alpha and beta 1, which has room for a bias. */
function asGemm(graph: OnnxGraph, layer: Layer): Layer {
  const { node } = layer;
  if (layer.kind === 'conv') return layer;
  if (node.opType === 'MatMul') {
    const gemm = makeNode('Gemm', { name: node.name, inputs: node.inputs, outputs: node.outputs });
    graph.insertBefore(node, gemm);
    graph.remove(node);
    return layerOf(graph, gemm)!;
  }
  const alpha = floatAttribute(node, 'alpha', 1);
  node.attributes.delete('alpha');
  node.attributes.delete('beta');
  if (alpha !== 1) setWeights(graph, layer, (w) => w * alpha);
  return layerOf(graph, node)!;
}

/** Index in the tensor, output and input (within its group) of every weight. */
function eachWeight(
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

function setWeights(
  graph: OnnxGraph,
  layer: Layer,
  change: (weight: number, out: number, input: number) => number,
): void {
  const { dims, data } = weightsOf(graph, layer);
  const changed = new Float32Array(data.length);
  eachWeight(layer, dims, (i, out, input) => {
    changed[i] = change(data[i]!, out, input);
  });
  replaceInput(graph, layer.node, 1, { ...weightsOf(graph, layer), data: changed });
}

function setBias(graph: OnnxGraph, layer: Layer, bias: Float64Array): void {
  // A new name where the old one holds another shape is no loss: nothing refers to biases by name.
  replaceInput(graph, layer.node, 2, float32Tensor([bias.length], bias));
}

import { ModelError } from '../../errors';
import { encodeModel, readModel } from '../../onnx/file';
import { intAttribute, makeNode, type OnnxGraph, type OnnxModel, type OnnxNode } from '../../onnx/graph';

/** Nodes that pass weights on in the same shape. */
const SAME_SHAPE = ['DequantizeLinear', 'Cast', 'Identity'];

/**
 * The model changed so that webgpu computes it correctly; null where that is not necessary. onnxruntime 1.30's webgpu
 * provider reads three channels at a time if their number is a multiple of three but not of four. With more than three
 * (a stack of frames: nine), a convolution with a multiple of four filters is then wrong, without any error (onnxruntime
 * issue 29651). Such convolutions get channels of zeros up to the next multiple of four. A file that src/onnx cannot
 * read (a newer operator set) is left to onnxruntime unchanged.
 */
export function widenedForWebgpu(modelFile: string): Uint8Array | null {
  let model: OnnxModel;
  try {
    model = readModel(modelFile);
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
  const { graph } = model;
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let widened = false;
  graph.nodes = graph.nodes.flatMap((node) => {
    const missing = missingChannels(graph, makers, node);
    if (missing === 0) return [node];
    widened = true;
    return withChannels(graph, node, missing);
  });
  return widened ? encodeModel(model) : null;
}

/** Number of zero channels that a convolution needs; 0 for all other nodes. */
function missingChannels(graph: OnnxGraph, makers: ReadonlyMap<string, OnnxNode>, node: OnnxNode): number {
  if (node.opType !== 'Conv' || node.domain !== '' || intAttribute(node, 'group', 1) !== 1) return 0;
  let name = node.inputs[1] ?? '';
  for (let maker = makers.get(name); maker && SAME_SHAPE.includes(maker.opType); maker = makers.get(name))
    name = maker.inputs[0] ?? '';
  const [filters, channels, ...kernel] = graph.initializers.get(name)?.dims ?? [];
  if (filters === undefined || channels === undefined || kernel.length !== 2) return 0;
  const wrong = channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && filters % 4 === 0;
  return wrong ? 4 - (channels % 4) : 0;
}

function withChannels(graph: OnnxGraph, conv: OnnxNode, missing: number): OnnxNode[] {
  const [image = '', weights = '', ...rest] = conv.inputs;
  const pads = `${conv.outputs[0]}/channels`;
  // Both tensors are N x C x H x W, or filters x C x H x W: before and after each axis.
  const data = BigInt64Array.of(0n, 0n, 0n, 0n, 0n, BigInt(missing), 0n, 0n);
  graph.initializers.set(pads, { type: 'int64', dims: [8], data });
  const padded = (input: string, which: string) =>
    makeNode('Pad', { inputs: [input, pads], outputs: [`${conv.outputs[0]}/${which}`] });
  const pair = [padded(image, 'image'), padded(weights, 'weights')];
  const widened = { ...conv, inputs: [...pair.map(({ outputs }) => outputs[0] as string), ...rest] };
  return [...pair, widened];
}

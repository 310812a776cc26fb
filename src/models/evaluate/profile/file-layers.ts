import { ModelError } from '../../../errors';
import { readModel } from '../../../onnx/file';
import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import { findKind, isLayerKind } from './operator-kinds';

/** A node with weights in a model's file. */
export interface FileLayer {
  /** The name of its weights without `.weight`; that of the node where it has no constant weights. */
  readonly layer: string;
  readonly node: string;
  /** Whether its weights are integers in the file. */
  readonly quantized: boolean;
  /** Names that onnxruntime gives the node that it becomes, but for additions of its own. */
  readonly aliases: readonly string[];
}

/** Nodes that pass weights on. */
const PASSING = ['DequantizeLinear', 'Cast', 'Identity', 'Transpose'];
const ACTIVATIONS = ['Relu', 'Clip', 'LeakyRelu', 'Sigmoid', 'Tanh', 'HardSigmoid'];

/** The layers of a file, in its order; none where `src/onnx` cannot read it. */
export function readLayers(file: string): FileLayer[] {
  let graph: OnnxGraph;
  try {
    ({ graph } = readModel(file));
  } catch (error) {
    if (error instanceof ModelError) return [];
    throw error;
  }
  return findFileLayers(graph);
}

export function findFileLayers(graph: OnnxGraph): FileLayer[] {
  return graph.nodes.flatMap((node) => {
    if (!isLayerKind(findKind(node.opType))) return [];
    const { weights, quantized } = findWeights(graph, node);
    const layer = weights.replace(/_quantized$/, '').replace(/\.weight$/, '');
    const activations = graph
      .consumers(node.outputs[0] ?? '')
      .filter(({ opType }) => ACTIVATIONS.includes(opType))
      .flatMap(({ outputs }) => outputs);
    const aliases = [node.name, ...node.outputs, ...activations].filter((name) => name !== '');
    return [{ layer: layer || node.name, node: node.name, quantized, aliases }];
  });
}

/** The constant weights of a node, through what passes them on; '' where it has none. */
function findWeights(graph: OnnxGraph, node: OnnxNode): { weights: string; quantized: boolean } {
  // QLinearConv and QLinearMatMul have scale and zero point of their input before the weights.
  const isQLinear = node.opType.startsWith('QLinear');
  let name = node.inputs[isQLinear ? 3 : 1] ?? '';
  for (
    let maker = graph.producer(name);
    maker && PASSING.includes(maker.opType);
    maker = graph.producer(name)
  )
    name = maker.inputs[0] ?? '';
  const type = graph.initializers.get(name)?.type;
  return { weights: type === undefined ? '' : name, quantized: type === 'int8' || type === 'uint8' };
}

import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../../../onnx/graph';

/** A convolution or dense layer with constant float32 weights. */
export interface Layer {
  readonly node: OnnxNode;
  readonly kind: 'conv' | 'dense';
  /** Name of the weight initializer, which also names the layer. */
  readonly weight: string;
  /** Name of the constant float32 bias; null for none. */
  readonly bias: string | null;
  /** Axes of the weights that index the outputs and the inputs. */
  readonly outAxis: number;
  readonly inAxis: number;
}

/** Finds the layers of a graph, in graph order. */
export function findLayers(graph: OnnxGraph): Layer[] {
  return graph.nodes.map((node) => matchLayer(graph, node)).filter((layer) => layer !== null);
}

/** Matches Conv, Gemm and MatMul with constant float32 weights; null for every other node. */
export function matchLayer(graph: OnnxGraph, node: OnnxNode): Layer | null {
  if (node.domain !== '') return null;
  const weight = node.inputs[1] ?? '';
  const tensor = graph.initializers.get(weight);
  if (tensor?.type !== 'float32' || graph.initializers.has(node.inputs[0]!)) return null;
  const base = { node, weight, bias: node.inputs[2] || null };
  if (base.bias !== null && graph.initializers.get(base.bias)?.type !== 'float32') return null;
  switch (node.opType) {
    case 'Conv':
      return { ...base, kind: 'conv', outAxis: 0, inAxis: 1 };
    case 'Gemm': {
      if (intAttribute(node, 'transA', 0) !== 0) return null;
      const outAxis = intAttribute(node, 'transB', 0) !== 0 ? 0 : 1;
      return { ...base, kind: 'dense', outAxis, inAxis: 1 - outAxis };
    }
    case 'MatMul':
      return tensor.dims.length === 2 ? { ...base, bias: null, kind: 'dense', outAxis: 1, inAxis: 0 } : null;
    default:
      return null;
  }
}

export function getWeights(graph: OnnxGraph, layer: Layer): TensorValue & { readonly data: Float32Array } {
  return graph.initializers.get(layer.weight) as TensorValue & { readonly data: Float32Array };
}

/** Counts the node inputs that read `name`. */
export function countReaders(graph: OnnxGraph, name: string): number {
  return graph.nodes.reduce((count, node) => count + node.inputs.filter((input) => input === name).length, 0);
}

/** Replaces the constant at input `index` of `node`. The name is kept unless another node reads it too. */
export function replaceInput(graph: OnnxGraph, node: OnnxNode, index: number, tensor: TensorValue): void {
  const name = node.inputs[index] ?? '';
  if (name !== '' && countReaders(graph, name) === 1) {
    graph.initializers.set(name, tensor);
    return;
  }
  const fresh = graph.freshName(name === '' ? chooseBiasName(node) : name);
  graph.initializers.set(fresh, tensor);
  while (node.inputs.length <= index) node.inputs.push('');
  node.inputs[index] = fresh;
}

/** "features.0.bias" for "features.0.weight". */
function chooseBiasName(node: OnnxNode): string {
  const weight = node.inputs[1] ?? node.name;
  return weight.endsWith('.weight') ? weight.replace(/weight$/, 'bias') : `${weight}_bias`;
}

import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../../../onnx/graph';

/** A convolution or dense layer with constant float32 weights. */
export interface Layer {
  readonly node: OnnxNode;
  readonly kind: 'conv' | 'dense';
  /** Name of the weights; it is the name of the layer, too. */
  readonly weight: string;
  /** Name of a constant bias with one number for each output; null for none. */
  readonly bias: string | null;
  /** Axis of the weights that counts outputs, and the one that counts inputs. */
  readonly outAxis: number;
  readonly inAxis: number;
}

/** The layers of a graph, in its order. */
export function layersOf(graph: OnnxGraph): Layer[] {
  return graph.nodes.map((node) => layerOf(graph, node)).filter((layer) => layer !== null);
}

/** Conv, Gemm and MatMul by a constant matrix; null for every other node. */
export function layerOf(graph: OnnxGraph, node: OnnxNode): Layer | null {
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

export function weightsOf(graph: OnnxGraph, layer: Layer): TensorValue & { readonly data: Float32Array } {
  return graph.initializers.get(layer.weight) as TensorValue & { readonly data: Float32Array };
}

/** How often initializer `name` is read. */
export function readers(graph: OnnxGraph, name: string): number {
  return graph.nodes.reduce((count, node) => count + node.inputs.filter((input) => input === name).length, 0);
}

/** Gives `node` new values in place of its input `index`: under the same name where nobody else reads it. */
export function replaceInput(graph: OnnxGraph, node: OnnxNode, index: number, tensor: TensorValue): void {
  const name = node.inputs[index] ?? '';
  if (name !== '' && readers(graph, name) === 1) {
    graph.initializers.set(name, tensor);
    return;
  }
  const fresh = graph.freshName(name === '' ? biasName(node) : name);
  graph.initializers.set(fresh, tensor);
  while (node.inputs.length <= index) node.inputs.push('');
  node.inputs[index] = fresh;
}

/** "features.0.bias" beside "features.0.weight". */
function biasName(node: OnnxNode): string {
  const weight = node.inputs[1] ?? node.name;
  return weight.endsWith('.weight') ? weight.replace(/weight$/, 'bias') : `${weight}_bias`;
}

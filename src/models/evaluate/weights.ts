import { readModel } from '../../onnx/file';
import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../../onnx/graph';

export interface Weights {
  /** Weights and biases in the file. */
  readonly parameters: number;
  /** Share of zeros among them, 0 to 1. */
  readonly sparsity: number;
}

/** Inputs of operators that hold what was learned: weights, biases and statistics, where they are constants. */
const LEARNED: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  ConvInteger: [1],
  QLinearConv: [3, 8],
  Gemm: [0, 1, 2],
  MatMul: [0, 1],
  MatMulInteger: [0, 1],
  QLinearMatMul: [0, 3],
  BatchNormalization: [1, 2, 3, 4],
  InstanceNormalization: [1, 2],
  LayerNormalization: [1, 2],
  PRelu: [1],
  LSTM: [1, 2, 3, 7],
  GRU: [1, 2, 3],
  RNN: [1, 2, 3],
};

/** Layers whose bias may be an Add behind them. */
const PRODUCTS: ReadonlySet<string> = new Set(['Conv', 'ConvInteger', 'MatMul', 'MatMulInteger', 'Gemm']);

/** Hand on what they take as their first input in another type or form. */
const CONVERSIONS: ReadonlySet<string> = new Set([
  'Cast',
  'QuantizeLinear',
  'DequantizeLinear',
  'Identity',
  'Transpose',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
]);

/** Where quantised weights of several dimensions stand, with their zero point and the axis of its entries. */
const ZERO_POINTS: Readonly<Record<string, { weight: number; zeroPoint: number; axis: number }>> = {
  DequantizeLinear: { weight: 0, zeroPoint: 2, axis: 1 },
  QLinearConv: { weight: 3, zeroPoint: 5, axis: 0 },
  QLinearMatMul: { weight: 3, zeroPoint: 5, axis: -1 },
  ConvInteger: { weight: 1, zeroPoint: 3, axis: 0 },
  MatMulInteger: { weight: 1, zeroPoint: 3, axis: -1 },
};

/**
 * Counts what a network has learned, and how much of it is zero: of quantised weights, what their zero point
 * stands for. Scales, zero points, shapes and constants are not counted.
 * @throws ModelError when the file is not ONNX
 */
export function weightsOf(file: string): Weights {
  const { graph } = readModel(file);
  let parameters = 0;
  let zeros = 0;
  for (const name of learnedOf(graph)) {
    const tensor = graph.initializers.get(name)!;
    parameters += tensor.data.length;
    zeros += zerosOf(tensor, zeroPointOf(graph, name, graph.consumers(name)));
  }
  return { parameters, sparsity: parameters === 0 ? 0 : zeros / parameters };
}

/** Initializers that hold what was learned, each once however many nodes read it. */
function learnedOf(graph: OnnxGraph): Set<string> {
  const learned = new Set<string>();
  for (const node of graph.nodes) {
    if (node.domain !== '') continue;
    const places = LEARNED[node.opType]?.map((place) => node.inputs[place] ?? '') ?? [];
    const inputs =
      node.opType === 'Add' && node.inputs.some((name) => isProduct(graph, name)) ? node.inputs : places;
    for (const input of inputs) {
      const name = sourceOf(graph, input);
      if (graph.initializers.has(name)) learned.add(name);
    }
  }
  return learned;
}

/** What a value is before its conversions. */
function sourceOf(graph: OnnxGraph, value: string): string {
  const node = graph.producer(value);
  return node !== null && CONVERSIONS.has(node.opType) ? sourceOf(graph, node.inputs[0]!) : value;
}

/** Whether a value is what a layer gave, scaled back to float where that was integers. */
function isProduct(graph: OnnxGraph, value: string): boolean {
  const node = graph.producer(sourceOf(graph, value));
  if (node === null) return false;
  if (node.opType === 'Mul') return node.inputs.some((input) => isProduct(graph, input));
  return PRODUCTS.has(node.opType);
}

interface ZeroPoint {
  readonly values: readonly number[];
  readonly axis: number;
}

/** The value that stands for 0 in a quantised tensor; 0 where nothing else is said. */
function zeroPointOf(graph: OnnxGraph, name: string, readers: readonly OnnxNode[]): ZeroPoint {
  for (const node of readers) {
    const known = ZERO_POINTS[node.opType];
    if (known === undefined || node.inputs[known.weight] !== name) continue;
    const found = graph.initializers.get(node.inputs[known.zeroPoint] ?? '');
    if (found === undefined) continue;
    return { values: Array.from(found.data, Number), axis: intAttribute(node, 'axis', known.axis) };
  }
  return { values: [0], axis: 0 };
}

function zerosOf({ type, dims, data }: TensorValue, { values, axis }: ZeroPoint): number {
  const along = axis < 0 ? dims.length + axis : axis;
  const inner = dims.slice(along + 1).reduce((product, n) => product * n, 1);
  let zeros = 0;
  for (let i = 0; i < data.length; i++) {
    const channel = values.length === 1 ? 0 : Math.floor(i / inner) % values.length;
    const value = Number(data[i]);
    // The highest of the half precision's bits is the sign.
    if ((type === 'float16' ? value & 0x7fff : value) === values[channel]) zeros += 1;
  }
  return zeros;
}

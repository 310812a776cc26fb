import { readModel } from '../../onnx/file';
import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../../onnx/graph';

export interface Weights {
  /** Weights and biases in the file. */
  readonly parameters: number;
  /** Share of zeros among them, 0 to 1. */
  readonly sparsity: number;
}

/** Inputs of operators with learned values if they are constants: weights, biases and batch statistics. */
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

/** Layers whose bias may be a following Add. */
const PRODUCTS: ReadonlySet<string> = new Set(['Conv', 'ConvInteger', 'MatMul', 'MatMulInteger', 'Gemm']);

/** Operators that pass on their first input in another type or shape. */
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

/** Inputs with quantized weights, with their zero point and the axis of its entries. */
const ZERO_POINTS: Readonly<Record<string, { weight: number; zeroPoint: number; axis: number }>> = {
  DequantizeLinear: { weight: 0, zeroPoint: 2, axis: 1 },
  QLinearConv: { weight: 3, zeroPoint: 5, axis: 0 },
  QLinearMatMul: { weight: 3, zeroPoint: 5, axis: -1 },
  ConvInteger: { weight: 1, zeroPoint: 3, axis: 0 },
  MatMulInteger: { weight: 1, zeroPoint: 3, axis: -1 },
};

/**
 * Counts the parameters of a network and the share of zeros; in quantized weights, zeros are the values equal to
 * the zero point. Scales, zero points, shapes and constants are not counted.
 * @throws ModelError if the file is not ONNX
 */
export function countWeights(file: string): Weights {
  const { graph } = readModel(file);
  let parameters = 0;
  let zeros = 0;
  for (const name of findLearned(graph)) {
    const tensor = graph.initializers.get(name)!;
    parameters += tensor.data.length;
    zeros += countZeros(tensor, findZeroPoint(graph, name, graph.consumers(name)));
  }
  return { parameters, sparsity: parameters === 0 ? 0 : zeros / parameters };
}

/** Names of the initializers with learned values, each once. */
function findLearned(graph: OnnxGraph): Set<string> {
  const learned = new Set<string>();
  for (const node of graph.nodes) {
    if (node.domain !== '') continue;
    const places = LEARNED[node.opType]?.map((place) => node.inputs[place] ?? '') ?? [];
    const inputs =
      node.opType === 'Add' && node.inputs.some((name) => isProduct(graph, name)) ? node.inputs : places;
    for (const input of inputs) {
      const name = findSource(graph, input);
      if (graph.initializers.has(name)) learned.add(name);
    }
  }
  return learned;
}

/** The value before its conversions. */
function findSource(graph: OnnxGraph, value: string): string {
  const node = graph.producer(value);
  return node !== null && CONVERSIONS.has(node.opType) ? findSource(graph, node.inputs[0]!) : value;
}

/** Whether a value is the output of a layer, possibly dequantized. */
function isProduct(graph: OnnxGraph, value: string): boolean {
  const node = graph.producer(findSource(graph, value));
  if (node === null) return false;
  if (node.opType === 'Mul') return node.inputs.some((input) => isProduct(graph, input));
  return PRODUCTS.has(node.opType);
}

interface ZeroPoint {
  readonly values: readonly number[];
  readonly axis: number;
}

/** The zero point of a quantized tensor; 0 by default. */
function findZeroPoint(graph: OnnxGraph, name: string, readers: readonly OnnxNode[]): ZeroPoint {
  for (const node of readers) {
    const known = ZERO_POINTS[node.opType];
    if (known === undefined || node.inputs[known.weight] !== name) continue;
    const found = graph.initializers.get(node.inputs[known.zeroPoint] ?? '');
    if (found === undefined) continue;
    return { values: Array.from(found.data, Number), axis: intAttribute(node, 'axis', known.axis) };
  }
  return { values: [0], axis: 0 };
}

function countZeros({ type, dims, data }: TensorValue, { values, axis }: ZeroPoint): number {
  const along = axis < 0 ? dims.length + axis : axis;
  const inner = dims.slice(along + 1).reduce((product, n) => product * n, 1);
  let zeros = 0;
  for (let i = 0; i < data.length; i++) {
    const channel = values.length === 1 ? 0 : Math.floor(i / inner) % values.length;
    const value = Number(data[i]);
    // The highest bit of a half-precision number is its sign.
    if ((type === 'float16' ? value & 0x7fff : value) === values[channel]) zeros += 1;
  }
  return zeros;
}

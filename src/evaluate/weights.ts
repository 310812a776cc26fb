import { readModel } from '../onnx/file';
import { intAttribute, type OnnxGraph, type OnnxNode, type TensorValue } from '../onnx/graph';

export interface Weights {
  /** Weights and biases in the file. */
  readonly parameters: number;
  /** Share of zeros among them, 0 to 1. */
  readonly sparsity: number;
}

/** Inputs of operators that hold vectors of learned values; matrices and kernels are told by their shape. */
const VECTORS: Readonly<Record<string, readonly number[]>> = {
  Conv: [2],
  Gemm: [2],
  Add: [0, 1],
  BatchNormalization: [1, 2, 3, 4],
  DequantizeLinear: [0],
  QLinearConv: [8],
  Cast: [0],
  PRelu: [1],
};

/** Where quantised weights of several dimensions stand, with their zero point and the axis of its entries. */
const ZERO_POINTS: Readonly<Record<string, { weight: number; zeroPoint: number; axis: number }>> = {
  DequantizeLinear: { weight: 0, zeroPoint: 2, axis: 1 },
  QLinearConv: { weight: 3, zeroPoint: 5, axis: 0 },
  QLinearMatMul: { weight: 3, zeroPoint: 5, axis: -1 },
  ConvInteger: { weight: 1, zeroPoint: 3, axis: 0 },
  MatMulInteger: { weight: 1, zeroPoint: 3, axis: -1 },
};

/** Inputs of several dimensions that are no weights. */
const ARGUMENTS: ReadonlySet<string> = new Set(['Reshape', 'Resize', 'Slice', 'Pad', 'Gather']);

/**
 * Counts what a network has learned, and how much of it is zero: of quantised weights, what their zero point
 * stands for. Scales, zero points, shapes and constants are not counted.
 * @throws ModelError when the file is not ONNX
 */
export function weightsOf(file: string): Weights {
  const { graph } = readModel(file);
  let parameters = 0;
  let zeros = 0;
  for (const [name, tensor] of graph.initializers) {
    const readers = graph.consumers(name);
    if (!readers.some((node) => learns(node, name, tensor))) continue;
    parameters += tensor.data.length;
    zeros += zerosOf(tensor, zeroPointOf(graph, name, readers));
  }
  return { parameters, sparsity: parameters === 0 ? 0 : zeros / parameters };
}

function learns(node: OnnxNode, name: string, { dims }: TensorValue): boolean {
  const places = node.inputs.flatMap((input, i) => (input === name ? [i] : []));
  if (dims.length >= 2) return !ARGUMENTS.has(node.opType);
  return dims.length === 1 && places.some((place) => VECTORS[node.opType]?.includes(place));
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

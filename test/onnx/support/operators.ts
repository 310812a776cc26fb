import type { OnnxModel, TensorValue } from '../../../src/onnx/graph';
import { createFloat32Tensor, createInt64Tensor, createTensor } from '../../../src/onnx/tensor';
import { createNetwork, float, int, ints, node, positive, random, string } from './networks';

type Initializers = Readonly<Record<string, TensorValue>>;

/** A model of one operator from 'image' [1, 3, 8, 10] (or `shape`) to 'y'. */
export interface OperatorCase {
  readonly title: string;
  readonly model: OnnxModel;
  readonly dims: readonly number[];
  /** Whether the reference package supports the opset. */
  readonly inReference: boolean;
}

function defineCase(
  title: string,
  dims: readonly number[],
  made: ReturnType<typeof node>,
  initializers: Initializers = {},
  more: { opset?: number; shape?: number[]; type?: 'uint8' | 'int32' | 'int64' | 'bool' | 'float16' } = {},
): OperatorCase {
  const model = createNetwork({
    outputs: { y: [...dims] },
    nodes: [made],
    initializers,
    opset: more.opset ?? 13,
    ...(more.shape ? { inputs: { image: more.shape } } : {}),
    ...(more.type ? { outputType: more.type } : {}),
  });
  return { title, model, dims, inReference: (more.opset ?? 13) <= 17 };
}

const at = (...values: number[]) => createInt64Tensor([values.length], values);
const scalar = (value: number) => createFloat32Tensor([], [value]);
const SAME = [1, 3, 8, 10];

const weights = (...dims: number[]) => ({ w: random(1, ...dims) });

/** Operators with the dimensions of their outputs. */
export const OPERATOR_CASES: readonly OperatorCase[] = [
  ...[
    'Relu',
    'Elu',
    'Sigmoid',
    'Tanh',
    'HardSigmoid',
    'Neg',
    'Abs',
    'Exp',
    'Identity',
    'Erf',
    'Softsign',
    'Floor',
    'LeakyRelu',
    'Selu',
    'Softplus',
    'Dropout',
    'Sign',
    'Ceil',
    'Round',
    'Reciprocal',
    'Sin',
    'Cos',
  ].map((name) => defineCase(name, SAME, node(name, 'image', 'y'))),
  defineCase('HardSwish', SAME, node('HardSwish', 'image', 'y'), {}, { opset: 14 }),
  defineCase('Gelu', SAME, node('Gelu', 'image', 'y'), {}, { opset: 20 }),
  defineCase('Mish', SAME, node('Mish', 'image', 'y'), {}, { opset: 18 }),
  defineCase('Clip', SAME, node('Clip', 'image low high', 'y'), { low: scalar(-1), high: scalar(1) }),
  defineCase('Clip without a lower bound', SAME, node('Clip', 'image _ high', 'y'), { high: scalar(1) }),
  defineCase('Softmax', SAME, node('Softmax', 'image', 'y')),
  defineCase('LogSoftmax', SAME, node('LogSoftmax', 'image', 'y', { axis: int(1) })),
  defineCase('PRelu', SAME, node('PRelu', 'image w', 'y'), weights(3, 1, 1)),
  ...['Add', 'Sub', 'Mul', 'Div', 'Min', 'Max', 'Sum', 'Mean'].map((name) =>
    defineCase(`${name}, broadcast`, [2, 3, 8, 10], node(name, 'image w', 'y'), weights(2, 3, 1, 10)),
  ),
  defineCase('Pow', SAME, node('Pow', 'image two', 'y'), { two: scalar(2) }),
  defineCase('Less', SAME, node('Less', 'image zero', 'y'), { zero: scalar(0) }, { type: 'bool' }),
  defineCase('Greater', SAME, node('Greater', 'image zero', 'y'), { zero: scalar(0) }, { type: 'bool' }),
  defineCase(
    'Cast to whole numbers',
    SAME,
    node('Cast', 'image', 'y', { to: int(6) }),
    {},
    { type: 'int32' },
  ),
  defineCase('Cast to half', SAME, node('Cast', 'image', 'y', { to: int(10) }), {}, { type: 'float16' }),
  defineCase('Conv', [1, 4, 6, 8], node('Conv', 'image w', 'y'), weights(4, 3, 3, 3)),
  defineCase(
    'Conv with stride, padding, dilation and bias',
    [1, 4, 3, 4],
    node('Conv', 'image w b', 'y', {
      strides: ints(3, 2),
      pads: ints(1, 0, 2, 1),
      dilations: ints(2, 2),
      kernel_shape: ints(3, 3),
    }),
    { ...weights(4, 3, 3, 3), b: random(2, 4) },
  ),
  defineCase(
    'Conv SAME_UPPER',
    [1, 4, 4, 5],
    node('Conv', 'image w', 'y', { auto_pad: string('SAME_UPPER'), strides: ints(2, 2) }),
    weights(4, 3, 3, 3),
  ),
  defineCase(
    'Conv SAME_LOWER',
    [1, 4, 4, 5],
    node('Conv', 'image w', 'y', { auto_pad: string('SAME_LOWER'), strides: ints(2, 2) }),
    weights(4, 3, 4, 4),
  ),
  defineCase(
    'Conv of groups',
    [1, 6, 6, 8],
    node('Conv', 'image w', 'y', { group: int(3) }),
    weights(6, 1, 3, 3),
  ),
  defineCase(
    'ConvTranspose',
    [1, 4, 17, 22],
    node('ConvTranspose', 'image w', 'y', {
      strides: ints(2, 2),
      pads: ints(1, 0, 0, 0),
      output_padding: ints(1, 1),
    }),
    weights(3, 4, 3, 3),
  ),
  defineCase(
    'MaxPool',
    [1, 3, 4, 5],
    node('MaxPool', 'image', 'y', { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
  ),
  defineCase(
    'MaxPool, rounded up',
    [1, 3, 3, 4],
    node('MaxPool', 'image', 'y', { kernel_shape: ints(3, 3), strides: ints(3, 3), ceil_mode: int(1) }),
  ),
  defineCase(
    'AveragePool',
    [1, 3, 4, 5],
    node('AveragePool', 'image', 'y', {
      kernel_shape: ints(3, 3),
      strides: ints(2, 2),
      pads: ints(1, 1, 1, 1),
      count_include_pad: int(1),
    }),
  ),
  defineCase('GlobalAveragePool', [1, 3, 1, 1], node('GlobalAveragePool', 'image', 'y')),
  defineCase('GlobalMaxPool', [1, 3, 1, 1], node('GlobalMaxPool', 'image', 'y')),
  defineCase(
    'Gemm',
    [8, 4],
    node('Gemm', 'image w b', 'y', { transA: int(1), alpha: float(0.5) }),
    { ...weights(10, 4), b: random(2, 1, 4) },
    { shape: [10, 8] },
  ),
  defineCase('Gemm, transposed', [8, 4], node('Gemm', 'image w', 'y', { transB: int(1) }), weights(4, 10), {
    shape: [8, 10],
  }),
  defineCase('MatMul', [1, 3, 8, 4], node('MatMul', 'image w', 'y'), weights(10, 4)),
  defineCase('MatMul by a vector', [1, 3, 8], node('MatMul', 'image w', 'y'), weights(10)),
  defineCase('MatMul of stacks', [2, 3, 8, 4], node('MatMul', 'image w', 'y'), weights(2, 1, 10, 4)),
  defineCase('BatchNormalization', SAME, node('BatchNormalization', 'image g b m v', 'y'), {
    g: random(1, 3),
    b: random(2, 3),
    m: random(3, 3),
    v: positive(4, 3),
  }),
  defineCase('InstanceNormalization', SAME, node('InstanceNormalization', 'image g b', 'y'), {
    g: random(1, 3),
    b: random(2, 3),
  }),
  defineCase(
    'LayerNormalization',
    SAME,
    node('LayerNormalization', 'image g', 'y'),
    { g: random(1, 10) },
    { opset: 17 },
  ),
  defineCase('Flatten', [1, 240], node('Flatten', 'image', 'y')),
  defineCase('Flatten from the end', [24, 10], node('Flatten', 'image', 'y', { axis: int(-1) })),
  defineCase('Flatten of everything', [240, 1], node('Flatten', 'image', 'y', { axis: int(4) })),
  defineCase('Reshape', [1, 24, 10], node('Reshape', 'image s', 'y'), { s: at(0, -1, 10) }),
  defineCase('Transpose', [1, 8, 10, 3], node('Transpose', 'image', 'y', { perm: ints(0, 2, 3, 1) })),
  defineCase('Transpose of all', [10, 8, 3, 1], node('Transpose', 'image', 'y')),
  defineCase('Squeeze', [3, 8, 10], node('Squeeze', 'image a', 'y'), { a: at(0) }),
  defineCase(
    'Squeeze by attribute',
    [3, 8, 10],
    node('Squeeze', 'image', 'y', { axes: ints(-4) }),
    {},
    { opset: 11 },
  ),
  defineCase('Unsqueeze', [1, 1, 3, 8, 10, 1], node('Unsqueeze', 'image a', 'y'), { a: at(1, -1) }),
  defineCase(
    'Concat',
    [1, 5, 8, 10],
    node('Concat', 'image w', 'y', { axis: int(-3) }),
    weights(1, 2, 8, 10),
  ),
  defineCase('Split', [1, 2, 8, 10], node('Split', 'image s', 'y z', { axis: int(1) }), { s: at(2, 1) }),
  defineCase(
    'Split by attribute',
    [1, 1, 8, 10],
    node('Split', 'image', 'y z', { axis: int(1), split: ints(1, 2) }),
    {},
    { opset: 11 },
  ),
  defineCase(
    'Split by number',
    [1, 2, 8, 10],
    node('Split', 'image', 'y z', { axis: int(1), num_outputs: int(2) }),
    {},
    { opset: 18 },
  ),
  defineCase('Slice', [1, 3, 3, 5], node('Slice', 'image s e a t', 'y'), {
    s: at(2, -1),
    e: at(-1, -100),
    a: at(2, 3),
    t: at(2, -2),
  }),
  defineCase('Slice to the end', [1, 3, 8, 7], node('Slice', 'image s e a', 'y'), {
    s: at(3),
    e: { type: 'int64', dims: [1], data: BigInt64Array.of(2n ** 63n - 1n) },
    a: at(-1),
  }),
  defineCase('Gather', [1, 2, 8, 10], node('Gather', 'image i', 'y', { axis: int(1) }), { i: at(2, 0) }),
  defineCase('Gather of one', [1, 8, 10], node('Gather', 'image i', 'y', { axis: int(1) }), {
    i: createInt64Tensor([], [1]),
  }),
  defineCase('Expand', [4, 3, 8, 10], node('Expand', 'image s', 'y'), { s: at(4, 1, 8, 1) }),
  defineCase('Tile', [1, 6, 8, 10], node('Tile', 'image s', 'y'), { s: at(1, 2, 1, 1) }),
  defineCase('Pad', [1, 3, 11, 9], node('Pad', 'image p', 'y'), { p: at(0, 0, 1, -1, 0, 0, 2, 0) }),
  defineCase(
    'Pad of some axes',
    [1, 3, 11, 10],
    node('Pad', 'image p _ a', 'y'),
    { p: at(1, 2), a: at(2) },
    { opset: 18 },
  ),
  defineCase(
    'Resize by scales',
    [1, 3, 4, 15],
    node('Resize', 'image _ s', 'y', { mode: string('nearest') }),
    {
      s: createFloat32Tensor([4], [1, 1, 0.5, 1.5]),
    },
  ),
  // In float64 480 * 0.35f is a little less than 168.
  defineCase(
    'Resize by scales, in float32',
    [1, 3, 8, 168],
    node('Resize', 'wide _ s', 'y', { mode: string('nearest') }),
    {
      wide: createFloat32Tensor([1, 3, 8, 480], new Array(3 * 8 * 480).fill(0.5)),
      s: createFloat32Tensor([4], [1, 1, 1, 0.35]),
    },
  ),
  defineCase(
    'Resize by sizes',
    [1, 3, 5, 7],
    node('Resize', 'image _ _ s', 'y', { mode: string('linear') }),
    {
      s: at(1, 3, 5, 7),
    },
  ),
  defineCase('ReduceMean', [1, 3, 1, 1], node('ReduceMean', 'image', 'y', { axes: ints(2, -1) })),
  defineCase(
    'ReduceMean by input',
    [1, 3],
    node('ReduceMean', 'image a', 'y', { keepdims: int(0) }),
    { a: at(2, 3) },
    { opset: 18 },
  ),
  defineCase('ReduceSum of everything', [1, 1, 1, 1], node('ReduceSum', 'image', 'y')),
  defineCase('ReduceMax', [1, 8, 10], node('ReduceMax', 'image', 'y', { axes: ints(1), keepdims: int(0) })),
  defineCase('ReduceL2', [1, 1, 8, 10], node('ReduceL2', 'image', 'y', { axes: ints(1) })),
  defineCase('ArgMax', [1, 1, 8, 10], node('ArgMax', 'image', 'y', { axis: int(1) }), {}, { type: 'int64' }),
  defineCase(
    'DepthToSpace',
    [1, 3, 16, 20],
    node('DepthToSpace', 'image', 'y', { blocksize: int(2) }),
    {},
    { shape: [1, 12, 8, 10] },
  ),
  defineCase('SpaceToDepth', [1, 12, 4, 5], node('SpaceToDepth', 'image', 'y', { blocksize: int(2) })),
  defineCase('Shape', [4], node('Shape', 'image', 'y'), {}, { type: 'int64' }),
  defineCase(
    'Shape in part',
    [2],
    node('Shape', 'image', 'y', { start: int(1), end: int(-1) }),
    {},
    { opset: 15, type: 'int64' },
  ),
  defineCase('Where', SAME, node('Where', 'c image w', 'y'), {
    c: createTensor('bool', [10], [1, 0, 1, 0, 1, 0, 1, 0, 1, 0]),
    ...weights(1),
  }),
  defineCase(
    'LSTM',
    [8, 1, 3, 5],
    node('LSTM', 'image w r', 'y', { hidden_size: int(5) }),
    { w: random(1, 1, 20, 10), r: random(2, 1, 20, 5) },
    { shape: [8, 3, 10] },
  ),
  defineCase(
    'GRU',
    [8, 1, 3, 5],
    node('GRU', 'image w r', 'y', { hidden_size: int(5) }),
    { w: random(1, 1, 15, 10), r: random(2, 1, 15, 5) },
    { shape: [8, 3, 10] },
  ),
  defineCase(
    'QuantizeLinear',
    SAME,
    node('QuantizeLinear', 'image s z', 'y'),
    { s: scalar(0.1), z: createTensor('uint8', [], [128]) },
    { type: 'uint8' },
  ),
  defineCase(
    'QuantizeLinear by channel',
    SAME,
    node('QuantizeLinear', 'image s z', 'y', { axis: int(1) }),
    { s: positive(1, 3), z: createTensor('uint8', [3], [1, 2, 3]) },
    { type: 'uint8' },
  ),
  defineCase(
    'DynamicQuantizeLinear',
    SAME,
    node('DynamicQuantizeLinear', 'image', 'y s z'),
    {},
    { type: 'uint8' },
  ),
];

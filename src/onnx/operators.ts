import type { AttributeValue, ElementType } from './graph';

/**
 * A version of an operator of driving networks: numbers of inputs and outputs, attributes, and element types of the
 * first input. Source: ONNX operator specification, opsets 11 to 21 (https://onnx.ai/onnx/operators). Only versions
 * in which one of these changed are listed.
 */
export interface OperatorVersion {
  /** First opset of this version. */
  readonly since: number;
  readonly inputs: readonly [min: number, max: number];
  readonly outputs: readonly [min: number, max: number];
  readonly attributes: Readonly<Record<string, AttributeValue['kind']>>;
  readonly required: readonly string[];
  /** Element types of the first input; null accepts every type. */
  readonly types: readonly ElementType[] | null;
}

const FLOAT: readonly ElementType[] = ['float16', 'float32', 'float64'];
const NUMBER: readonly ElementType[] = [
  ...FLOAT,
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
];
const BYTE: readonly ElementType[] = ['int8', 'uint8'];
const BOOL: readonly ElementType[] = ['bool'];
const QUANTIZED: readonly ElementType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32'];

/** Any number of inputs or outputs. */
const MANY = Number.POSITIVE_INFINITY;

/** @param attributes "name:kind" words; a trailing ! marks required attributes */
function version(
  since: number,
  inputs: readonly [number, number],
  outputs: readonly [number, number],
  types: readonly ElementType[] | null,
  attributes = '',
): OperatorVersion {
  const words = attributes.split(' ').filter((word) => word !== '');
  const pairs = words.map((word) => word.replace('!', '').split(':') as [string, AttributeValue['kind']]);
  return {
    since,
    inputs,
    outputs,
    types,
    attributes: Object.fromEntries(pairs),
    required: words.filter((word) => word.endsWith('!')).map((word) => word.split(':')[0]!),
  };
}

const unary = (types: readonly ElementType[] | null, attributes = '', since = 1) => [
  version(since, [1, 1], [1, 1], types, attributes),
];
const binary = (types: readonly ElementType[] | null) => [version(1, [2, 2], [1, 1], types)];
const variadic = [version(1, [1, MANY], [1, 1], NUMBER)];

const WINDOW = 'auto_pad:string dilations:ints group:int kernel_shape:ints pads:ints strides:ints';
const POOL = 'auto_pad:string ceil_mode:int kernel_shape:ints! pads:ints strides:ints';
const RESIZE =
  'coordinate_transformation_mode:string cubic_coeff_a:float exclude_outside:int ' +
  'extrapolation_value:float mode:string nearest_mode:string';
const RECURRENT =
  'activation_alpha:floats activation_beta:floats activations:strings clip:float direction:string hidden_size:int';
const CONSTANT =
  'value:tensor value_float:float value_floats:floats value_int:int value_ints:ints value_string:string ' +
  'value_strings:strings';
const NORMALIZE = 'epsilon:float momentum:float';

const reduceWithAxesInput = (since: number) => [
  version(1, [1, 1], [1, 1], NUMBER, 'axes:ints keepdims:int'),
  version(since, [1, 2], [1, 1], NUMBER, 'keepdims:int noop_with_empty_axes:int'),
];

const OPERATORS: Readonly<Record<string, readonly OperatorVersion[]>> = {
  Abs: unary(NUMBER),
  Add: binary(NUMBER),
  And: binary(BOOL),
  ArgMax: [
    version(1, [1, 1], [1, 1], NUMBER, 'axis:int keepdims:int'),
    version(12, [1, 1], [1, 1], NUMBER, 'axis:int keepdims:int select_last_index:int'),
  ],
  AveragePool: [
    version(1, [1, 1], [1, 1], FLOAT, `${POOL} count_include_pad:int`),
    version(19, [1, 1], [1, 1], FLOAT, `${POOL} count_include_pad:int dilations:ints`),
  ],
  BatchNormalization: [
    version(9, [5, 5], [1, 5], FLOAT, NORMALIZE),
    version(14, [5, 5], [1, 3], FLOAT, `${NORMALIZE} training_mode:int`),
  ],
  Cast: [
    version(9, [1, 1], [1, 1], null, 'to:int!'),
    version(19, [1, 1], [1, 1], null, 'to:int! saturate:int'),
  ],
  Ceil: unary(FLOAT),
  Clip: [version(11, [1, 3], [1, 1], NUMBER)],
  Concat: [version(11, [1, MANY], [1, 1], null, 'axis:int!')],
  Constant: [version(11, [0, 0], [1, 1], null, 'value:tensor!'), version(12, [0, 0], [1, 1], null, CONSTANT)],
  ConstantOfShape: [version(9, [1, 1], [1, 1], ['int64'], 'value:tensor')],
  Conv: [version(11, [2, 3], [1, 1], FLOAT, WINDOW)],
  ConvInteger: [version(10, [2, 4], [1, 1], BYTE, WINDOW)],
  ConvTranspose: [version(11, [2, 3], [1, 1], FLOAT, `${WINDOW} output_padding:ints output_shape:ints`)],
  Cos: unary(FLOAT),
  DepthToSpace: unary(null, 'blocksize:int! mode:string', 11),
  DequantizeLinear: [
    version(10, [2, 3], [1, 1], QUANTIZED),
    version(13, [2, 3], [1, 1], QUANTIZED, 'axis:int'),
    version(21, [2, 3], [1, 1], QUANTIZED, 'axis:int block_size:int'),
  ],
  Div: binary(NUMBER),
  Dropout: [
    version(10, [1, 1], [1, 2], FLOAT, 'ratio:float'),
    version(12, [1, 3], [1, 2], FLOAT, 'seed:int'),
  ],
  DynamicQuantizeLinear: [version(11, [1, 1], [3, 3], ['float32'])],
  Elu: unary(FLOAT, 'alpha:float'),
  Equal: binary(null),
  Erf: unary(NUMBER),
  Exp: unary(FLOAT),
  Expand: [version(8, [2, 2], [1, 1], null)],
  Flatten: unary(null, 'axis:int', 11),
  Floor: unary(FLOAT),
  GRU: [
    version(7, [3, 6], [0, 2], FLOAT, `${RECURRENT} linear_before_reset:int`),
    version(14, [3, 6], [0, 2], FLOAT, `${RECURRENT} linear_before_reset:int layout:int`),
  ],
  Gather: [version(11, [2, 2], [1, 1], null, 'axis:int')],
  Gelu: unary(FLOAT, 'approximate:string', 20),
  Gemm: [version(11, [2, 3], [1, 1], NUMBER, 'alpha:float beta:float transA:int transB:int')],
  GlobalAveragePool: unary(FLOAT),
  GlobalMaxPool: unary(FLOAT),
  Greater: binary(NUMBER),
  HardSigmoid: unary(FLOAT, 'alpha:float beta:float'),
  HardSwish: unary(FLOAT, '', 14),
  Identity: unary(null),
  InstanceNormalization: [version(6, [3, 3], [1, 1], FLOAT, 'epsilon:float')],
  LSTM: [
    version(7, [3, 8], [0, 3], FLOAT, `${RECURRENT} input_forget:int`),
    version(14, [3, 8], [0, 3], FLOAT, `${RECURRENT} input_forget:int layout:int`),
  ],
  LayerNormalization: [version(17, [2, 3], [1, 3], FLOAT, 'axis:int epsilon:float stash_type:int')],
  LeakyRelu: unary(FLOAT, 'alpha:float'),
  Less: binary(NUMBER),
  Log: unary(FLOAT),
  LogSoftmax: unary(FLOAT, 'axis:int'),
  MatMul: binary(NUMBER),
  MatMulInteger: [version(10, [2, 4], [1, 1], BYTE)],
  Max: variadic,
  MaxPool: [version(11, [1, 1], [1, 2], [...FLOAT, ...BYTE], `${POOL} dilations:ints storage_order:int`)],
  Mean: variadic,
  Min: variadic,
  Mish: unary(FLOAT, '', 18),
  Mul: binary(NUMBER),
  Neg: unary(NUMBER),
  Not: unary(BOOL),
  Or: binary(BOOL),
  PRelu: binary(NUMBER),
  Pad: [version(11, [2, 3], [1, 1], null, 'mode:string'), version(18, [2, 4], [1, 1], null, 'mode:string')],
  Pow: binary(NUMBER),
  QLinearConv: [version(10, [8, 9], [1, 1], BYTE, WINDOW)],
  QLinearMatMul: [version(10, [8, 8], [1, 1], BYTE)],
  QuantizeLinear: [
    version(10, [2, 3], [1, 1], ['float32', 'int32']),
    version(13, [2, 3], [1, 1], ['float32', 'int32'], 'axis:int'),
    version(19, [2, 3], [1, 1], ['float32', 'float16', 'int32'], 'axis:int saturate:int'),
    version(
      21,
      [2, 3],
      [1, 1],
      ['float32', 'float16', 'int32'],
      'axis:int saturate:int block_size:int output_dtype:int',
    ),
  ],
  Reciprocal: unary(FLOAT),
  ReduceL2: reduceWithAxesInput(18),
  ReduceMax: reduceWithAxesInput(18),
  ReduceMean: reduceWithAxesInput(18),
  ReduceMin: reduceWithAxesInput(18),
  ReduceSum: reduceWithAxesInput(13),
  Relu: unary(NUMBER),
  Reshape: [version(5, [2, 2], [1, 1], null), version(14, [2, 2], [1, 1], null, 'allowzero:int')],
  Resize: [
    version(11, [3, 4], [1, 1], NUMBER, RESIZE),
    version(13, [1, 4], [1, 1], NUMBER, RESIZE),
    version(18, [1, 4], [1, 1], NUMBER, `${RESIZE} antialias:int axes:ints keep_aspect_ratio_policy:string`),
  ],
  Round: unary(FLOAT, '', 11),
  Selu: unary(FLOAT, 'alpha:float gamma:float'),
  Shape: [version(1, [1, 1], [1, 1], null), version(15, [1, 1], [1, 1], null, 'end:int start:int')],
  Sigmoid: unary(FLOAT),
  Sign: unary(NUMBER),
  Sin: unary(FLOAT),
  Slice: [version(10, [3, 5], [1, 1], null)],
  Softmax: unary(FLOAT, 'axis:int'),
  Softplus: unary(FLOAT),
  Softsign: unary(FLOAT),
  SpaceToDepth: unary(null, 'blocksize:int!'),
  Split: [
    version(11, [1, 1], [1, MANY], null, 'axis:int split:ints'),
    version(13, [1, 2], [1, MANY], null, 'axis:int'),
    version(18, [1, 2], [1, MANY], null, 'axis:int num_outputs:int'),
  ],
  Sqrt: unary(FLOAT),
  Squeeze: [version(11, [1, 1], [1, 1], null, 'axes:ints'), version(13, [1, 2], [1, 1], null)],
  Sub: binary(NUMBER),
  Sum: variadic,
  Tanh: unary(FLOAT),
  Tile: [version(6, [2, 2], [1, 1], null)],
  Transpose: unary(null, 'perm:ints'),
  Unsqueeze: [version(11, [1, 1], [1, 1], null, 'axes:ints!'), version(13, [2, 2], [1, 1], null)],
  Where: [version(9, [3, 3], [1, 1], BOOL)],
};

export const OPERATOR_NAMES: readonly string[] = Object.keys(OPERATORS);

/** Returns the version of an operator in opset `opset`.
 *  @returns null for an unsupported operator; the first opset of the operator if it is newer than `opset` */
export function operatorAt(opType: string, opset: number): OperatorVersion | number | null {
  const versions = Object.hasOwn(OPERATORS, opType) ? OPERATORS[opType]! : null;
  if (!versions) return null;
  return versions.findLast(({ since }) => since <= opset) ?? versions[0]!.since;
}

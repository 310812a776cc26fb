import { intAttribute, intsAttribute, stringAttribute } from '../graph';
import {
  broadcast,
  formatDims,
  normalizeAxis,
  type RuleContext,
  requireInput,
  type ShapeRule,
  type StaticValue,
} from './rules';

/** The sliding window of a convolution or pool along the spatial axes. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding at the start of each spatial axis, then at the end of each axis. */
  readonly pads: readonly number[];
}

/** Computes the window of a node over an input of the given spatial sizes. @param weights spatial sizes of the weights */
export function computeWindow(
  context: RuleContext,
  spatial: readonly number[],
  weights?: readonly number[],
): Window {
  const { node } = context;
  const rank = spatial.length;
  const kernel = intsAttribute(node, 'kernel_shape') ?? weights;
  if (!kernel) throw new Error("has no attribute 'kernel_shape'");
  if (weights && kernel.some((n, i) => n !== weights[i])) {
    throw new Error(`kernel_shape is ${formatDims(kernel)}, but its weights are ${formatDims(weights)}`);
  }
  const strides = intsAttribute(node, 'strides') ?? spatial.map(() => 1);
  const dilations = intsAttribute(node, 'dilations') ?? spatial.map(() => 1);
  for (const [name, values] of Object.entries({ kernel_shape: kernel, strides, dilations })) {
    if (values.length !== rank || values.some((n) => !(n >= 1))) {
      throw new Error(`${name} is ${formatDims(values)} over ${rank} spatial dimensions`);
    }
  }
  const pads = computePads(context, spatial, kernel, strides, dilations);
  if (pads.length !== 2 * rank || pads.some((n) => n < 0)) {
    throw new Error(`pads is ${formatDims(pads)} over ${rank} spatial dimensions`);
  }
  return { kernel, strides, dilations, pads };
}

function computePads(
  { node }: RuleContext,
  spatial: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
): readonly number[] {
  const mode = stringAttribute(node, 'auto_pad', 'NOTSET');
  if (mode === 'NOTSET') return intsAttribute(node, 'pads') ?? [...spatial, ...spatial].map(() => 0);
  if (mode === 'VALID') return [...spatial, ...spatial].map(() => 0);
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') throw new Error(`auto_pad is '${mode}'`);
  const total = spatial.map((size, i) => {
    const steps = Math.ceil(size / strides[i]!);
    return Math.max(0, (steps - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 - size);
  });
  const less = total.map((n) => Math.floor(n / 2));
  const more = total.map((n) => Math.ceil(n / 2));
  return mode === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less];
}

function computeSteps(spatial: readonly number[], window: Window, ceil: boolean): number[] {
  return spatial.map((size, i) => {
    const reach = (window.kernel[i]! - 1) * window.dilations[i]! + 1;
    const padded = size + window.pads[i]! + window.pads[i + spatial.length]!;
    const room = (padded - reach) / window.strides[i]!;
    let steps = (ceil ? Math.ceil(room) : Math.floor(room)) + 1;
    // A window must not start in the padding at the end.
    if (ceil && (steps - 1) * window.strides[i]! >= size + window.pads[i]!) steps--;
    if (steps < 1) {
      throw new Error(`its window of ${reach} does not fit into ${padded} along spatial axis ${i}`);
    }
    return steps;
  });
}

function computeConvolution(context: RuleContext, input: StaticValue, weights: StaticValue): number[] {
  const [batch, channels, ...spatial] = input.dims;
  const [filters, part, ...kernel] = weights.dims;
  if (spatial.length < 1 || kernel.length !== spatial.length) {
    throw new Error(`weights ${formatDims(weights.dims)} do not fit an input ${formatDims(input.dims)}`);
  }
  const group = intAttribute(context.node, 'group', 1);
  if (part! * group !== channels || filters! % group !== 0) {
    throw new Error(
      `weights ${formatDims(weights.dims)} (group ${group}) do not fit the ${channels} channels of ${formatDims(input.dims)}`,
    );
  }
  return [batch!, filters!, ...computeSteps(spatial, computeWindow(context, spatial, kernel), false)];
}

function checkBias(bias: StaticValue | null | undefined, count: number): void {
  if (bias && (bias.dims.length !== 1 || bias.dims[0] !== count)) {
    throw new Error(`its bias is ${formatDims(bias.dims)}; it must be [${count}]`);
  }
}

function checkSameType(a: StaticValue, b: StaticValue | null | undefined): void {
  if (b && a.type !== b.type) throw new Error(`mixes ${a.type} with ${b.type}`);
}

const conv: ShapeRule = (context) => {
  const [input, weights] = [requireInput(context, 0), requireInput(context, 1)];
  const dims = computeConvolution(context, input, weights);
  checkBias(context.inputs[2], dims[1]!);
  checkSameType(input, weights);
  checkSameType(input, context.inputs[2]);
  return [{ type: input.type, dims }];
};

const convInteger: ShapeRule = (context) => [
  { type: 'int32', dims: computeConvolution(context, requireInput(context, 0), requireInput(context, 1)) },
];

const qLinearConv: ShapeRule = (context) => {
  const dims = computeConvolution(context, requireInput(context, 0), requireInput(context, 3));
  checkBias(context.inputs[8], dims[1]!);
  return [{ type: requireInput(context, 7).type, dims }];
};

const convTranspose: ShapeRule = (context) => {
  const [input, weights] = [requireInput(context, 0), requireInput(context, 1)];
  const [batch, channels, ...spatial] = input.dims;
  const [into, part, ...kernel] = weights.dims;
  if (into !== channels)
    throw new Error(`weights ${formatDims(weights.dims)} do not fit ${formatDims(input.dims)}`);
  if (
    intsAttribute(context.node, 'output_shape') ||
    stringAttribute(context.node, 'auto_pad', 'NOTSET') !== 'NOTSET'
  ) {
    throw new Error('output_shape and auto_pad are not supported; export it with pads');
  }
  const window = computeWindow(context, spatial, kernel);
  const extra = intsAttribute(context.node, 'output_padding') ?? spatial.map(() => 0);
  const sizes = spatial.map(
    (size, i) =>
      window.strides[i]! * (size - 1) +
      extra[i]! +
      (window.kernel[i]! - 1) * window.dilations[i]! +
      1 -
      window.pads[i]! -
      window.pads[i + spatial.length]!,
  );
  return [{ type: input.type, dims: [batch!, part! * intAttribute(context.node, 'group', 1), ...sizes] }];
};

const pool: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const [batch, channels, ...spatial] = dims;
  if (spatial.length < 1) throw new Error(`cannot slide over ${formatDims(dims)}`);
  const ceil = intAttribute(context.node, 'ceil_mode', 0) !== 0;
  const out = [batch!, channels!, ...computeSteps(spatial, computeWindow(context, spatial), ceil)];
  return [
    { type, dims: out },
    { type: 'int64', dims: out },
  ];
};

const globalPool: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  if (dims.length < 3) throw new Error(`needs spatial dimensions, got ${formatDims(dims)}`);
  return [{ type, dims: dims.map((n, axis) => (axis < 2 ? n : 1)) }];
};

const gemm: ShapeRule = (context) => {
  const [a, b] = [requireInput(context, 0), requireInput(context, 1)];
  if (a.dims.length !== 2 || b.dims.length !== 2) {
    throw new Error(`takes two matrices, got ${formatDims(a.dims)} and ${formatDims(b.dims)}`);
  }
  const flipped = (dims: readonly number[], name: string) =>
    intAttribute(context.node, name, 0) !== 0 ? [dims[1]!, dims[0]!] : [dims[0]!, dims[1]!];
  const [rows, inner] = flipped(a.dims, 'transA');
  const [depth, columns] = flipped(b.dims, 'transB');
  if (inner !== depth) throw new Error(`cannot multiply [${rows}, ${inner}] by [${depth}, ${columns}]`);
  checkSameType(a, b);
  const dims = [rows!, columns!];
  const bias = context.inputs[2];
  checkSameType(a, bias);
  const lead = bias ? dims.length - bias.dims.length : 0;
  if (bias && (lead < 0 || bias.dims.some((n, i) => n !== 1 && n !== dims[lead + i]))) {
    throw new Error(`its bias ${formatDims(bias.dims)} does not fit ${formatDims(dims)}`);
  }
  return [{ type: a.type, dims }];
};

/** Computes the dimensions of NumPy's matmul. */
function computeMatMul(a: readonly number[], b: readonly number[]): number[] {
  if (a.length === 0 || b.length === 0) throw new Error('cannot multiply scalars');
  const left = a.length === 1 ? [1, a[0]!] : a;
  const right = b.length === 1 ? [b[0]!, 1] : b;
  if (left.at(-1) !== right.at(-2)) throw new Error(`cannot multiply ${formatDims(a)} by ${formatDims(b)}`);
  return [
    ...broadcast(left.slice(0, -2), right.slice(0, -2)),
    ...(a.length === 1 ? [] : [left.at(-2)!]),
    ...(b.length === 1 ? [] : [right.at(-1)!]),
  ];
}

const matMul: ShapeRule = (context) => {
  const [a, b] = [requireInput(context, 0), requireInput(context, 1)];
  checkSameType(a, b);
  return [{ type: a.type, dims: computeMatMul(a.dims, b.dims) }];
};

const matMulInteger: ShapeRule = (context) => [
  { type: 'int32', dims: computeMatMul(requireInput(context, 0).dims, requireInput(context, 1).dims) },
];

const qLinearMatMul: ShapeRule = (context) => [
  {
    type: requireInput(context, 7).type,
    dims: computeMatMul(requireInput(context, 0).dims, requireInput(context, 3).dims),
  },
];

const perChannel: ShapeRule = (context) => {
  const input = requireInput(context, 0);
  for (const parameter of context.inputs.slice(1)) checkBias(parameter, input.dims[1]!);
  return [input];
};

const layerNormalization: ShapeRule = (context) => {
  const input = requireInput(context, 0);
  const axis = normalizeAxis(intAttribute(context.node, 'axis', -1), input.dims.length);
  const statistics = input.dims.map((n, i) => (i < axis ? n : 1));
  return [input, { type: 'float32', dims: statistics }, { type: 'float32', dims: statistics }];
};

const recurrent: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const directions = requireInput(context, 1).dims[0]!;
  const hidden = requireInput(context, 2).dims[2]!;
  if (intAttribute(context.node, 'layout', 0) !== 0) {
    const [batch, length] = dims;
    const state = { type, dims: [batch!, directions, hidden] };
    return [{ type, dims: [batch!, length!, directions, hidden] }, state, state];
  }
  const [length, batch] = dims;
  const state = { type, dims: [directions, batch!, hidden] };
  return [{ type, dims: [length!, directions, batch!, hidden] }, state, state];
};

export const LAYER_RULES: Readonly<Record<string, ShapeRule>> = {
  Conv: conv,
  ConvInteger: convInteger,
  QLinearConv: qLinearConv,
  ConvTranspose: convTranspose,
  MaxPool: pool,
  AveragePool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  Gemm: gemm,
  MatMul: matMul,
  MatMulInteger: matMulInteger,
  QLinearMatMul: qLinearMatMul,
  BatchNormalization: (context) => [perChannel(context)[0]!],
  InstanceNormalization: perChannel,
  LayerNormalization: layerNormalization,
  LSTM: recurrent,
  GRU: recurrent,
};

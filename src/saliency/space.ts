import { intAttribute, intsAttribute, type OnnxNode } from '../onnx/graph';
import type { StaticValue } from '../onnx/shapes';
import { computeWindow, type Window } from '../onnx/shapes/layers';
import { computeCuts } from '../onnx/shapes/rearrange';
import { normalizeAxis, type RuleContext, requireIntegers } from '../onnx/shapes/rules';
import { countElements } from '../onnx/tensor';
import { type Move, SAME } from './plane';

/** Which axes of a value are rows and columns of the image, and which are successive frames. */
export interface Space {
  readonly rows: number;
  readonly columns: number;
  readonly time: number | null;
}

/** How the image's rows and columns pass from an input of a node to its outputs. */
export interface Passage {
  /** Of each output; null where it has no rows and columns. */
  readonly spaces: readonly (Space | null)[];
  readonly rows: Move;
  readonly columns: Move;
  /** Convolutions and pools: each output element is made from a window of the input. */
  readonly kind: 'convolution' | 'pool' | 'other';
}

/** A node, and the space of one of its inputs. */
interface Entry {
  readonly context: RuleContext;
  readonly input: number;
  readonly space: Space;
  readonly from: readonly number[];
  readonly outputs: readonly (StaticValue | null)[];
  /** Frames that the network's input is stacked of. */
  readonly frames: number;
}

type Follow = (entry: Entry) => Passage | null;

/** Follows rows and columns through a node. @returns null where they end in it, as in a dense layer */
export function followSpace(entry: Entry): Passage | null {
  const { opType } = entry.context.node;
  const follow = Object.hasOwn(FOLLOWS, opType) ? FOLLOWS[opType]! : null;
  return follow?.(entry) ?? null;
}

const pass = (spaces: readonly (Space | null)[], moves: Partial<Passage> = {}): Passage => ({
  rows: SAME,
  columns: SAME,
  kind: 'other',
  ...moves,
  spaces,
});

/** Every output of the same rank has the axes of input 0; scale and zero point of a quantized one have none. */
const elementwise: Follow = ({ input, space, from, outputs }) =>
  input === 0 ? pass(outputs.map((value) => (value?.dims.length === from.length ? space : null))) : null;

/** Broadcasting aligns the last axes. An input of another size, as the gates of squeeze-and-excitation, is no image. */
const arithmetic: Follow = ({ space, from, outputs }) => {
  const to = outputs[0]!.dims;
  const shift = to.length - from.length;
  const fits = [space.rows, space.columns].every((axis) => from[axis] === to[axis + shift]);
  return fits ? pass([shiftSpace(space, shift)]) : null;
};

function shiftSpace({ rows, columns, time }: Space, shift: number): Space {
  return { rows: rows + shift, columns: columns + shift, time: time === null ? null : time + shift };
}

const joined: Follow = ({ context, space, outputs }) => {
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), outputs[0]!.dims.length);
  return axis === space.rows || axis === space.columns ? null : pass(outputs.map(() => space));
};

/** @param data index of the input that the window slides over; @param weights of the kernel, or null */
const slides =
  (kind: 'convolution' | 'pool', weights: number | null): Follow =>
  ({ context, input, space, from }) => {
    if (input !== 0) return null;
    const kernel = weights === null ? undefined : context.inputs[weights]?.dims.slice(2);
    const window = computeWindow(context, from.slice(2), kernel);
    if (space.rows < 2 || space.columns < 2) return null;
    return pass([space], {
      kind,
      rows: slideOf(window, space.rows - 2),
      columns: slideOf(window, space.columns - 2),
    });
  };

function slideOf({ kernel, strides, dilations, pads }: Window, axis: number): Move {
  return { kernel: kernel[axis]!, stride: strides[axis]!, dilation: dilations[axis]!, pad: pads[axis]! };
}

const blocks: Follow = ({ context, space }) => {
  const kernel = intAttribute(context.node, 'blocksize', 1);
  const move = { kernel, stride: kernel, dilation: 1, pad: 0 };
  return space.rows === 2 && space.columns === 3 ? pass([space], { rows: move, columns: move }) : null;
};

const transposed: Follow = ({ context, space, from }) => {
  const perm = intsAttribute(context.node, 'perm') ?? from.map((_, axis) => from.length - 1 - axis);
  const { rows, columns, time } = space;
  return pass([
    {
      rows: perm.indexOf(rows),
      columns: perm.indexOf(columns),
      time: time === null ? null : perm.indexOf(time),
    },
  ]);
};

/** Reshape and its kin: an axis is the one of the same size with as many elements before it. */
const reshaped: Follow = ({ space, from, outputs, frames }) => {
  const to = outputs[0]!.dims;
  const place = (axis: number | null) => (axis === null ? -1 : findAxis(from, to, axis));
  const [rows, columns] = [place(space.rows), place(space.columns)];
  if (rows < 0 || columns < 0 || rows === columns) return null;
  const time = space.time === null ? findFrames(space, from, to, frames) : place(space.time);
  return pass([{ rows, columns, time: time < 0 ? null : time }]);
};

function findAxis(from: readonly number[], to: readonly number[], axis: number): number {
  const before = countElements(from.slice(0, axis));
  return to.findIndex((size, i) => size === from[axis] && countElements(to.slice(0, i)) === before);
}

/** Where stacked channels become an axis of frames. */
function findFrames(space: Space, from: readonly number[], to: readonly number[], frames: number): number {
  const stacked = from.findIndex((size, i) => size === 3 * frames && i !== space.rows && i !== space.columns);
  if (frames === 1 || stacked < 0) return -1;
  const before = countElements(from.slice(0, stacked));
  return to.findIndex((size, i) => size === frames && countElements(to.slice(0, i)) === before);
}

const sliced: Follow = ({ context, space }) => {
  const moves: Record<number, Move> = {};
  for (const { axis, start, step } of computeCuts(context)) {
    moves[axis] = { kernel: 1, stride: step, dilation: 1, pad: -start };
  }
  // A part of the frames has another number of them.
  const time = space.time !== null && moves[space.time] === undefined ? space.time : null;
  return pass([{ ...space, time }], {
    rows: moves[space.rows] ?? SAME,
    columns: moves[space.columns] ?? SAME,
  });
};

const padded: Follow = ({ context, space, from }) => {
  const pads = requireIntegers(context, 1, 'pads');
  const axes = context.inputs[3]
    ? requireIntegers(context, 3, 'axes').map((axis) => normalizeAxis(axis, from.length))
    : from.map((_, axis) => axis);
  const move = (axis: number): Move => {
    const at = axes.indexOf(axis);
    return at < 0 ? SAME : { kernel: 1, stride: 1, dilation: 1, pad: pads[at]! };
  };
  return pass([space], { rows: move(space.rows), columns: move(space.columns) });
};

const gathered: Follow = ({ context, input, space, from }) => {
  if (input !== 0) return null;
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), from.length);
  if (axis === space.rows || axis === space.columns) return null;
  const shift = (context.inputs[1]?.dims.length ?? 1) - 1;
  const move = (place: number) => (place > axis ? place + shift : place);
  const time = space.time === null || space.time === axis ? null : move(space.time);
  return pass([{ rows: move(space.rows), columns: move(space.columns), time }]);
};

const resized: Follow = ({ input, space }) =>
  input === 0 ? pass([space], { rows: 'resized', columns: 'resized' }) : null;

const reduced: Follow = ({ context, input, space, from, outputs }) => {
  if (input !== 0) return null;
  const to = outputs[0]!.dims;
  const given =
    intsAttribute(context.node, 'axes') ?? (context.inputs[1] ? requireIntegers(context, 1, 'axes') : []);
  const axes = given.map((axis) => normalizeAxis(axis, from.length));
  if (axes.length === 0 || axes.includes(space.rows) || axes.includes(space.columns)) return null;
  const move = (place: number) =>
    to.length === from.length ? place : place - axes.filter((axis) => axis < place).length;
  const time = space.time === null || axes.includes(space.time) ? null : move(space.time);
  return pass([{ rows: move(space.rows), columns: move(space.columns), time }]);
};

const follows = (names: string, follow: Follow) => names.split(' ').map((name) => [name, follow] as const);

const FOLLOWS: Readonly<Record<string, Follow>> = Object.fromEntries([
  ...follows(
    'Abs BatchNormalization Cast Ceil Clip DequantizeLinear Dropout DynamicQuantizeLinear Elu Erf Exp Floor Gelu ' +
      'HardSigmoid HardSwish Identity InstanceNormalization LeakyRelu Log Mish Neg QuantizeLinear Reciprocal Relu ' +
      'Round Selu Sigmoid Sign Softplus Softsign Sqrt Tanh',
    elementwise,
  ),
  ...follows('Add Div Max Mean Min Mul PRelu Pow Sub Sum Where', arithmetic),
  ...follows('Concat Split', joined),
  ...follows('Conv', slides('convolution', 1)),
  ...follows('ConvInteger', slides('convolution', 1)),
  ...follows('QLinearConv', slides('convolution', 3)),
  ...follows('AveragePool MaxPool', slides('pool', null)),
  ...follows('Flatten Reshape Squeeze Unsqueeze', reshaped),
  ...follows('ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum', reduced),
  ['Gather', gathered],
  ['Pad', padded],
  ['Resize', resized],
  ['Slice', sliced],
  ['SpaceToDepth', blocks],
  ['Transpose', transposed],
]);

/** Whether a node computes a convolution, of whatever arithmetic. */
export function isConvolution({ opType }: OnnxNode): boolean {
  return /^(Conv|QLinearConv|ConvInteger|ConvTranspose)$/.test(opType);
}

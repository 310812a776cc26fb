import { type ElementType, intAttribute } from '../graph';
import { findElementType } from '../tensor';
import { broadcast, normalizeAxis, requireInput, type ShapeRule, type StaticValue } from './rules';

const sameAsInput: ShapeRule = (context) => [requireInput(context, 0)];

const withAxis =
  (absent: (opset: number) => number): ShapeRule =>
  (context) => {
    const input = requireInput(context, 0);
    normalizeAxis(intAttribute(context.node, 'axis', absent(context.opset)), input.dims.length);
    return [input];
  };

function checkSameTypes(values: readonly StaticValue[]): void {
  const [first] = values;
  const other = values.find(({ type }) => type !== first?.type);
  if (other) throw new Error(`mixes ${first?.type} with ${other.type}`);
}

/** Broadcasts all inputs. @param result element type of the output; by default that of the inputs */
const broadcasting =
  (result?: ElementType): ShapeRule =>
  (context) => {
    const values = context.inputs.map((_, index) => requireInput(context, index));
    // Since opset 12 the exponent of Pow may have another type than the base.
    if (context.node.opType !== 'Pow') checkSameTypes(values);
    return [{ type: result ?? values[0]!.type, dims: broadcast(...values.map(({ dims }) => dims)) }];
  };

const where: ShapeRule = (context) => {
  const values = [0, 1, 2].map((index) => requireInput(context, index));
  checkSameTypes(values.slice(1));
  return [{ type: values[1]!.type, dims: broadcast(...values.map(({ dims }) => dims)) }];
};

const cast: ShapeRule = (context) => {
  const type = findElementType(intAttribute(context.node, 'to', 0));
  if (!type) throw new Error(`casts to type ${intAttribute(context.node, 'to', 0)}, which is not supported`);
  return [{ type, dims: requireInput(context, 0).dims }];
};

const clip: ShapeRule = (context) => {
  const input = requireInput(context, 0);
  for (const bound of context.inputs.slice(1)) {
    if (bound && (bound.dims.length !== 0 || bound.type !== input.type)) {
      throw new Error(
        `a bound is ${bound.type} with ${bound.dims.length} dimensions; it must be a scalar ${input.type}`,
      );
    }
  }
  return [input];
};

const dropout: ShapeRule = (context) => {
  const input = requireInput(context, 0);
  return [input, { type: 'bool', dims: input.dims }];
};

const SAME = [
  'Abs',
  'Ceil',
  'Cos',
  'Elu',
  'Erf',
  'Exp',
  'Floor',
  'Gelu',
  'HardSigmoid',
  'HardSwish',
  'Identity',
  'LeakyRelu',
  'Log',
  'Mish',
  'Neg',
  'Not',
  'Reciprocal',
  'Relu',
  'Round',
  'Selu',
  'Sigmoid',
  'Sign',
  'Sin',
  'Softplus',
  'Softsign',
  'Sqrt',
  'Tanh',
];
const BROADCASTING = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Sum', 'Mean', 'And', 'Or', 'PRelu'];

const softmaxAxis = (opset: number) => (opset < 13 ? 1 : -1);

export const ELEMENTWISE_RULES: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(SAME.map((name) => [name, sameAsInput])),
  ...Object.fromEntries(BROADCASTING.map((name) => [name, broadcasting()])),
  Equal: broadcasting('bool'),
  Less: broadcasting('bool'),
  Greater: broadcasting('bool'),
  Where: where,
  Cast: cast,
  Clip: clip,
  Dropout: dropout,
  Softmax: withAxis(softmaxAxis),
  LogSoftmax: withAxis(softmaxAxis),
};

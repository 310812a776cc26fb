import { intAttribute, intsAttribute, type TensorValue } from './graph';
import { cutsOf, shapeRange } from './shapes/rearrange';
import { axisOf, needed, type RuleContext, type StaticValue } from './shapes/rules';
import { elementCount, newArray, numbersOf, tensorOf } from './tensor';

/** A node whose inputs are all known; `outputs` is what its shape rule says. */
interface Known {
  readonly context: RuleContext;
  readonly outputs: readonly StaticValue[];
}
type Evaluator = (known: Known) => TensorValue[];

/**
 * Computes a node whose inputs are all constant: what exporters write about shapes and weights. Arithmetic in
 * double precision, rounded to the element type.
 * @returns null when the operator is none of those computed here, or an input is not known
 */
export function evaluate(context: RuleContext, outputs: readonly StaticValue[]): TensorValue[] | null {
  const { opType } = context.node;
  if (opType === 'Shape')
    return [tensorOf('int64', outputs[0]!.dims, shapeRange(context, needed(context, 0).dims))];
  const evaluator = Object.hasOwn(EVALUATORS, opType) ? EVALUATORS[opType]! : null;
  if (!evaluator) return null;
  for (let i = 0; i < context.inputs.length; i++) {
    if (context.inputs[i] && !context.constant(i)) return null;
  }
  return evaluator({ context, outputs });
}

function constantOf(known: Known, index: number): TensorValue {
  const tensor = known.context.constant(index);
  if (!tensor) throw new Error(`input ${index} is not known`);
  return tensor;
}

/** The same values under the dimensions that the shape rule gives. */
const reshaped: Evaluator = (known) => [{ ...constantOf(known, 0), dims: known.outputs[0]!.dims }];

const unary =
  (f: (x: number) => number): Evaluator =>
  (known) => {
    const { type, dims } = known.outputs[0]!;
    return [tensorOf(type, dims, numbersOf(constantOf(known, 0)).map(f))];
  };

const elementwise =
  (f: (...values: number[]) => number): Evaluator =>
  (known) => {
    const { type, dims } = known.outputs[0]!;
    const inputs = known.context.inputs.map((_, index) => spread(constantOf(known, index), dims));
    const count = elementCount(dims);
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = f(...inputs.map((values) => values[i]!));
    return [tensorOf(type, dims, out)];
  };

/** Values of a tensor broadcast to `dims`. */
export function spread(tensor: TensorValue, dims: readonly number[]): Float64Array {
  const values = numbersOf(tensor);
  const strides = stridesOf(tensor.dims);
  const lead = dims.length - tensor.dims.length;
  const steps = dims.map((_, axis) =>
    axis < lead || tensor.dims[axis - lead] === 1 ? 0 : strides[axis - lead]!,
  );
  return Float64Array.from(offsets(dims, steps), (offset) => values[offset]!);
}

export function stridesOf(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  return strides;
}

/** Where each element of an output of `dims` lies, row by row, when a step along axis i moves by steps[i]. */
function offsets(dims: readonly number[], steps: readonly number[], start = 0): Int32Array {
  let list = Int32Array.of(start);
  for (const [axis, size] of dims.entries()) {
    const next = new Int32Array(list.length * size);
    for (let i = 0; i < list.length; i++) {
      for (let k = 0; k < size; k++) next[i * size + k] = list[i]! + k * steps[axis]!;
    }
    list = next;
  }
  return list;
}

/** The elements at `places`, in order. */
function pick(tensor: TensorValue, dims: readonly number[], places: ArrayLike<number>): TensorValue {
  const data = newArray(tensor.type, places.length);
  for (let i = 0; i < places.length; i++) data[i] = tensor.data[places[i]!]!;
  return { type: tensor.type, dims, data };
}

export function transposed(tensor: TensorValue, perm: readonly number[]): TensorValue {
  const strides = stridesOf(tensor.dims);
  const dims = perm.map((axis) => tensor.dims[axis]!);
  return pick(
    tensor,
    dims,
    offsets(
      dims,
      perm.map((axis) => strides[axis]!),
    ),
  );
}

/** The slices at `keep` along `axis`. */
export function take(tensor: TensorValue, axis: number, keep: ArrayLike<number>): TensorValue {
  const inner = elementCount(tensor.dims.slice(axis + 1));
  const outer = elementCount(tensor.dims.slice(0, axis));
  const size = tensor.dims[axis]!;
  const data = newArray(tensor.type, outer * keep.length * inner);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < keep.length; k++) {
      const from = (o * size + keep[k]!) * inner;
      const to = (o * keep.length + k) * inner;
      for (let i = 0; i < inner; i++) data[to + i] = tensor.data[from + i]!;
    }
  }
  return { type: tensor.type, dims: tensor.dims.map((n, i) => (i === axis ? keep.length : n)), data };
}

const transpose: Evaluator = (known) => {
  const tensor = constantOf(known, 0);
  const reverse = tensor.dims.map((_, axis) => tensor.dims.length - 1 - axis);
  return [transposed(tensor, intsAttribute(known.context.node, 'perm') ?? reverse)];
};

const slice: Evaluator = (known) => {
  const tensor = constantOf(known, 0);
  const steps = stridesOf(tensor.dims);
  let start = 0;
  for (const cut of cutsOf(known.context)) {
    start += cut.start * steps[cut.axis]!;
    steps[cut.axis] = steps[cut.axis]! * cut.step;
  }
  const { dims } = known.outputs[0]!;
  return [pick(tensor, dims, elementCount(dims) === 0 ? [] : offsets(dims, steps, start))];
};

const gather: Evaluator = (known) => {
  const [tensor, indices] = [constantOf(known, 0), constantOf(known, 1)];
  const axis = axisOf(intAttribute(known.context.node, 'axis', 0), tensor.dims.length);
  const places = numbersOf(indices).map((index) => axisOf(index, tensor.dims[axis]!));
  return [{ ...take(tensor, axis, places), dims: known.outputs[0]!.dims }];
};

const concat: Evaluator = (known) => {
  const { type, dims } = known.outputs[0]!;
  const axis = axisOf(intAttribute(known.context.node, 'axis', 0), dims.length);
  const data = newArray(type, elementCount(dims));
  const outer = elementCount(dims.slice(0, axis));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let index = 0; index < known.context.inputs.length; index++) {
      const part = constantOf(known, index).data;
      const length = part.length / outer;
      for (let i = 0; i < length; i++) data[at++] = part[o * length + i]!;
    }
  }
  return [{ type, dims, data }];
};

const split: Evaluator = (known) => {
  const tensor = constantOf(known, 0);
  const axis = axisOf(intAttribute(known.context.node, 'axis', 0), tensor.dims.length);
  let from = 0;
  return known.outputs.map(({ dims }) => {
    const start = from;
    from += dims[axis]!;
    return take(
      tensor,
      axis,
      Array.from({ length: dims[axis]! }, (_, i) => start + i),
    );
  });
};

const constant: Evaluator = ({ context, outputs }) => {
  const { type, dims } = outputs[0]!;
  const [attribute] = context.node.attributes.values();
  if (attribute?.kind === 'tensor') return [attribute.value];
  const value = attribute?.kind === 'strings' ? [] : attribute?.value;
  return [tensorOf(type, dims, Array.isArray(value) ? (value as number[]) : [value as number])];
};

const constantOfShape: Evaluator = ({ context, outputs }) => {
  const { type, dims } = outputs[0]!;
  const value = context.node.attributes.get('value');
  const fill = value?.kind === 'tensor' ? numbersOf(value.value)[0]! : 0;
  return [tensorOf(type, dims, new Float64Array(elementCount(dims)).fill(fill))];
};

const divide = (a: number, b: number) => a / b;

const EVALUATORS: Readonly<Record<string, Evaluator>> = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Identity: reshaped,
  Reshape: reshaped,
  Flatten: reshaped,
  Squeeze: reshaped,
  Unsqueeze: reshaped,
  Transpose: transpose,
  Slice: slice,
  Gather: gather,
  Concat: concat,
  Split: split,
  Expand: (known) => {
    const { type, dims } = known.outputs[0]!;
    return [tensorOf(type, dims, spread(constantOf(known, 0), dims))];
  },
  // Whole numbers are cut off towards 0, as a cast does.
  Cast: (known) => {
    const { type, dims } = known.outputs[0]!;
    const source = constantOf(known, 0);
    const values = numbersOf(source);
    if (type === 'bool')
      return [
        tensorOf(
          type,
          dims,
          values.map((x) => Number(x !== 0)),
        ),
      ];
    return [tensorOf(type, dims, type.startsWith('float') ? values : values.map(Math.trunc))];
  },
  Abs: unary(Math.abs),
  Ceil: unary(Math.ceil),
  Exp: unary(Math.exp),
  Floor: unary(Math.floor),
  Log: unary(Math.log),
  Neg: unary((x) => -x),
  Reciprocal: unary((x) => 1 / x),
  Relu: unary((x) => Math.max(0, x)),
  Sqrt: unary(Math.sqrt),
  Not: unary((x) => Number(x === 0)),
  Add: elementwise((a, b) => a + b),
  Sub: elementwise((a, b) => a - b),
  Mul: elementwise((a, b) => a * b),
  Div: (known) => {
    const whole = !known.outputs[0]!.type.startsWith('float');
    return elementwise(whole ? (a, b) => Math.trunc(a / b) : divide)(known);
  },
  Pow: elementwise((a, b) => a ** b),
  Min: elementwise(Math.min),
  Max: elementwise(Math.max),
  Equal: elementwise((a, b) => Number(a === b)),
  Less: elementwise((a, b) => Number(a < b)),
  Greater: elementwise((a, b) => Number(a > b)),
  Where: elementwise((condition, a, b) => (condition ? a : b)),
};

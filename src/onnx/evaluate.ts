import { intAttribute, intsAttribute, type TensorValue } from './graph';
import { computeCuts, sliceShape } from './shapes/rearrange';
import { normalizeAxis, type RuleContext, requireInput, type StaticValue } from './shapes/rules';
import { countElements, createArray, createTensor, toNumbers } from './tensor';

/** A node whose inputs are all constant; `outputs` come from its shape rule. */
interface ConstantNode {
  readonly context: RuleContext;
  readonly outputs: readonly StaticValue[];
}
type Evaluator = (known: ConstantNode) => TensorValue[];

/**
 * Computes a node whose inputs are all constant, such as exporters write for shapes and weights. Computes in double
 * precision and rounds to the element type.
 * @returns null when the operator is not supported here, or an input is not constant
 */
export function evaluateNode(context: RuleContext, outputs: readonly StaticValue[]): TensorValue[] | null {
  const { opType } = context.node;
  if (opType === 'Shape')
    return [createTensor('int64', outputs[0]!.dims, sliceShape(context, requireInput(context, 0).dims))];
  const evaluator = Object.hasOwn(EVALUATORS, opType) ? EVALUATORS[opType]! : null;
  if (!evaluator) return null;
  for (let i = 0; i < context.inputs.length; i++) {
    if (context.inputs[i] && !context.constant(i)) return null;
  }
  return evaluator({ context, outputs });
}

function requireConstant(known: ConstantNode, index: number): TensorValue {
  const tensor = known.context.constant(index);
  if (!tensor) throw new Error(`input ${index} is not constant`);
  return tensor;
}

/** The same values with the dimensions from the shape rule. */
const reshape: Evaluator = (known) => [{ ...requireConstant(known, 0), dims: known.outputs[0]!.dims }];

const unary =
  (f: (x: number) => number): Evaluator =>
  (known) => {
    const { type, dims } = known.outputs[0]!;
    return [createTensor(type, dims, toNumbers(requireConstant(known, 0)).map(f))];
  };

const elementwise =
  (f: (...values: number[]) => number): Evaluator =>
  (known) => {
    const { type, dims } = known.outputs[0]!;
    const inputs = known.context.inputs.map((_, index) =>
      broadcastTensor(requireConstant(known, index), dims),
    );
    const count = countElements(dims);
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = f(...inputs.map((values) => values[i]!));
    return [createTensor(type, dims, out)];
  };

/** Broadcasts the values of a tensor to `dims`, in row-major order. */
export function broadcastTensor(tensor: TensorValue, dims: readonly number[]): Float64Array {
  const values = toNumbers(tensor);
  const strides = computeStrides(tensor.dims);
  const lead = dims.length - tensor.dims.length;
  const steps = dims.map((_, axis) =>
    axis < lead || tensor.dims[axis - lead] === 1 ? 0 : strides[axis - lead]!,
  );
  return Float64Array.from(computeOffsets(dims, steps), (offset) => values[offset]!);
}

export function computeStrides(dims: readonly number[]): number[] {
  const strides = dims.map(() => 1);
  for (let axis = dims.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * dims[axis + 1]!;
  return strides;
}

/** Computes the offset of each element of a tensor of `dims`, in row-major order, for the strides `steps`. */
function computeOffsets(dims: readonly number[], steps: readonly number[], start = 0): Int32Array {
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

/** Picks the elements at `places`, in order. */
function pickElements(tensor: TensorValue, dims: readonly number[], places: ArrayLike<number>): TensorValue {
  const data = createArray(tensor.type, places.length);
  for (let i = 0; i < places.length; i++) data[i] = tensor.data[places[i]!]!;
  return { type: tensor.type, dims, data };
}

export function transposeTensor(tensor: TensorValue, perm: readonly number[]): TensorValue {
  const strides = computeStrides(tensor.dims);
  const dims = perm.map((axis) => tensor.dims[axis]!);
  return pickElements(
    tensor,
    dims,
    computeOffsets(
      dims,
      perm.map((axis) => strides[axis]!),
    ),
  );
}

/** Takes the slices at the indices `keep` along `axis`. */
export function takeSlices(tensor: TensorValue, axis: number, keep: ArrayLike<number>): TensorValue {
  const inner = countElements(tensor.dims.slice(axis + 1));
  const outer = countElements(tensor.dims.slice(0, axis));
  const size = tensor.dims[axis]!;
  const data = createArray(tensor.type, outer * keep.length * inner);
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
  const tensor = requireConstant(known, 0);
  const reverse = tensor.dims.map((_, axis) => tensor.dims.length - 1 - axis);
  return [transposeTensor(tensor, intsAttribute(known.context.node, 'perm') ?? reverse)];
};

const slice: Evaluator = (known) => {
  const tensor = requireConstant(known, 0);
  const steps = computeStrides(tensor.dims);
  let start = 0;
  for (const cut of computeCuts(known.context)) {
    start += cut.start * steps[cut.axis]!;
    steps[cut.axis] = steps[cut.axis]! * cut.step;
  }
  const { dims } = known.outputs[0]!;
  return [pickElements(tensor, dims, countElements(dims) === 0 ? [] : computeOffsets(dims, steps, start))];
};

const gather: Evaluator = (known) => {
  const [tensor, indices] = [requireConstant(known, 0), requireConstant(known, 1)];
  const axis = normalizeAxis(intAttribute(known.context.node, 'axis', 0), tensor.dims.length);
  const places = toNumbers(indices).map((index) => normalizeAxis(index, tensor.dims[axis]!));
  return [{ ...takeSlices(tensor, axis, places), dims: known.outputs[0]!.dims }];
};

const concat: Evaluator = (known) => {
  const { type, dims } = known.outputs[0]!;
  const axis = normalizeAxis(intAttribute(known.context.node, 'axis', 0), dims.length);
  const data = createArray(type, countElements(dims));
  const outer = countElements(dims.slice(0, axis));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let index = 0; index < known.context.inputs.length; index++) {
      const part = requireConstant(known, index).data;
      const length = part.length / outer;
      for (let i = 0; i < length; i++) data[at++] = part[o * length + i]!;
    }
  }
  return [{ type, dims, data }];
};

const split: Evaluator = (known) => {
  const tensor = requireConstant(known, 0);
  const axis = normalizeAxis(intAttribute(known.context.node, 'axis', 0), tensor.dims.length);
  let from = 0;
  return known.outputs.map(({ dims }) => {
    const start = from;
    from += dims[axis]!;
    return takeSlices(
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
  return [createTensor(type, dims, Array.isArray(value) ? (value as number[]) : [value as number])];
};

const constantOfShape: Evaluator = ({ context, outputs }) => {
  const { type, dims } = outputs[0]!;
  const value = context.node.attributes.get('value');
  const fill = value?.kind === 'tensor' ? toNumbers(value.value)[0]! : 0;
  return [createTensor(type, dims, new Float64Array(countElements(dims)).fill(fill))];
};

const divide = (a: number, b: number) => a / b;

const EVALUATORS: Readonly<Record<string, Evaluator>> = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Identity: reshape,
  Reshape: reshape,
  Flatten: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Transpose: transpose,
  Slice: slice,
  Gather: gather,
  Concat: concat,
  Split: split,
  Expand: (known) => {
    const { type, dims } = known.outputs[0]!;
    return [createTensor(type, dims, broadcastTensor(requireConstant(known, 0), dims))];
  },
  // Casts to integers truncate towards 0.
  Cast: (known) => {
    const { type, dims } = known.outputs[0]!;
    const source = requireConstant(known, 0);
    const values = toNumbers(source);
    if (type === 'bool')
      return [
        createTensor(
          type,
          dims,
          values.map((x) => Number(x !== 0)),
        ),
      ];
    return [createTensor(type, dims, type.startsWith('float') ? values : values.map(Math.trunc))];
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

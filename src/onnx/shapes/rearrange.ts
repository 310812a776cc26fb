import { type ElementType, intAttribute, intsAttribute, stringAttribute } from '../graph';
import { countElements, toNumbers } from '../tensor';
import {
  broadcast,
  formatDims,
  normalizeAxis,
  type RuleContext,
  requireInput,
  requireIntegers,
  type ShapeRule,
} from './rules';

/** Reads the axes of Squeeze, Unsqueeze and the reductions: an attribute, in later opsets an input. */
function readAxes(context: RuleContext): readonly number[] | null {
  return (
    intsAttribute(context.node, 'axes') ?? (context.inputs[1] ? requireIntegers(context, 1, 'axes') : null)
  );
}

const flatten: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const axis = intAttribute(context.node, 'axis', 1);
  const at = axis === dims.length ? axis : normalizeAxis(axis, dims.length);
  return [{ type, dims: [countElements(dims.slice(0, at)), countElements(dims.slice(at))] }];
};

const reshape: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const wanted = requireIntegers(context, 1, 'new shape');
  const keepsZero = intAttribute(context.node, 'allowzero', 0) !== 0;
  const out = wanted.map((n, axis) => {
    if (n !== 0 || keepsZero) return n;
    if (axis >= dims.length) throw new Error(`copies dimension ${axis} of ${formatDims(dims)}`);
    return dims[axis]!;
  });
  const open = out.indexOf(-1);
  if (open >= 0) {
    const rest = countElements(out.filter((_, axis) => axis !== open));
    out[open] = countElements(dims) / rest;
  }
  if (out.some((n) => !Number.isInteger(n) || n < 0) || countElements(out) !== countElements(dims)) {
    throw new Error(`cannot bring ${formatDims(dims)} into the shape ${formatDims(wanted)}`);
  }
  return [{ type, dims: out }];
};

const transpose: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const perm = intsAttribute(context.node, 'perm') ?? dims.map((_, axis) => dims.length - 1 - axis);
  if ([...perm].sort((a, b) => a - b).some((axis, i) => axis !== i) || perm.length !== dims.length) {
    throw new Error(`perm ${formatDims(perm)} does not order the axes of ${formatDims(dims)}`);
  }
  return [{ type, dims: perm.map((axis) => dims[axis]!) }];
};

const squeeze: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const axes = readAxes(context)?.map((axis) => normalizeAxis(axis, dims.length));
  const long = axes?.find((axis) => dims[axis] !== 1);
  if (long !== undefined) throw new Error(`cannot drop axis ${long} of ${formatDims(dims)}`);
  return [{ type, dims: dims.filter((n, axis) => (axes ? !axes.includes(axis) : n !== 1)) }];
};

const unsqueeze: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const axes = readAxes(context) ?? [];
  const rank = dims.length + axes.length;
  const places = axes.map((axis) => normalizeAxis(axis, rank));
  if (new Set(places).size !== places.length) throw new Error(`axes ${formatDims(axes)} repeat an axis`);
  const rest = [...dims];
  return [
    { type, dims: Array.from({ length: rank }, (_, axis) => (places.includes(axis) ? 1 : rest.shift()!)) },
  ];
};

const concat: ShapeRule = (context) => {
  const values = context.inputs.map((_, index) => requireInput(context, index));
  const { type, dims } = values[0]!;
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), dims.length);
  for (const other of values) {
    const fits = other.dims.length === dims.length && other.dims.every((n, i) => i === axis || n === dims[i]);
    if (!fits)
      throw new Error(`cannot join ${formatDims(dims)} and ${formatDims(other.dims)} along axis ${axis}`);
    if (other.type !== type) throw new Error(`mixes ${type} with ${other.type}`);
  }
  const sum = values.reduce((total, value) => total + value.dims[axis]!, 0);
  return [{ type, dims: dims.map((n, i) => (i === axis ? sum : n)) }];
};

const split: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), dims.length);
  const parts = context.node.outputs.length;
  const even = Math.ceil(dims[axis]! / parts);
  const sizes =
    intsAttribute(context.node, 'split') ??
    (context.inputs[1]
      ? requireIntegers(context, 1, 'sizes of its parts')
      : Array.from({ length: parts }, (_, i) => Math.min(even, dims[axis]! - i * even)));
  if (sizes.length !== parts || sizes.reduce((a, b) => a + b, 0) !== dims[axis] || sizes.some((n) => n < 0)) {
    throw new Error(
      `cannot split ${dims[axis]} along axis ${axis} into ${parts} parts of ${formatDims(sizes)}`,
    );
  }
  return sizes.map((size) => ({ type, dims: dims.map((n, i) => (i === axis ? size : n)) }));
};

/** The part that a Slice takes along one axis. */
export interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Computes the parts that a Slice takes, clamped as the operator specification requires. */
export function computeCuts(context: RuleContext): Cut[] {
  const { dims } = requireInput(context, 0);
  const starts = requireIntegers(context, 1, 'starts');
  const ends = requireIntegers(context, 2, 'ends');
  const axes = context.inputs[3] ? requireIntegers(context, 3, 'axes') : starts.map((_, i) => i);
  const steps = context.inputs[4] ? requireIntegers(context, 4, 'steps') : starts.map(() => 1);
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length) {
    throw new Error('starts, ends, axes and steps differ in length');
  }
  return starts.map((from, i) => {
    const axis = normalizeAxis(axes[i]!, dims.length);
    const size = dims[axis]!;
    const step = steps[i]!;
    if (step === 0) throw new Error('has a step of 0');
    const bound = (at: number, low: number, high: number) =>
      Math.min(high, Math.max(low, at < 0 ? at + size : at));
    const start = step > 0 ? bound(from, 0, size) : bound(from, 0, size - 1);
    const end = step > 0 ? bound(ends[i]!, 0, size) : bound(ends[i]!, -1, size - 1);
    return { axis, start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
  });
}

const slice: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const out = [...dims];
  for (const { axis, count } of computeCuts(context)) out[axis] = count;
  return [{ type, dims: out }];
};

const gather: ShapeRule = (context) => {
  const [{ type, dims }, indices] = [requireInput(context, 0), requireInput(context, 1)];
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), dims.length);
  return [{ type, dims: [...dims.slice(0, axis), ...indices.dims, ...dims.slice(axis + 1)] }];
};

const expand: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  return [{ type, dims: broadcast(dims, requireIntegers(context, 1, 'new shape')) }];
};

const tile: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const repeats = requireIntegers(context, 1, 'repeats');
  if (repeats.length !== dims.length)
    throw new Error(`repeats ${formatDims(repeats)} do not fit ${formatDims(dims)}`);
  return [{ type, dims: dims.map((n, i) => n * repeats[i]!) }];
};

const pad: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const pads = requireIntegers(context, 1, 'pads');
  const axes = context.inputs[3]
    ? requireIntegers(context, 3, 'axes').map((axis) => normalizeAxis(axis, dims.length))
    : dims.map((_, axis) => axis);
  if (pads.length !== 2 * axes.length)
    throw new Error(`pads ${formatDims(pads)} do not fit ${formatDims(dims)}`);
  const out = [...dims];
  for (const [i, axis] of axes.entries()) out[axis] = dims[axis]! + pads[i]! + pads[i + axes.length]!;
  if (out.some((n) => n < 0)) throw new Error(`crops more than the size of ${formatDims(dims)}`);
  return [{ type, dims: out }];
};

const resize: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const axes =
    intsAttribute(context.node, 'axes')?.map((axis) => normalizeAxis(axis, dims.length)) ??
    dims.map((_, i) => i);
  if (!['stretch', ''].includes(stringAttribute(context.node, 'keep_aspect_ratio_policy', ''))) {
    throw new Error('keep_aspect_ratio_policy is not supported');
  }
  const out = [...dims];
  if (context.inputs[3]) {
    for (const [i, n] of requireIntegers(context, 3, 'sizes').entries()) out[axes[i]!] = n;
    return [{ type, dims: out }];
  }
  const scales = context.constant(2);
  if (!scales) throw new Error('its scales must be constant');
  const values = toNumbers(scales);
  if (values.length !== axes.length) throw new Error(`has ${values.length} scales for ${axes.length} axes`);
  for (const [i, axis] of axes.entries()) {
    // In float32 like onnxruntime, where 480 * 0.35 is 168.
    out[axis] = Math.floor(Math.fround(dims[axis]! * values[i]!));
  }
  return [{ type, dims: out }];
};

const reduce: ShapeRule = (context) => {
  const { type, dims } = requireInput(context, 0);
  const given = readAxes(context)?.map((axis) => normalizeAxis(axis, dims.length));
  const keep = intAttribute(context.node, 'keepdims', 1) !== 0;
  if (!given?.length && intAttribute(context.node, 'noop_with_empty_axes', 0) !== 0) return [{ type, dims }];
  const axes = given?.length ? given : dims.map((_, axis) => axis);
  return [{ type, dims: reduceDims(dims, axes, keep) }];
};

const argMax: ShapeRule = (context) => {
  const { dims } = requireInput(context, 0);
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 0), dims.length);
  return [{ type: 'int64', dims: reduceDims(dims, [axis], intAttribute(context.node, 'keepdims', 1) !== 0) }];
};

function reduceDims(dims: readonly number[], axes: readonly number[], keep: boolean): number[] {
  return keep ? dims.map((n, i) => (axes.includes(i) ? 1 : n)) : dims.filter((_, i) => !axes.includes(i));
}

const blocks =
  (grow: boolean): ShapeRule =>
  (context) => {
    const { type, dims } = requireInput(context, 0);
    const [batch, channels, height, width] = dims;
    const size = intAttribute(context.node, 'blocksize', 0);
    if (dims.length !== 4 || size < 1)
      throw new Error(`cannot move blocks of ${size} in ${formatDims(dims)}`);
    const out = grow
      ? [batch!, channels! / size ** 2, height! * size, width! * size]
      : [batch!, channels! * size ** 2, height! / size, width! / size];
    if (!out.every(Number.isInteger)) throw new Error(`blocks of ${size} do not fit ${formatDims(dims)}`);
    return [{ type, dims: out }];
  };

const constant: ShapeRule = ({ node }) => {
  const value = node.attributes.get('value');
  if (value?.kind === 'tensor') return [{ type: value.value.type, dims: value.value.dims }];
  const [attribute] = node.attributes.values();
  const kinds: Readonly<Record<string, ElementType>> = {
    float: 'float32',
    floats: 'float32',
    int: 'int64',
    ints: 'int64',
  };
  const type = attribute && kinds[attribute.kind];
  if (!type || node.attributes.size !== 1) throw new Error('has no supported value');
  return [{ type, dims: Array.isArray(attribute.value) ? [attribute.value.length] : [] }];
};

const constantOfShape: ShapeRule = (context) => {
  const value = context.node.attributes.get('value');
  const type = value?.kind === 'tensor' ? value.value.type : 'float32';
  return [{ type, dims: requireIntegers(context, 0, 'dimensions') }];
};

const shape: ShapeRule = (context) => {
  const { dims } = requireInput(context, 0);
  return [{ type: 'int64', dims: [sliceShape(context, dims).length] }];
};

/** Returns the dimensions that a Shape node outputs (all of them before opset 15). */
export function sliceShape({ node }: RuleContext, dims: readonly number[]): readonly number[] {
  return dims.slice(intAttribute(node, 'start', 0), intAttribute(node, 'end', dims.length));
}

export const REARRANGING_RULES: Readonly<Record<string, ShapeRule>> = {
  Flatten: flatten,
  Reshape: reshape,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  Resize: resize,
  ReduceMean: reduce,
  ReduceSum: reduce,
  ReduceMax: reduce,
  ReduceMin: reduce,
  ReduceL2: reduce,
  ArgMax: argMax,
  DepthToSpace: blocks(true),
  SpaceToDepth: blocks(false),
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shape,
};

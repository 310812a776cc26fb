import { intAttribute } from '../graph';
import { findElementType } from '../tensor';
import { formatDims, normalizeAxis, type RuleContext, requireInput, type ShapeRule } from './rules';

/** Checks for one scale, one per slice along `axis`, or the blocks of opset 21. */
function checkScale(context: RuleContext): void {
  const { dims } = requireInput(context, 0);
  const scale = requireInput(context, 1);
  const zero = context.inputs[2];
  if (zero && formatDims(zero.dims) !== formatDims(scale.dims)) {
    throw new Error(`its scale is ${formatDims(scale.dims)}, but its zero point ${formatDims(zero.dims)}`);
  }
  if (scale.dims.length !== 1 || (scale.dims[0] === 1 && dims.length === 0)) return;
  if (scale.dims[0] === 1) return;
  const axis = normalizeAxis(intAttribute(context.node, 'axis', 1), dims.length);
  if (scale.dims[0] !== dims[axis]) {
    throw new Error(
      `has ${scale.dims[0]} scales for the ${dims[axis]} slices along axis ${axis} of ${formatDims(dims)}`,
    );
  }
}

const quantize: ShapeRule = (context) => {
  checkScale(context);
  const type =
    context.inputs[2]?.type ?? findElementType(intAttribute(context.node, 'output_dtype', 2)) ?? 'uint8';
  return [{ type, dims: requireInput(context, 0).dims }];
};

const dequantize: ShapeRule = (context) => {
  checkScale(context);
  const [value, scale, zero] = [requireInput(context, 0), requireInput(context, 1), context.inputs[2]];
  if (zero && zero.type !== value.type)
    throw new Error(`its zero point is ${zero.type}, but its input ${value.type}`);
  return [{ type: scale.type, dims: value.dims }];
};

const dynamicQuantize: ShapeRule = (context) => [
  { type: 'uint8', dims: requireInput(context, 0).dims },
  { type: 'float32', dims: [] },
  { type: 'uint8', dims: [] },
];

export const QUANTIZATION_RULES: Readonly<Record<string, ShapeRule>> = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: dynamicQuantize,
};

import { intAttribute } from '../graph';
import { typeOfCode } from '../tensor';
import { axisOf, needed, type RuleContext, type ShapeRule, shown } from './rules';

/** One scale, or one for each slice along `axis`, or blocks of opset 21. */
function holdScale(context: RuleContext): void {
  const { dims } = needed(context, 0);
  const scale = needed(context, 1);
  const zero = context.inputs[2];
  if (zero && shown(zero.dims) !== shown(scale.dims)) {
    throw new Error(`its scale is ${shown(scale.dims)}, its zero point ${shown(zero.dims)}`);
  }
  if (scale.dims.length !== 1 || (scale.dims[0] === 1 && dims.length === 0)) return;
  if (scale.dims[0] === 1) return;
  const axis = axisOf(intAttribute(context.node, 'axis', 1), dims.length);
  if (scale.dims[0] !== dims[axis]) {
    throw new Error(
      `has ${scale.dims[0]} scales for the ${dims[axis]} slices along axis ${axis} of ${shown(dims)}`,
    );
  }
}

const quantize: ShapeRule = (context) => {
  holdScale(context);
  const type =
    context.inputs[2]?.type ?? typeOfCode(intAttribute(context.node, 'output_dtype', 2)) ?? 'uint8';
  return [{ type, dims: needed(context, 0).dims }];
};

const dequantize: ShapeRule = (context) => {
  holdScale(context);
  const [value, scale, zero] = [needed(context, 0), needed(context, 1), context.inputs[2]];
  if (zero && zero.type !== value.type)
    throw new Error(`its zero point is ${zero.type}, its input ${value.type}`);
  return [{ type: scale.type, dims: value.dims }];
};

const dynamicQuantize: ShapeRule = (context) => [
  { type: 'uint8', dims: needed(context, 0).dims },
  { type: 'float32', dims: [] },
  { type: 'uint8', dims: [] },
];

export const QUANTIZATION_RULES: Readonly<Record<string, ShapeRule>> = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: dynamicQuantize,
};

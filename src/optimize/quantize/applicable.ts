import { ModelError } from '../../errors';
import { nodeLabel, type OnnxModel } from '../../onnx/graph';

const QUANTISED_OPERATORS =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w+|QLinear\w+|QGemm|QAttention|ConvInteger|MatMulInteger\w*|MatMulNBits)$/;

/**
 * Quantisation starts from float32 alone.
 * @throws ModelError for a model that is quantised already, or holds float16
 */
export function requireFloat32(model: OnnxModel, file: string): void {
  const quantised = model.graph.nodes.find(({ opType }) => QUANTISED_OPERATORS.test(opType));
  if (quantised) {
    throw new ModelError(
      `${file}: is quantised already (node ${nodeLabel(quantised)} is ${quantised.opType}); quantise the float32 model`,
    );
  }
  const half = [...model.graph.initializers].find(([, { type }]) => type === 'float16');
  const value = model.graph.inputs.find(({ type }) => type === 'float16');
  if (half || value) {
    throw new ModelError(
      `${file}: holds float16 ('${half?.[0] ?? value?.name}'); quantise the float32 model that it was made of`,
    );
  }
}

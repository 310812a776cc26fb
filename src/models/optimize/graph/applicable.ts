import { ModelError } from '../../../errors';
import { nodeLabel, type OnnxGraph, type OnnxModel } from '../../../onnx/graph';

const QUANTIZED_OPERATORS =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w+|QLinear\w+|QGemm|ConvInteger|MatMulInteger\w*)$/;

/** Why the model is no plain float32 one any more, in words for an error line; null where it is. */
export function notFloat32(graph: OnnxGraph): string | null {
  const node = graph.nodes.find(({ opType }) => QUANTIZED_OPERATORS.test(opType));
  if (node) return `is quantized already (node ${nodeLabel(node)} is ${node.opType})`;
  const half = [...graph.initializers].find(([, { type }]) => type === 'float16');
  return half ? `holds float16 already ('${half[0]}')` : null;
}

/** @throws ModelError when the strategy, which takes float32 models, does not apply */
export function requireFloat32(model: OnnxModel, file: string, strategy: string): void {
  const reason = notFloat32(model.graph);
  if (reason !== null) {
    throw new ModelError(
      `${file}: ${reason}; '${strategy}' takes a float32 model: apply it before the others, or to the parent`,
    );
  }
}

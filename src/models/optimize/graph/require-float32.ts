import { ModelError } from '../../../errors';
import { nodeLabel, type OnnxGraph, type OnnxModel } from '../../../onnx/graph';

const QUANTIZED_OPERATORS =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantize\w+|QLinear\w+|QGemm|ConvInteger|MatMulInteger\w*)$/;

/** Explains why a graph is no longer plain float32, as a predicate for an error message; null when it is. */
export function explainNotFloat32(graph: OnnxGraph): string | null {
  const node = graph.nodes.find(({ opType }) => QUANTIZED_OPERATORS.test(opType));
  if (node) return `is already quantized (node ${nodeLabel(node)} is ${node.opType})`;
  const half = [...graph.initializers].find(([, { type }]) => type === 'float16');
  return half ? `already contains float16 ('${half[0]}')` : null;
}

/** @throws ModelError when the model is not plain float32, which `strategy` requires */
export function requireFloat32(model: OnnxModel, file: string, strategy: string): void {
  const reason = explainNotFloat32(model.graph);
  if (reason !== null) {
    throw new ModelError(
      `${file}: ${reason}; '${strategy}' needs a float32 model: apply it first, or to the parent model`,
    );
  }
}

import { ModelError } from '../../../errors';
import { intAttribute, intsAttribute, nodeLabel, type OnnxModel, type OnnxNode } from '../../../onnx/graph';
import { createInt64Tensor } from '../../../onnx/tensor';

/** First opset in which QuantizeLinear and DequantizeLinear have an axis, and so scales per channel. */
export const PER_CHANNEL_OPSET = 13;

/** Attributes of opsets 11 and 12 that became inputs in opset 13. */
const MOVED_TO_INPUT: Readonly<Record<string, string>> = {
  Squeeze: 'axes',
  Unsqueeze: 'axes',
  ReduceSum: 'axes',
  Split: 'split',
};

/** Operators that flattened their input at `axis` before opset 13 and work along it since. */
const MEANING_OF_AXIS_CHANGED = new Set(['Softmax', 'LogSoftmax', 'Hardmax']);

/**
 * Converts a model of opset 11 or 12 to opset 13, in place. ONNX's Changelog.md lists the changes; the other operators
 * only accept more element types.
 * @throws ModelError for an operator whose semantics changed
 */
export function raiseOpset(model: OnnxModel, file: string): void {
  const opset = model.opsets.get('') ?? 0;
  if (opset >= PER_CHANNEL_OPSET) return;
  const { graph } = model;
  for (const node of graph.nodes) {
    if (node.domain !== '') continue;
    if (MEANING_OF_AXIS_CHANGED.has(node.opType) && intAttribute(node, 'axis', 1) !== -1) {
      throw new ModelError(
        `${file}: node ${nodeLabel(node)} (${node.opType}) has other semantics in opset 13, which ` +
          'quantization needs; export the model with opset 13',
      );
    }
    const moved = MOVED_TO_INPUT[node.opType];
    const values = moved === undefined ? null : intsAttribute(node, moved);
    if (moved !== undefined && values !== null) moveToInput(model, node, moved, values);
  }
  model.opsets.set('', PER_CHANNEL_OPSET);
  // Opset 13 needs IR version 7 (ONNX, "Released versions").
  model.irVersion = Math.max(model.irVersion, 7);
}

function moveToInput({ graph }: OnnxModel, node: OnnxNode, moved: string, values: readonly number[]): void {
  const name = graph.freshName(`${node.outputs[0]}_${moved}`);
  graph.initializers.set(name, createInt64Tensor([values.length], values));
  node.inputs = [node.inputs[0]!, name];
  node.attributes.delete(moved);
}

import type { OnnxNode } from '../../../onnx/graph';
import { requireFloat32 } from '../graph/require-float32';
import type { Strategy } from '../strategy';
import { convertGraph, staysFloat32 } from './convert-graph';
import { findLargeValues, findNodesWithLargeValues, MAX_SAFE_MAGNITUDE } from './large-values';

export const FLOAT16: Strategy = {
  name: 'float16',
  summary: 'convert the whole network to float16, for GPU providers; inputs and outputs stay float32',
  needsCalibration: false,
  async apply(context) {
    const { model, card } = context;
    requireFloat32(model, card.modelFile, 'float16');
    const opset = model.opsets.get('') ?? 0;
    const tooLarge = findNodesWithLargeValues(model.graph, await findLargeValues(context));
    const keep = new Set<OnnxNode>([
      ...model.graph.nodes.filter((node) => staysFloat32(node, opset)),
      ...tooLarge,
    ]);
    convertGraph(model, card.modelFile, keep);
    const kept = [...keep].map(getNodeName);
    return {
      model,
      precision: 'fp16',
      parameters: kept.length === 0 ? {} : { float32_nodes: kept },
      notes: [
        ...(tooLarge.length === 0
          ? []
          : [
              `${tooLarge.map(getNodeName).join(', ')} stay float32: their constants, inputs or outputs exceed ${MAX_SAFE_MAGNITUDE}`,
            ]),
        ...(context.calibration === null
          ? ['intermediate values were not checked against the float16 range: no --calibration given']
          : []),
        'compared on the CPU, which computes float16 in float32: a GPU that computes in float16 rounds differently',
      ],
    };
  },
};

function getNodeName(node: OnnxNode): string {
  return node.name || node.outputs[0]!;
}

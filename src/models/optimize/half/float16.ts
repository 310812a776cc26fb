import type { OnnxNode } from '../../../onnx/graph';
import { requireFloat32 } from '../graph/applicable';
import type { Strategy } from '../strategy';
import { LARGEST_SEEN, loudNodes, loudValues } from './range';
import { convertToHalf, staysFloat32 } from './whole';

export const FLOAT16: Strategy = {
  name: 'float16',
  summary: 'the whole network in float16, for GPU providers; float32 in and out',
  needsCalibration: false,
  async apply(context) {
    const { model, card } = context;
    requireFloat32(model, card.modelFile, 'float16');
    const opset = model.opsets.get('') ?? 0;
    const loud = loudNodes(model.graph, await loudValues(context));
    const keep = new Set<OnnxNode>([
      ...model.graph.nodes.filter((node) => staysFloat32(node, opset)),
      ...loud,
    ]);
    convertToHalf(model, card.modelFile, keep);
    const kept = [...keep].map(nameOf);
    return {
      model,
      precision: 'fp16',
      parameters: kept.length === 0 ? {} : { float32_nodes: kept },
      notes: [
        ...(loud.length === 0
          ? []
          : [
              `${loud.map(nameOf).join(', ')} stay float32: they hold, read or give numbers beyond ${LARGEST_SEEN}`,
            ]),
        ...(context.calibration === null
          ? ['values inside were not checked against the range of float16: no --calibration given']
          : []),
        'compared on the CPU, which computes halves in float32: a GPU that computes in halves gives other digits',
      ],
    };
  },
};

function nameOf(node: OnnxNode): string {
  return node.name || node.outputs[0]!;
}

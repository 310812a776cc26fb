import { openProbe, type ProbeData } from '../../inference/probe';
import { encodeModel } from '../../onnx/file';
import type { OnnxNode } from '../../onnx/graph';
import { HALF_MAX } from '../../onnx/half';
import { inferShapes } from '../../onnx/shapes';
import { requireFloat32 } from '../graph/applicable';
import { runOverPictures } from '../quantize/feeds';
import type { Strategy, StrategyContext } from '../strategy';
import { convertToHalf, staysFloat32 } from './whole';

/** Values up to here leave room for what the calibration set did not show. */
const LARGEST_SEEN = HALF_MAX / 2;

export const FLOAT16: Strategy = {
  name: 'float16',
  summary: 'the whole network in float16, for GPU providers; float32 in and out',
  needsCalibration: false,
  async apply(context) {
    const { model, card } = context;
    requireFloat32(model, card.modelFile, 'float16');
    const opset = model.opsets.get('') ?? 0;
    const keep = new Set<OnnxNode>(model.graph.nodes.filter((node) => staysFloat32(node, opset)));
    const loud = await loudNodes(context);
    for (const node of loud) keep.add(node);
    convertToHalf(model, card.modelFile, keep);
    const kept = [...keep].map((node) => node.name || node.outputs[0]!);
    return {
      model,
      precision: 'fp16',
      parameters: kept.length === 0 ? {} : { float32Nodes: kept },
      notes: [
        ...loud.map((node) => `node '${node.name}' stays float32: its values go beyond ${LARGEST_SEEN}`),
        ...(context.calibration === null
          ? ['values inside were not checked against the range of float16: no --calibration given']
          : []),
      ],
    };
  },
};

/** Nodes whose values on the calibration set are too large for a half. */
async function loudNodes({ model, card, calibration, progress }: StrategyContext): Promise<OnnxNode[]> {
  if (calibration === null) return [];
  const { graph } = model;
  const shapes = inferShapes(model, card.modelFile);
  const inner = graph.nodes
    .flatMap((node) => node.outputs)
    .filter((name) => shapes.get(name)?.type === 'float32');
  const largest = new Map<string, number>();
  const probe = await openProbe(encodeModel(model), card, inner);
  try {
    const pictures = Array.from({ length: calibration.size }, (_, i) => i);
    await runOverPictures(probe, card, calibration, pictures, (values, i) => {
      for (const name of inner)
        largest.set(name, Math.max(largest.get(name) ?? 0, loudest(values.get(name)!)));
      progress(i + 1, calibration.size, 'range of values');
    });
  } finally {
    await probe.close();
  }
  return graph.nodes.filter((node) => node.outputs.some((name) => (largest.get(name) ?? 0) > LARGEST_SEEN));
}

function loudest(values: ProbeData): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(Number(values[i])));
  return most;
}

import type { OnnxModel } from '../../../onnx/graph';
import { analyse } from '../../../onnx/shapes';

/** Folding a fill or a broadcast may enlarge the file by at most this much. */
const MAX_GROWTH_BYTES = 65536;
const MAX_ELEMENTS = 1 << 26;

/** Replaces nodes that do not depend on the network's input by constants, in place.
 *  @returns the number of removed nodes */
export function foldConstants(model: OnnxModel, file: string): number {
  const { graph } = model;
  const { constants } = analyse(model, file, MAX_ELEMENTS);
  const gone = graph.nodes.filter((node) => {
    const values = node.outputs.filter((name) => name !== '').map((name) => constants.get(name));
    if (values.some((value) => !value) || node.outputs.some((name) => graph.isOutput(name))) return false;
    // Weights stored as float16 stay float16.
    const sources = node.inputs.map((name) => constants.get(name));
    if (node.opType === 'Cast' && sources[0]?.type === 'float16') return false;
    const bytes = (list: typeof values) =>
      list.reduce((sum, value) => sum + (value?.data.byteLength ?? 0), 0);
    return node.opType === 'Constant' || bytes(values) <= bytes(sources) + MAX_GROWTH_BYTES;
  });
  for (const node of gone) {
    for (const name of node.outputs) if (name !== '') graph.initializers.set(name, constants.get(name)!);
  }
  graph.remove(...gone);
  return gone.length;
}

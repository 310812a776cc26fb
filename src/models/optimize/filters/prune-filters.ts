import { ModelError } from '../../../errors';
import { take } from '../../../onnx/evaluate';
import type { OnnxModel } from '../../../onnx/graph';
import { int64Tensor } from '../../../onnx/tensor';
import { removeDead } from '../fold/dead-code';
import { requireFloat32 } from '../graph/applicable';
import { shareOption } from '../graph/share';
import type { Strategy } from '../strategy';
import { requireLayers } from '../weights/prune';
import { type Trace, traceChannels } from './trace';

/** onnxruntime's fast convolutions on the CPU read channels by four; with 33 of 36 filters left the next layer takes
 *  longer than with all of them. */
const FILTERS_MULTIPLE = 4;
/** Of fewer filters a multiple would leave too little of the share that was asked for. */
const FEWEST_ROUNDED = 4 * FILTERS_MULTIPLE;

/** Whole filters and neurons go, and with them what reads them (Li et al. 2017, filters by L1 norm). */
export const PRUNE_FILTERS: Strategy = {
  name: 'prune-filters',
  summary: 'whole filters and neurons out, smallest L1 norm first (--ratio 0.3): really smaller and faster',
  needsCalibration: false,
  async apply({ model, card, options }) {
    const ratio = shareOption('--ratio', options.ratio, 0.3);
    requireFloat32(model, card.modelFile, 'prune-filters');
    if (card.states.length > 0) {
      throw new ModelError(
        `${card.modelFile}: carries states from frame to frame; 'prune-filters' cannot follow channels through ` +
          'them: choose prune-local or prune-global',
      );
    }
    requireLayers(model.graph, card.modelFile, 'prune-filters');
    const removed = pruneFilters(model, card.modelFile, ratio);
    if (Object.keys(removed).length === 0) {
      throw new ModelError(
        `${card.modelFile}: has no filters that 'prune-filters' could take out with --ratio ${ratio}`,
      );
    }
    return { model, precision: card.precision, parameters: { ratio, layers: removed }, notes: [] };
  },
};

/**
 * Takes `ratio` of each layer's outputs out, never more, and of larger convolutions so many that a multiple of four
 * is left, in place, wherever their readers can be followed; one at
 * least stays, and the network's outputs all do.
 * @returns for each layer that became smaller "outputs before -> outputs now"
 */
export function pruneFilters(model: OnnxModel, file: string, ratio: number): Record<string, string> {
  const trace = traceChannels(model, file);
  const gone = choose(trace, ratio);
  const stays = (channel: number) => channel < 0 || !gone.has(trace.channels.root(channel));
  const removed: Record<string, string> = {};
  for (const { layer, channels } of trace.layers) {
    const left = channels.filter(stays).length;
    if (left < channels.length) removed[layer.weight] = `${channels.length} -> ${left}`;
  }
  const { graph } = model;
  const done = new Set<string>();
  for (const { tensor, axis, channels } of trace.slicings) {
    const key = `${axis} ${tensor}`;
    const value = graph.initializers.get(tensor);
    if (!value || done.has(key)) continue;
    done.add(key);
    const keep = Array.from(channels.keys()).filter((i) => stays(channels[i]!));
    if (keep.length < channels.length) graph.initializers.set(tensor, take(value, axis, keep));
  }
  for (const { node, channels } of trace.depthwise) {
    node.attributes.set('group', { kind: 'int', value: channels.filter(stays).length });
  }
  graph.valueInfo = [];
  for (const { node, target } of trace.reshaping) {
    const name = graph.freshName(`${node.outputs[0]}_shape`);
    graph.initializers.set(name, int64Tensor([target.length], target));
    node.inputs[1] = name;
    node.attributes.delete('allowzero');
  }
  removeDead(model);
  return removed;
}

/**
 * Roots of the channels that go. What is tied goes together, several channels of one layer too: a group stays where
 * any of the layers that it belongs to would lose more than its share.
 */
function choose({ channels: all, layers }: Trace, ratio: number): Set<number> {
  const gone = new Set<number>();
  const allowed = layers.map(({ layer, channels }) => {
    const count = channels.length;
    const left = Math.max(1, count - Math.floor(count * ratio));
    if (layer.kind !== 'conv' || count < FEWEST_ROUNDED) return count - left;
    return count - Math.min(count, Math.ceil(left / FILTERS_MULTIPLE) * FILTERS_MULTIPLE);
  });
  const members = new Map<number, { layer: number; count: number }[]>();
  layers.forEach(({ channels }, layer) => {
    const counts = new Map<number, number>();
    for (const channel of channels) {
      const root = all.root(channel);
      counts.set(root, (counts.get(root) ?? 0) + 1);
    }
    for (const [root, count] of counts) members.set(root, [...(members.get(root) ?? []), { layer, count }]);
  });
  for (const { channels } of layers) {
    const open = [...new Set(Array.from(channels, (channel) => all.root(channel)))].filter(
      (root) => !all.isFixed(root) && !gone.has(root),
    );
    for (const root of open.toSorted((a, b) => all.score(a) - all.score(b) || a - b)) {
      const groups = members.get(root)!;
      if (groups.some(({ layer, count }) => count > allowed[layer]!)) continue;
      for (const { layer, count } of groups) allowed[layer] = allowed[layer]! - count;
      gone.add(root);
    }
  }
  return gone;
}

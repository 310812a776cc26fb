import { ModelError } from '../../../errors';
import { takeSlices } from '../../../onnx/evaluate';
import type { OnnxModel } from '../../../onnx/graph';
import { createInt64Tensor } from '../../../onnx/tensor';
import { removeDeadCode } from '../fold/dead-code';
import { requireFloat32 } from '../graph/require-float32';
import { readShare } from '../graph/share';
import type { Strategy } from '../strategy';
import { requireLayers } from '../weights/prune';
import { type Trace, traceChannels } from './trace';

/** onnxruntime's fast CPU convolutions read channels in blocks of four: a layer is slower with 33 input channels
 *  than with 36. */
const FILTERS_MULTIPLE = 4;
/** For fewer filters, rounding up would miss the requested share by too much. */
const MIN_ROUNDED_FILTERS = 4 * FILTERS_MULTIPLE;

/** Removes whole filters and neurons and the weights that read them (Li et al. 2017, filters by L1 norm). */
export const PRUNE_FILTERS: Strategy = {
  name: 'prune-filters',
  summary: 'remove whole filters and neurons, smallest L1 norm first (--ratio 0.3): smaller and faster',
  needsCalibration: false,
  async apply({ model, card, options }) {
    const ratio = readShare('--ratio', options.ratio, 0.3);
    requireFloat32(model, card.modelFile, 'prune-filters');
    if (card.states.length > 0) {
      throw new ModelError(
        `${card.modelFile}: has recurrent states, through which 'prune-filters' cannot trace channels: choose ` +
          'prune-local or prune-global',
      );
    }
    requireLayers(model.graph, card.modelFile, 'prune-filters');
    const removed = pruneFilters(model, card.modelFile, ratio);
    if (Object.keys(removed).length === 0) {
      throw new ModelError(
        `${card.modelFile}: has no filters that 'prune-filters' can remove with --ratio ${ratio}`,
      );
    }
    return { model, precision: card.precision, parameters: { ratio, layers: removed }, notes: [] };
  },
};

/**
 * Removes at most the share `ratio` of each layer's outputs, in place, wherever all their readers can be traced.
 * Larger convolutions keep a multiple of four filters; every layer keeps at least one output, and the network keeps
 * all of its outputs.
 * @returns "outputs before -> outputs after" by weight name, for each layer that shrank
 */
export function pruneFilters(model: OnnxModel, file: string, ratio: number): Record<string, string> {
  const trace = traceChannels(model, file);
  const gone = selectChannels(trace, ratio);
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
    if (keep.length < channels.length) graph.initializers.set(tensor, takeSlices(value, axis, keep));
  }
  for (const { node, channels } of trace.depthwise) {
    node.attributes.set('group', { kind: 'int', value: channels.filter(stays).length });
  }
  graph.valueInfo = [];
  for (const { node, target } of trace.reshaping) {
    const name = graph.freshName(`${node.outputs[0]}_shape`);
    graph.initializers.set(name, createInt64Tensor([target.length], target));
    node.inputs[1] = name;
    node.attributes.delete('allowzero');
  }
  removeDeadCode(model);
  return removed;
}

/**
 * Selects the roots of the channels to remove. Tied channels are removed together, several of one layer too; a group
 * is kept if it would take more than its share from any of its layers.
 */
function selectChannels({ channels: all, layers }: Trace, ratio: number): Set<number> {
  const gone = new Set<number>();
  const allowed = layers.map(({ layer, channels }) => {
    const count = channels.length;
    const left = Math.max(1, count - Math.floor(count * ratio));
    if (layer.kind !== 'conv' || count < MIN_ROUNDED_FILTERS) return count - left;
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

import { ModelError } from '../../../errors';
import type { OnnxGraph } from '../../../onnx/graph';
import { findLayers, getWeights, type Layer } from '../graph/layers';
import { requireFloat32 } from '../graph/require-float32';
import { readShare } from '../graph/share';
import { roundHalfEven } from '../quantize/parameters';
import type { Strategy, StrategyContext } from '../strategy';

/** Prunes the same share of each layer, like PyTorch's prune.l1_unstructured. */
export const PRUNE_LOCAL: Strategy = {
  name: 'prune-local',
  summary:
    'set the smallest weights of each layer to 0 (--sparsity 0.3, --dense-sparsity 0.5); compresses better',
  needsCalibration: false,
  async apply(context) {
    const sparsity = readShare('--sparsity', context.options.sparsity, 0.3);
    const denseSparsity = readShare('--dense-sparsity', context.options.denseSparsity, 0.5);
    const layers = findPrunableLayers(context, 'prune-local');
    const { graph } = context.model;
    const tensors = new Map(layers.map((layer) => [layer.weight, layer]));
    for (const [name, layer] of tensors) {
      const { data } = getWeights(graph, layer);
      const magnitudes = data.map(Math.abs);
      const [option, share] =
        layer.kind === 'conv' ? ['--sparsity', sparsity] : ['--dense-sparsity', denseSparsity];
      const count = countShare(data.length, share);
      if (count === data.length) throw createEmptyError(context.card.modelFile, option, share, name);
      const mask = selectSmallest(magnitudes, count);
      graph.initializers.set(name, { ...getWeights(graph, layer), data: applyMask(data, mask, 0) });
    }
    return {
      model: context.model,
      precision: context.card.precision,
      parameters: { sparsity, denseSparsity },
      notes: [],
    };
  },
};

/** Prunes the smallest weights of all layers together, like PyTorch's prune.global_unstructured with L1. */
export const PRUNE_GLOBAL: Strategy = {
  name: 'prune-global',
  summary: 'set the smallest weights of the whole network to 0 (--sparsity 0.3); compresses better',
  needsCalibration: false,
  async apply(context) {
    const sparsity = readShare('--sparsity', context.options.sparsity, 0.3);
    const layers = findPrunableLayers(context, 'prune-global');
    const { graph } = context.model;
    const tensors = [...new Map(layers.map((layer) => [layer.weight, layer])).values()];
    const total = tensors.reduce((sum, layer) => sum + getWeights(graph, layer).data.length, 0);
    const magnitudes = new Float32Array(total);
    let at = 0;
    for (const layer of tensors) {
      magnitudes.set(getWeights(graph, layer).data.map(Math.abs), at);
      at += getWeights(graph, layer).data.length;
    }
    const mask = selectSmallest(magnitudes, countShare(total, sparsity));
    at = 0;
    for (const layer of tensors) {
      const weights = getWeights(graph, layer);
      graph.initializers.set(layer.weight, { ...weights, data: applyMask(weights.data, mask, at) });
      at += weights.data.length;
    }
    const empty = tensors.find((layer) => getWeights(graph, layer).data.every((w) => w === 0));
    if (empty) throw createEmptyError(context.card.modelFile, '--sparsity', sparsity, empty.weight);
    return {
      model: context.model,
      precision: context.card.precision,
      parameters: { sparsity },
      notes: [],
    };
  },
};

/** @throws ModelError when the model is not float32 or has no layers */
export function findPrunableLayers({ model, card }: StrategyContext, strategy: string): Layer[] {
  requireFloat32(model, card.modelFile, strategy);
  return requireLayers(model.graph, card.modelFile, strategy);
}

export function requireLayers(graph: OnnxGraph, file: string, strategy: string): Layer[] {
  const layers = findLayers(graph);
  if (layers.length === 0) {
    throw new ModelError(`${file}: has no Conv, Gemm or MatMul with constant weights for '${strategy}'`);
  }
  return layers;
}

/** Number of weights in a share of `count`, rounded half to even as in PyTorch. */
function countShare(count: number, share: number): number {
  return roundHalfEven(count * share);
}

function createEmptyError(file: string, option: string, share: number, weight: string): ModelError {
  return new ModelError(`${file}: ${option} ${share} removes all weights of '${weight}'; choose less`);
}

/** Marks the `count` smallest values with 1; of equal values, the first. */
function selectSmallest(values: Float32Array, count: number): Uint8Array {
  const mask = new Uint8Array(values.length);
  if (count === 0) return mask;
  const threshold = values.slice().sort()[count - 1]!;
  let left = count;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < threshold) {
      mask[i] = 1;
      left--;
    }
  }
  for (let i = 0; i < values.length && left > 0; i++) {
    if (values[i] === threshold) {
      mask[i] = 1;
      left--;
    }
  }
  return mask;
}

function applyMask(data: Float32Array, mask: Uint8Array, from: number): Float32Array {
  return data.map((w, i) => (mask[from + i] ? 0 : w));
}

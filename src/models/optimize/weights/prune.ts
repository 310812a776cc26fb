import { ModelError } from '../../../errors';
import type { OnnxGraph } from '../../../onnx/graph';
import { requireFloat32 } from '../graph/applicable';
import { type Layer, layersOf, weightsOf } from '../graph/layers';
import { shareOption } from '../graph/share';
import { roundHalfEven } from '../quantize/parameters';
import type { Strategy, StrategyContext } from '../strategy';

/** Each layer by itself, as PyTorch's prune.l1_unstructured: the same share everywhere. */
export const PRUNE_LOCAL: Strategy = {
  name: 'prune-local',
  summary:
    'the smallest weights of each layer to 0 (--sparsity 0.3, --dense-sparsity 0.5); smaller when packed',
  needsCalibration: false,
  async apply(context) {
    const sparsity = shareOption('--sparsity', context.options.sparsity, 0.3);
    const denseSparsity = shareOption('--dense-sparsity', context.options.denseSparsity, 0.5);
    const layers = prunableLayers(context, 'prune-local');
    const { graph } = context.model;
    const tensors = new Map(layers.map((layer) => [layer.weight, layer]));
    for (const [name, layer] of tensors) {
      const { data } = weightsOf(graph, layer);
      const magnitudes = data.map(Math.abs);
      const [option, share] =
        layer.kind === 'conv' ? ['--sparsity', sparsity] : ['--dense-sparsity', denseSparsity];
      const count = shareOf(data.length, share);
      if (count === data.length) throw emptied(context.card.modelFile, option, share, name);
      const mask = smallest(magnitudes, count);
      graph.initializers.set(name, { ...weightsOf(graph, layer), data: masked(data, mask, 0) });
    }
    return {
      model: context.model,
      precision: context.card.precision,
      parameters: { sparsity, denseSparsity },
      notes: [],
    };
  },
};

/** All layers compete: small weights go wherever they are (PyTorch's prune.global_unstructured with L1). */
export const PRUNE_GLOBAL: Strategy = {
  name: 'prune-global',
  summary: 'the smallest weights of the whole network to 0 (--sparsity 0.3); smaller when packed',
  needsCalibration: false,
  async apply(context) {
    const sparsity = shareOption('--sparsity', context.options.sparsity, 0.3);
    const layers = prunableLayers(context, 'prune-global');
    const { graph } = context.model;
    const tensors = [...new Map(layers.map((layer) => [layer.weight, layer])).values()];
    const total = tensors.reduce((sum, layer) => sum + weightsOf(graph, layer).data.length, 0);
    const magnitudes = new Float32Array(total);
    let at = 0;
    for (const layer of tensors) {
      magnitudes.set(weightsOf(graph, layer).data.map(Math.abs), at);
      at += weightsOf(graph, layer).data.length;
    }
    const mask = smallest(magnitudes, shareOf(total, sparsity));
    at = 0;
    for (const layer of tensors) {
      const weights = weightsOf(graph, layer);
      graph.initializers.set(layer.weight, { ...weights, data: masked(weights.data, mask, at) });
      at += weights.data.length;
    }
    const empty = tensors.find((layer) => weightsOf(graph, layer).data.every((w) => w === 0));
    if (empty) throw emptied(context.card.modelFile, '--sparsity', sparsity, empty.weight);
    return {
      model: context.model,
      precision: context.card.precision,
      parameters: { sparsity },
      notes: [],
    };
  },
};

/** @throws ModelError when the model is no float32 one or holds no layers */
export function prunableLayers({ model, card }: StrategyContext, strategy: string): Layer[] {
  requireFloat32(model, card.modelFile, strategy);
  return requireLayers(model.graph, card.modelFile, strategy);
}

export function requireLayers(graph: OnnxGraph, file: string, strategy: string): Layer[] {
  const layers = layersOf(graph);
  if (layers.length === 0) {
    throw new ModelError(`${file}: holds no Conv, Gemm or MatMul with constant weights for '${strategy}'`);
  }
  return layers;
}

/** How many of `count` weights a share is, as PyTorch rounds it: half to even. */
function shareOf(count: number, share: number): number {
  return roundHalfEven(count * share);
}

function emptied(file: string, option: string, share: number, weight: string): ModelError {
  return new ModelError(`${file}: with ${option} ${share} nothing is left of '${weight}'; choose less`);
}

/** 1 at the `count` smallest values; of equal ones the first. */
function smallest(values: Float32Array, count: number): Uint8Array {
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

function masked(data: Float32Array, mask: Uint8Array, from: number): Float32Array {
  return data.map((w, i) => (mask[from + i] ? 0 : w));
}

import { ConfigurationError } from '../../../errors';
import { RandomSource } from '../../../support/random';
import { getWeights } from '../graph/layers';
import type { Strategy } from '../strategy';
import { computeCentres, snapToCentres } from './k-means';
import { findPrunableLayers } from './prune';

const MAX_CLUSTERS = 4096;

export const CLUSTER: Strategy = {
  name: 'cluster',
  summary: 'share weights: each layer keeps --clusters 16 distinct values (k-means); compresses better',
  needsCalibration: false,
  async apply(context) {
    const clusters = context.options.clusters ?? 16;
    if (!Number.isInteger(clusters) || clusters < 2 || clusters > MAX_CLUSTERS) {
      throw new ConfigurationError(
        `--clusters is ${clusters}; it must be an integer from 2 to ${MAX_CLUSTERS}`,
      );
    }
    const { graph } = context.model;
    const layers = [
      ...new Map(findPrunableLayers(context, 'cluster').map((layer) => [layer.weight, layer])).values(),
    ];
    for (const [index, layer] of layers.entries()) {
      context.progress(index, layers.length, `weights of ${layer.weight}`);
      const weights = getWeights(graph, layer);
      const data = clusterWeights(weights.data, clusters, new RandomSource(context.options.seed, index));
      graph.initializers.set(layer.weight, { ...weights, data });
    }
    return {
      model: context.model,
      precision: context.card.precision,
      parameters: { clusters, seed: context.options.seed },
      notes: [],
    };
  },
};

/** Zeros of a pruned layer stay zero and count as one cluster. */
function clusterWeights(weights: Float32Array, clusters: number, random: RandomSource): Float32Array {
  const rest = weights.filter((w) => w !== 0);
  if (rest.length === 0) return weights;
  const centres = computeCentres(rest, rest.length < weights.length ? clusters - 1 : clusters, random);
  const near = snapToCentres(weights, centres);
  return near.map((centre, i) => (weights[i] === 0 ? 0 : centre));
}

import { ConfigurationError } from '../../../errors';
import { RandomSource } from '../../../support/random';
import { weightsOf } from '../graph/layers';
import type { Strategy } from '../strategy';
import { lineCentres, toNearest } from './k-means';
import { prunableLayers } from './prune';

const MAX_CLUSTERS = 4096;

export const CLUSTER: Strategy = {
  name: 'cluster',
  summary: 'each layer keeps only --clusters 16 different weights (k-means); smaller when packed',
  needsCalibration: false,
  async apply(context) {
    const clusters = context.options.clusters ?? 16;
    if (!Number.isInteger(clusters) || clusters < 2 || clusters > MAX_CLUSTERS) {
      throw new ConfigurationError(
        `--clusters is ${clusters}; it is a whole number from 2 to ${MAX_CLUSTERS}`,
      );
    }
    const { graph } = context.model;
    const layers = [
      ...new Map(prunableLayers(context, 'cluster').map((layer) => [layer.weight, layer])).values(),
    ];
    for (const [index, layer] of layers.entries()) {
      context.progress(index, layers.length, `weights of ${layer.weight}`);
      const weights = weightsOf(graph, layer);
      const data = clustered(weights.data, clusters, new RandomSource(context.options.seed, index));
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

/** Zeros of a pruned layer stay zeros, and count as one of the clusters. */
function clustered(weights: Float32Array, clusters: number, random: RandomSource): Float32Array {
  const rest = weights.filter((w) => w !== 0);
  if (rest.length === 0) return weights;
  const centres = lineCentres(rest, rest.length < weights.length ? clusters - 1 : clusters, random);
  const near = toNearest(weights, centres);
  return near.map((centre, i) => (weights[i] === 0 ? 0 : centre));
}

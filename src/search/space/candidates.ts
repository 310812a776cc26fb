import type { Candidate, CandidateOptions } from './candidate';

const GRANULARITIES = ['per-channel', 'per-tensor'] as const;
const RATIOS = [0.05, 0.1, 0.2, 0.3];
const RATIOS_BEFORE_INT8 = [0.05, 0.1, 0.2];
const SPARSITIES = [0.1, 0.3, 0.5];
const SPARSITIES_BEFORE_INT8 = [0.1, 0.3];
const CLUSTERS = [16, 64, 256];
const CLUSTERS_BEFORE_INT8 = [64, 256];
/** Most layers that stay in float, the most sensitive ones first. */
const MOST_FLOAT_LAYERS = 3;

const candidate = (
  name: string,
  strategies: readonly string[],
  options: CandidateOptions = {},
): Candidate => ({
  name: name.replaceAll(/[-.]/g, '_'),
  strategies,
  options,
});
const percent = (share: number) => String(Math.round(100 * share));

/**
 * The candidates that are known before anything was measured, without the model as it is.
 * @param only strategies that may be used, fold aside; null for all
 */
export function listCandidates(only: readonly string[] | null): Candidate[] {
  const all = [
    candidate('fold', ['fold']),
    candidate('float16-weights', ['float16-weights']),
    candidate('float16', ['float16']),
    candidate('dynamic', ['dynamic']),
    ...staticCandidates(),
    candidate('integer', ['integer']),
    ...prunedCandidates(),
    ...[RATIOS, RATIOS_BEFORE_INT8].flatMap((ratios, i) =>
      ratios.map((ratio) => onto(i, `prune-filters-${percent(ratio)}`, 'prune-filters', { ratio })),
    ),
    ...[CLUSTERS, CLUSTERS_BEFORE_INT8].flatMap((counts, i) =>
      counts.map((clusters) => onto(i, `cluster-${clusters}`, 'cluster', { clusters })),
    ),
  ];
  return all.filter((each) => isAllowed(each, only));
}

function isAllowed({ strategies }: Candidate, only: readonly string[] | null): boolean {
  return only === null || strategies.every((name) => only.includes(name));
}

function staticCandidates(): Candidate[] {
  return GRANULARITIES.flatMap((granularity) => {
    const make = (name: string, options: CandidateOptions) =>
      candidate(`static-${granularity}-${name}`, ['static'], { granularity, ...options });
    return [
      make('minmax', { calibrationMethod: 'minmax' }),
      make('percentile-99.99', { calibrationMethod: 'percentile', percentile: 99.99 }),
      make('percentile-99.9', { calibrationMethod: 'percentile', percentile: 99.9 }),
      make('entropy', { calibrationMethod: 'entropy' }),
    ];
  });
}

function prunedCandidates(): Candidate[] {
  return [
    ...[SPARSITIES, SPARSITIES_BEFORE_INT8].flatMap((sparsities, i) =>
      sparsities.map((sparsity) =>
        onto(i, `prune-global-${percent(sparsity)}`, 'prune-global', { sparsity }),
      ),
    ),
    ...SPARSITIES.map((sparsity) =>
      candidate(`prune-local-${percent(sparsity)}`, ['prune-local'], { sparsity, denseSparsity: sparsity }),
    ),
  ];
}

/** A strategy alone, or, second, with static int8 behind it. */
function onto(second: number, name: string, strategy: string, options: CandidateOptions): Candidate {
  return second === 0
    ? candidate(name, [strategy], options)
    : candidate(`${name}-static`, [strategy, 'static'], options);
}

/** Whether layers may be kept in float, so that it is worth knowing which are sensitive. */
export function usesMixedPrecision(only: readonly string[] | null): boolean {
  return only === null || only.includes('static');
}

/** Static int8 of one layer alone: what it costs to quantize that one. */
export function onlyLayer(layer: string, layers: readonly string[]): Candidate {
  const others = layers.filter((other) => other !== layer);
  return candidate(
    `int8-only-${layer.replaceAll(/\W+/g, '_')}`,
    ['static'],
    others.length === 0 ? {} : { keepFloat: others },
  );
}

/** Static int8 with the most sensitive layers in float: one of them, two, three.
 *  @param ranked layers, the most sensitive first */
export function mixedCandidates(ranked: readonly string[]): Candidate[] {
  const most = Math.min(MOST_FLOAT_LAYERS, ranked.length - 1);
  return Array.from({ length: Math.max(0, most) }, (_, i) =>
    candidate(`mixed-${i + 1}-float`, ['static'], { keepFloat: ranked.slice(0, i + 1) }),
  );
}

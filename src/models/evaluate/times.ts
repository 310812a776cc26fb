import { ascending, mean, nearestRank } from '../../support/statistics';

/** Milliseconds; percentiles by nearest rank. Null without timed decisions. */
export interface Times {
  readonly timed: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Mean and percentiles of times in ms. */
export function summarizeTimes(samples_ms: readonly number[] | Float64Array): Times {
  const sorted = ascending(samples_ms);
  return {
    timed: sorted.length,
    mean: mean(sorted),
    p50: nearestRank(sorted, 0.5),
    p99: nearestRank(sorted, 0.99),
  };
}

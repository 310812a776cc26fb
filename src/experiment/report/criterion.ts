import { mean } from '../../support/statistics';
import type { BlockResult } from './blocks';
import { DEVIATION, type ReportedMetric, readMetric, SPEED, SUDDENNESS } from './reported-metric';

/** What a ranking orders brains by. */
export interface Criterion {
  readonly key: string;
  readonly label: string;
  /** Among runs that completed; null for success alone. */
  readonly metric: ReportedMetric | null;
}

export const SUCCESS: Criterion = { key: 'success', label: 'success', metric: null };

const byMetric = (metric: ReportedMetric, label: string): Criterion => ({ key: metric.key, label, metric });

/** The criterion that orders brains where a report has one order. */
export const MAIN_CRITERION = byMetric(DEVIATION, 'success, then mean lateral deviation');

export const CRITERIA: readonly Criterion[] = [
  MAIN_CRITERION,
  SUCCESS,
  byMetric(SPEED, 'success, then average speed'),
  byMetric(SUDDENNESS, 'success, then smoothness of commands'),
];

/** A result as a criterion sees it. */
export interface Score {
  readonly success: number;
  /** Mean over the runs that completed, the higher the better; null without any, or without a metric. */
  readonly merit: number | null;
}

export function scoreOf({ metric }: Criterion, { success, runs }: BlockResult): Score {
  if (metric === null) return { success, merit: null };
  const values = runs
    .filter(({ completed }) => completed)
    .map((run) => readMetric(metric, run))
    .filter((value) => value !== null);
  const centre = mean(values);
  return { success, merit: centre === null ? null : metric.better === 'lower' ? -centre : centre };
}

/**
 * How much better A is than B; negative where it is worse. A run that failed is worse than any that completed, whatever it
 * measured until then (worst-rank scores: J. M. Lachin, Controlled Clinical Trials 20, 1999): its difference is infinite.
 * Two that failed are alike. Without it, a brain would gain by failing where driving is hard.
 */
export function difference(a: Score, b: Score): number {
  if (a.success !== b.success)
    return a.success > b.success ? Number.POSITIVE_INFINITY : -Number.POSITIVE_INFINITY;
  return a.merit === null || b.merit === null ? 0 : a.merit - b.merit;
}

import { mean } from '../../support/statistics';
import type { Block, BlockResult } from './blocks';
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

/** Results of a brain as a criterion sees them, block by block. */
export interface Scores {
  /** Share that completed; NaN where the brain did not drive. */
  readonly success: Float64Array;
  /** Mean over the runs that completed, the higher the better; NaN without any, or without a metric. */
  readonly merit: Float64Array;
}

/** The scores of some brains by a criterion. */
export function scoreBlocks(
  blocks: readonly Block[],
  brains: readonly string[],
  criterion: Criterion,
): Map<string, Scores> {
  const empty = () => new Float64Array(blocks.length).fill(Number.NaN);
  const scores = new Map(brains.map((brain) => [brain, { success: empty(), merit: empty() }]));
  for (const [at, { results }] of blocks.entries()) {
    for (const [brain, result] of results) {
      const own = scores.get(brain);
      if (own === undefined) continue;
      own.success[at] = result.success;
      own.merit[at] = meritOf(criterion, result);
    }
  }
  return scores;
}

function meritOf({ metric }: Criterion, { runs }: BlockResult): number {
  if (metric === null) return Number.NaN;
  const values = runs.flatMap((run) => (run.completed ? (readMetric(metric, run) ?? []) : []));
  const centre = mean(values) ?? Number.NaN;
  return metric.better === 'lower' ? -centre : centre;
}

/**
 * How much better A is than B in a block that both drove; negative where it is worse. A run that failed is worse than any that completed, whatever it
 * measured until then (worst-rank scores: J. M. Lachin, Controlled Clinical Trials 20, 1999): its difference is infinite.
 * Two that failed are alike. Without it, a brain would gain by failing where driving is hard.
 */
export function difference(a: Scores, b: Scores, at: number): number {
  const [ofA, ofB] = [a.success[at]!, b.success[at]!];
  if (ofA !== ofB) return ofA > ofB ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const value = a.merit[at]! - b.merit[at]!;
  return Number.isNaN(value) ? 0 : value;
}

import type { RunMoments } from '../../measure/report/moments';
import { groupBy } from '../../measure/report/run';
import type { ExperimentAnalysis } from './analysis';
import { numberOf, type ReportedRun } from './reported-run';

/** A run with its worst moments, or why they are not drawn. */
export interface ExplainedRun {
  readonly run: ReportedRun;
  readonly found: RunMoments | string;
}

/** The worst moments that a report of an experiment shows: one run of each brain. */
export interface WorstMoments {
  readonly runs: readonly ExplainedRun[];
  /** Why there are none; null where there are some. */
  readonly missing: string | null;
}

/** The runs of each brain with a network, brain by brain in the order of the report, the farthest from the line first. */
export function listFarthest({ runs, brains }: Pick<ExperimentAnalysis, 'runs' | 'brains'>): ReportedRun[][] {
  const driven = runs.filter(({ row, isFault }) => !isFault && row.model != null);
  const byBrain = groupBy(driven, ({ brain }) => brain);
  return brains.flatMap((brain) => {
    const own = byBrain.get(brain);
    return own === undefined ? [] : [[...own].sort((a, b) => farthest_m(b) - farthest_m(a))];
  });
}

function farthest_m({ row }: ReportedRun): number {
  return numberOf(row, 'position_deviation_max_m') ?? -1;
}

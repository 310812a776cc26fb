import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsFigures,
  type BehaviorMetricsKey,
} from '../behavior-metrics/result';
import type { MetricNote } from '../note';
import type { JsonMapping } from './lenient-json';

/** Part by which a recorded figure may differ from the same one computed from the bag. */
const AGREEMENT = 0.01;

export interface RecordedFigures {
  /** Figures of the bag's own /experiment_metrics that cannot be computed from it. */
  readonly takenOver: Readonly<Record<string, number | boolean>>;
  readonly notes: readonly MetricNote[];
}

/** What the bag's own statistics add to, or contradict in, those computed. */
export function recordedFigures(
  recorded: JsonMapping | null,
  computed: BehaviorMetricsFigures,
): RecordedFigures {
  const takenOver: Partial<Record<BehaviorMetricsKey, number | boolean>> = {};
  const notes: MetricNote[] = [];
  for (const key of BEHAVIOR_METRICS_KEYS) {
    const theirs = recorded?.[key];
    const ours = computed[key];
    if (typeof theirs !== 'number' && typeof theirs !== 'boolean') continue;
    if (ours === null) takenOver[key] = theirs;
    else if (differ(theirs, ours)) {
      notes.push({
        figure: key,
        reason: `the bag's own statistics say ${theirs}, its messages give ${ours}`,
      });
    }
  }
  return { takenOver, notes };
}

function differ(theirs: number | boolean, ours: number | boolean): boolean {
  if (typeof theirs !== 'number' || typeof ours !== 'number') return theirs !== ours;
  return Math.abs(theirs - ours) > AGREEMENT * Math.max(Math.abs(theirs), Math.abs(ours));
}

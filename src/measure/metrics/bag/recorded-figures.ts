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

const OF_THE_LAP: readonly BehaviorMetricsKey[] = [
  'percentage_completed',
  'lap_seconds',
  'circuit_diameter',
  'position_deviation_mae',
  'position_deviation_total_err',
];

/** What the bag's own statistics add to, or contradict in, those computed. Figures against another perfect
 *  lap do neither. @param perfectLap what those computed were taken against; null without one */
export function recordedFigures(
  recorded: JsonMapping | null,
  computed: BehaviorMetricsFigures,
  perfectLap: string | null,
): RecordedFigures {
  const takenOver: Partial<Record<BehaviorMetricsKey, number | boolean>> = {};
  const notes: MetricNote[] = [];
  const sameLap = perfectLap === null || recorded?.perfect_lap === perfectLap;
  for (const key of BEHAVIOR_METRICS_KEYS) {
    if (!sameLap && OF_THE_LAP.includes(key)) continue;
    const theirs = recorded?.[key];
    const ours = computed[key];
    if (typeof theirs !== 'number' && typeof theirs !== 'boolean') continue;
    if (ours === null) takenOver[key] = theirs;
    else if (differ(theirs, ours)) {
      notes.push({
        figure: key,
        reason: `the bag's own statistics say ${inWords(theirs)}, its messages give ${inWords(ours)}`,
      });
    }
  }
  return { takenOver, notes };
}

function inWords(value: number | boolean): string {
  return String(typeof value === 'number' ? Number(value.toPrecision(6)) : value);
}

function differ(theirs: number | boolean, ours: number | boolean): boolean {
  if (typeof theirs !== 'number' || typeof ours !== 'number') return theirs !== ours;
  return Math.abs(theirs - ours) > AGREEMENT * Math.max(Math.abs(theirs), Math.abs(ours));
}

import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsKey,
  type BehaviorMetricsValues,
} from '../behavior-metrics/result';
import type { MetricNote } from '../note';
import type { JsonObject } from './lenient-json';

/** Relative difference allowed between a recorded metric and the one computed from the bag. */
const TOLERANCE = 0.01;

export interface RecordedMetrics {
  /** Metrics in the bag's /experiment_metrics that cannot be computed from its messages. */
  readonly adopted: Readonly<Record<string, number | boolean>>;
  readonly notes: readonly MetricNote[];
}

const LAP_KEYS: readonly BehaviorMetricsKey[] = [
  'percentage_completed',
  'lap_seconds',
  'circuit_diameter',
  'position_deviation_mae',
  'position_deviation_total_err',
];

/**
 * Compares the bag's /experiment_metrics with the computed metrics: what they add, and where they differ.
 * Metrics against another perfect lap are ignored.
 * @param perfectLap source of the perfect lap of the computed metrics; null without one
 */
export function compareWithRecorded(
  recorded: JsonObject | null,
  computed: BehaviorMetricsValues,
  perfectLap: string | null,
): RecordedMetrics {
  const adopted: Partial<Record<BehaviorMetricsKey, number | boolean>> = {};
  const notes: MetricNote[] = [];
  const sameLap = perfectLap === null || recorded?.perfect_lap === perfectLap;
  for (const key of BEHAVIOR_METRICS_KEYS) {
    if (!sameLap && LAP_KEYS.includes(key)) continue;
    const theirs = recorded?.[key];
    const ours = computed[key];
    if (typeof theirs !== 'number' && typeof theirs !== 'boolean') continue;
    if (ours === null) adopted[key] = theirs;
    else if (differ(theirs, ours)) {
      notes.push({
        figure: key,
        reason: `the recorded statistics say ${formatValue(theirs)}, the messages give ${formatValue(ours)}`,
      });
    }
  }
  return { adopted, notes };
}

function formatValue(value: number | boolean): string {
  return String(typeof value === 'number' ? Number(value.toPrecision(6)) : value);
}

function differ(theirs: number | boolean, ours: number | boolean): boolean {
  if (typeof theirs !== 'number' || typeof ours !== 'number') return theirs !== ours;
  return Math.abs(theirs - ours) > TOLERANCE * Math.max(Math.abs(theirs), Math.abs(ours));
}

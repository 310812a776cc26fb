import { METRICS, type MetricName } from '../../measure/report/metric';
import { numberOf, type ReportedRun } from './reported-run';

/** A metric of the table of runs. */
export interface ReportedMetric extends MetricName {
  /** Column of the table of runs. */
  readonly column: string;
  /** Whether it measures driving, and so means little for a run that ended before a lap. */
  readonly isAboutDriving: boolean;
  /** Whether it is a share, in percent. */
  readonly isShare: boolean;
}

/** Columns whose name, unit and decimals are those of a metric of bags. */
const SHARED: Readonly<Record<string, string>> = {
  position_deviation_mean_m: 'position_deviation_mean_m',
  position_deviation_p95_m: 'position_deviation_p95_m',
  position_deviation_max_m: 'position_deviation_max_m',
  average_speed_mps: 'average_speed_mps',
  lap_seconds: 'lap_seconds',
  command_suddenness: 'command_suddenness',
  command_jerk_w_mean_radps3: 'command_jerk_w_mean_radps3',
  wall_contact_events: 'wall_contact_events',
  off_track_events: 'off_track_events',
  step_time_p50_ms: 'step_time_ms.p50',
  step_time_p99_ms: 'step_time_ms.p99',
  sensor_to_actuator_p99_ms: 'sensor_to_actuator_ms.p99',
};

/** The metrics that a report has, in its order. */
export const REPORTED_METRICS: readonly ReportedMetric[] = [
  {
    column: 'percentage_completed',
    key: 'percentage_completed',
    label: 'driven',
    unit: '% of all laps',
    decimals: 1,
    better: 'higher',
    isAboutDriving: false,
    isShare: true,
  },
  ...Object.entries(SHARED).map(([column, key]) => {
    const { label, unit, decimals, better, isAboutDriving } = METRICS.find((metric) => metric.key === key)!;
    return { column, key: column, label, unit, decimals, better, isAboutDriving, isShare: false };
  }),
];

export const DEVIATION = metricNamed('position_deviation_mean_m');
export const SPEED = metricNamed('average_speed_mps');
export const SUDDENNESS = metricNamed('command_suddenness');

/** @throws if there is none of that name */
export function metricNamed(column: string): ReportedMetric {
  const found = REPORTED_METRICS.find((metric) => metric.column === column);
  if (found === undefined) throw new Error(`no metric ${column}`);
  return found;
}

/** A run's value; null where it is missing, or about driving and the run ended before a lap. */
export function readMetric(metric: ReportedMetric, run: ReportedRun): number | null {
  if (metric.isAboutDriving && isPartial(run)) return null;
  return numberOf(run.row, metric.column);
}

/** Whether the run ended before one lap was completed. */
export function isPartial({ row, completed }: ReportedRun): boolean {
  return !completed && !((numberOf(row, 'laps_completed') ?? 0) >= 1);
}

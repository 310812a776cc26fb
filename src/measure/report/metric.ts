import type { BagMeasurement } from '../metrics/measurement';
import { formatCrash } from '../metrics/metric-notes';

/** How tables and charts show a metric. */
export interface MetricName {
  /** Name in files, as in the measurement, with the unit. */
  readonly key: string;
  readonly label: string;
  /** Empty for a dimensionless metric. */
  readonly unit: string;
  readonly decimals: number;
  /** Null where neither is better. */
  readonly better: 'higher' | 'lower' | null;
}

/** A metric that runs are compared by. */
export interface Metric extends MetricName {
  /** Whether it measures driving, and so means little for a partial run. */
  readonly isAboutDriving: boolean;
  readonly value: (measurement: BagMeasurement) => number | null;
}

type MetricGetter = (metrics: BagMeasurement['metrics']) => number | null;

function defineMetric(
  key: string,
  label: string,
  unit: string,
  decimals: number,
  better: Metric['better'],
  value: MetricGetter,
  isAboutDriving = true,
): Metric {
  return {
    key,
    label,
    unit,
    decimals,
    better,
    isAboutDriving,
    value: ({ metrics }) => finite(value(metrics)),
  };
}

export const METRICS: readonly Metric[] = [
  defineMetric('laps_driven', 'laps driven', '', 3, 'higher', countLaps, false),
  defineMetric('lap_seconds', 'lap time', 's', 2, 'lower', (f) => f.lap_seconds),
  defineMetric('average_speed_mps', 'average speed', 'm/s', 2, 'higher', (f) => f.average_speed_mps),
  defineMetric(
    'position_deviation_mean_m',
    'deviation, mean',
    'm',
    4,
    'lower',
    (f) => f.position_deviation_mean_m,
  ),
  defineMetric(
    'position_deviation_p95_m',
    'deviation, p95',
    'm',
    4,
    'lower',
    (f) => f.position_deviation_p95_m,
  ),
  defineMetric(
    'position_deviation_max_m',
    'deviation, max',
    'm',
    4,
    'lower',
    (f) => f.position_deviation_max_m,
  ),
  {
    key: 'position_deviation_mae_corrected',
    label: 'deviation, BehaviorMetrics',
    unit: '',
    decimals: 2,
    better: 'lower',
    isAboutDriving: true,
    value: behaviorMetricsDeviation,
  },
  defineMetric('off_track_events', 'off the track', '', 0, 'lower', (f) => f.off_track_events, false),
  defineMetric('wall_contact_events', 'wall contacts', '', 0, 'lower', (f) => f.wall_contact_events, false),
  defineMetric('command_suddenness', 'suddenness', '', 4, 'lower', (f) => f.command_suddenness),
  defineMetric(
    'command_jerk_w_mean_radps3',
    'steering jerk, mean',
    'rad/s³',
    1,
    'lower',
    (f) => f.command_jerk_w_mean_radps3,
  ),
  defineMetric(
    'decisions_per_simulated_second',
    'decisions, simulated',
    '1/s',
    1,
    'higher',
    (f) => f.decisions_per_simulated_second,
    false,
  ),
  defineMetric(
    'decisions_per_second',
    'decisions, wall',
    '1/s',
    1,
    'higher',
    (f) => f.decisions_per_second,
    false,
  ),
  defineMetric(
    'inference_time_ms.p50',
    'inference, p50',
    'ms',
    2,
    'lower',
    (f) => f.inference_time_ms.p50,
    false,
  ),
  defineMetric('step_time_ms.p50', 'step, p50', 'ms', 2, 'lower', (f) => f.step_time_ms.p50, false),
  defineMetric('step_time_ms.p99', 'step, p99', 'ms', 2, 'lower', (f) => f.step_time_ms.p99, false),
  defineMetric(
    'sensor_to_actuator_ms.p50',
    'latency, p50',
    'ms',
    2,
    'lower',
    (f) => f.sensor_to_actuator_ms.p50,
    false,
  ),
  defineMetric(
    'sensor_to_actuator_ms.p95',
    'latency, p95',
    'ms',
    2,
    'lower',
    (f) => f.sensor_to_actuator_ms.p95,
    false,
  ),
  defineMetric(
    'sensor_to_actuator_ms.p99',
    'latency, p99',
    'ms',
    2,
    'lower',
    (f) => f.sensor_to_actuator_ms.p99,
    false,
  ),
  defineMetric('brain_waiting_share', 'brain waiting', '', 3, null, (f) => f.brain_waiting_share, false),
  defineMetric('real_time_factor', 'real time factor', '', 2, null, (f) => f.real_time_factor, false),
];

/** BehaviorMetrics' corrected deviation, in the driven direction; null after a crash. */
function behaviorMetricsDeviation({ behaviorMetrics, metrics }: BagMeasurement): number | null {
  const { corrected } = behaviorMetrics;
  const key = 'position_deviation_mae';
  if (metrics.crash !== null) return null;
  return finite(key in corrected ? corrected[key] : behaviorMetrics.metrics[key]);
}

/** Laps driven along the line, with fractions; null without a line. */
export function countLaps({
  laps,
  laps_completed,
  percentage_completed,
}: BagMeasurement['metrics']): number | null {
  if (percentage_completed === null) return null;
  // Without a number of laps, the percentage is that of the current lap.
  const endless = laps_completed === null ? null : laps_completed + percentage_completed / 100;
  return Number.isFinite(laps) ? (laps * percentage_completed) / 100 : endless;
}

/** Name with unit, for a column or an axis. */
export function formatMetricName({ label, unit }: Pick<MetricName, 'label' | 'unit'>): string {
  return unit === '' ? label : `${label} (${unit})`;
}

/** Why a run has no value, from the notes of its measurement; null without a note. */
export function findMissingReason({ key }: Metric, measurement: BagMeasurement): string | null {
  const figure = NOTE_KEYS[key] ?? key.split('.')[0];
  const notes = [...measurement.notes, ...measurement.behaviorMetrics.notes];
  const found = notes.find((note) => note.figure === key || note.figure === figure);
  if (found !== undefined) return found.reason;
  const { crash } = measurement.metrics;
  return key === 'position_deviation_mae_corrected' && crash !== null ? formatCrash(crash) : null;
}

/** Metrics whose notes have another key. */
const NOTE_KEYS: Readonly<Record<string, string>> = {
  laps_driven: 'percentage_completed',
  position_deviation_mae_corrected: 'position_deviation_mae',
};

/** Whether the run ended before one lap was completed. Such runs are not ranked by driving metrics. */
export function isPartialRun({ metrics }: BagMeasurement): boolean {
  return !metrics.completed && !((metrics.laps_completed ?? 0) >= 1);
}

function finite(value: number | boolean | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

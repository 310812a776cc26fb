import type { BagMeasurement } from '../metrics/measurement';
import { formatCrash } from '../metrics/metric-notes';

/** One figure that runs are held against each other by. */
export interface Metric {
  /** Its name in files: as in the measurement, the unit included. */
  readonly key: string;
  readonly label: string;
  /** Empty for a count or a share without a unit. */
  readonly unit: string;
  readonly decimals: number;
  /** Null where neither end is better by itself. */
  readonly better: 'higher' | 'lower' | null;
  /** Whether it says how the car drove, and so means little of a drive that broke off. */
  readonly ofDriving: boolean;
  readonly value: (measurement: BagMeasurement) => number | null;
}

type Own = (metrics: BagMeasurement['metrics']) => number | null;

function own(
  key: string,
  label: string,
  unit: string,
  decimals: number,
  better: Metric['better'],
  value: Own,
  ofDriving = true,
): Metric {
  return { key, label, unit, decimals, better, ofDriving, value: ({ metrics }) => finite(value(metrics)) };
}

export const METRICS: readonly Metric[] = [
  own('laps_driven', 'laps driven', '', 3, 'higher', lapsDriven, false),
  own('lap_seconds', 'lap time', 's', 2, 'lower', (f) => f.lap_seconds),
  own('average_speed_mps', 'average speed', 'm/s', 2, 'higher', (f) => f.average_speed_mps),
  own('position_deviation_mean_m', 'deviation, mean', 'm', 4, 'lower', (f) => f.position_deviation_mean_m),
  own('position_deviation_p95_m', 'deviation, p95', 'm', 4, 'lower', (f) => f.position_deviation_p95_m),
  own('position_deviation_max_m', 'deviation, max', 'm', 4, 'lower', (f) => f.position_deviation_max_m),
  {
    key: 'position_deviation_mae_corrected',
    label: 'deviation, BehaviorMetrics',
    unit: '',
    decimals: 2,
    better: 'lower',
    ofDriving: true,
    value: theirDeviation,
  },
  own('off_track_events', 'off the track', '', 0, 'lower', (f) => f.off_track_events, false),
  own('wall_contact_events', 'wall contacts', '', 0, 'lower', (f) => f.wall_contact_events, false),
  own('command_suddenness', 'suddenness', '', 4, 'lower', (f) => f.command_suddenness),
  own(
    'command_jerk_w_mean_radps3',
    'steering jerk, mean',
    'rad/s³',
    1,
    'lower',
    (f) => f.command_jerk_w_mean_radps3,
  ),
  own(
    'decisions_per_simulated_second',
    'decisions, simulated',
    '1/s',
    1,
    'higher',
    (f) => f.decisions_per_simulated_second,
    false,
  ),
  own('decisions_per_second', 'decisions, wall', '1/s', 1, 'higher', (f) => f.decisions_per_second, false),
  own('inference_time_ms.p50', 'inference, p50', 'ms', 2, 'lower', (f) => f.inference_time_ms.p50, false),
  own('step_time_ms.p50', 'step, p50', 'ms', 2, 'lower', (f) => f.step_time_ms.p50, false),
  own('step_time_ms.p99', 'step, p99', 'ms', 2, 'lower', (f) => f.step_time_ms.p99, false),
  own(
    'sensor_to_actuator_ms.p50',
    'latency, p50',
    'ms',
    2,
    'lower',
    (f) => f.sensor_to_actuator_ms.p50,
    false,
  ),
  own(
    'sensor_to_actuator_ms.p95',
    'latency, p95',
    'ms',
    2,
    'lower',
    (f) => f.sensor_to_actuator_ms.p95,
    false,
  ),
  own(
    'sensor_to_actuator_ms.p99',
    'latency, p99',
    'ms',
    2,
    'lower',
    (f) => f.sensor_to_actuator_ms.p99,
    false,
  ),
  own('brain_waiting_share', 'brain waiting', '', 3, null, (f) => f.brain_waiting_share, false),
  own('real_time_factor', 'real time factor', '', 2, null, (f) => f.real_time_factor, false),
];

/** BehaviorMetrics' deviation where it means something: in the driven direction, and of no car that crashed. */
function theirDeviation({ behaviorMetrics, metrics }: BagMeasurement): number | null {
  const { corrected } = behaviorMetrics;
  const key = 'position_deviation_mae';
  if (metrics.crash !== null) return null;
  return finite(key in corrected ? corrected[key] : behaviorMetrics.metrics[key]);
}

/** Laps along the line; a share of one where the drive broke off. */
export function lapsDriven({
  laps,
  laps_completed,
  percentage_completed,
}: BagMeasurement['metrics']): number | null {
  if (percentage_completed === null) return null;
  // Where no number of laps was asked for, the percentage is that of the lap at hand.
  const endless = laps_completed === null ? null : laps_completed + percentage_completed / 100;
  return Number.isFinite(laps) ? (laps * percentage_completed) / 100 : endless;
}

/** Name and unit, as it stands over a column or beside an axis. */
export function metricName({ label, unit }: Metric): string {
  return unit === '' ? label : `${label} (${unit})`;
}

/** Why a run has no value, as the measurement says it; null where it says nothing. */
export function missingReason({ key }: Metric, measurement: BagMeasurement): string | null {
  const figure = NOTED_AS[key] ?? key.split('.')[0];
  const notes = [...measurement.notes, ...measurement.behaviorMetrics.notes];
  const found = notes.find((note) => note.figure === key || note.figure === figure);
  if (found !== undefined) return found.reason;
  const { crash } = measurement.metrics;
  return key === 'position_deviation_mae_corrected' && crash !== null ? formatCrash(crash) : null;
}

/** Figures whose notes stand under another name. */
const NOTED_AS: Readonly<Record<string, string>> = {
  laps_driven: 'percentage_completed',
  position_deviation_mae_corrected: 'position_deviation_mae',
};

/** Whether the drive went all its way: only such drives can be the best at driving. */
export function drovePart({ metrics }: BagMeasurement): boolean {
  return !metrics.completed && !((metrics.laps_completed ?? 0) >= 1);
}

function finite(value: number | boolean | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

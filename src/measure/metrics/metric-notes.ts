import type { MetricNote } from './note';
import type { Crash, RunMetrics } from './run-metrics';

/** What else decides whether a metric is available. */
export interface NoteContext {
  /** Why nothing could be measured against a line; null with a line. */
  readonly noLine: string | null;
}

type Key = keyof RunMetrics;

const DEVIATION_KEYS: readonly Key[] = [
  'position_deviation_mean_m',
  'position_deviation_max_m',
  'position_deviation_p50_m',
  'position_deviation_p95_m',
  'position_deviation_signed_mean_m',
];
const LINE_KEYS: readonly Key[] = [
  'percentage_completed',
  'laps_completed',
  'lap_seconds',
  ...DEVIATION_KEYS,
  'off_track_events',
];
const DECISION_KEYS: readonly Key[] = [
  'decisions',
  'decisions_per_second',
  'decisions_per_simulated_second',
  'brain_iterations_frequency_real_time',
  'frames_per_second',
  'frames_per_simulated_second',
  'brain_waiting_share',
  'inference_time_ms',
  'step_time_ms',
  'waited_ms',
  'sensor_to_actuator_ms',
  'command_suddenness',
  'command_jerk_v_mean_mps3',
  'command_jerk_v_p95_mps3',
  'command_jerk_w_mean_radps3',
  'command_jerk_w_p95_radps3',
];

/** Of a run that had a line and poses, null because of how it ended. */
const WITHHELD_KEYS: readonly Key[] = ['lap_seconds', ...DEVIATION_KEYS];

/** Notes why metrics of a run are null or misleading, one line for each metric. */
export function explainMissingMetrics(metrics: RunMetrics, context: NoteContext): MetricNote[] {
  const notes: MetricNote[] = [];
  for (const key of Object.keys(metrics) as Key[]) {
    const reason = isMissing(metrics[key]) ? explain(key, metrics, context) : null;
    if (reason !== null) notes.push({ figure: key, reason });
  }
  const { car_set_elsewhere: teleports } = metrics;
  if (teleports > 0) {
    const often = teleports === 1 ? 'once' : `${teleports} times`;
    const reason = `the car was teleported, or its clock set back, ${often}; the current lap was restarted`;
    notes.push({ figure: 'lap_times_s', reason });
  }
  return notes;
}

/** A crash as one line, for example "the car left the track to the left at 21.35 s (x 1.0 m, y 2.0 m)". */
export function formatCrash({ kind, simulated_s, x_m, y_m, side }: Crash): string {
  const what = {
    left_track: `left the track to the ${side}`,
    hit_wall: `hit the ${side} wall and got stuck`,
    pitched_over: 'pitched over',
  }[kind];
  const when = simulated_s === null ? '' : ` at ${simulated_s.toFixed(2)} s`;
  return `the car ${what}${when} (x ${x_m.toFixed(1)} m, y ${y_m.toFixed(1)} m)`;
}

/** Metrics that make no sense after such an end and are therefore null, each with its reason. */
export function explainWithheldMetrics(metrics: RunMetrics): Record<string, string> {
  const notes = explainMissingMetrics(metrics, { noLine: null });
  const withheld = notes.filter(({ figure }) => (WITHHELD_KEYS as readonly unknown[]).includes(figure));
  return Object.fromEntries(withheld.map(({ figure, reason }) => [figure!, reason]));
}

/** Whether a metric, or all of a spread, is null. */
function isMissing(value: unknown): boolean {
  return value === null || (typeof value === 'object' && 'p50' in value && value.p50 === null);
}

/** Null where a null metric needs no explanation: no crash, not ended. */
function explain(key: Key, metrics: RunMetrics, { noLine }: NoteContext): string | null {
  if (DECISION_KEYS.includes(key)) return explainDecisions(key, metrics);
  if (key === 'real_time_factor') return 'no interval with both simulated and wall time';
  const noPose = metrics.completed_distance_m === null;
  if (noPose && (LINE_KEYS.includes(key) || key === 'completed_distance_m'))
    return metrics.car_set_elsewhere > 0
      ? 'most poses do not follow from the previous one: several robots, or a clock that runs backwards'
      : 'no pose with finite coordinates below 1e8 m';
  if (LINE_KEYS.includes(key) && noLine !== null) return noLine;
  if (DEVIATION_KEYS.includes(key)) {
    if (metrics.crash === null) return 'the car never moved';
    return `${formatCrash(metrics.crash)}; see position_deviation_until_crash_..._m`;
  }
  const noTime = metrics.simulated_seconds === null;
  const timeStopped = metrics.simulated_seconds === 0 && (metrics.completed_distance_m ?? 0) > 0;
  if (key === 'wall_contact_events')
    return noLine ?? 'the line was built from a recorded lap: the walls are unknown';
  if (key === 'average_speed_mps' || key === 'simulated_seconds')
    return noTime
      ? 'no simulated time while the car was driving'
      : timeStopped
        ? 'the simulated time does not advance'
        : 'the car never moved';
  if (key !== 'lap_seconds') return null;
  if (timeStopped && metrics.laps_completed !== 0) return 'the simulated time does not advance';
  return noTime && metrics.laps_completed !== 0 ? 'no simulated time' : 'no lap was completed';
}

function explainDecisions(key: Key, metrics: RunMetrics): string {
  if (metrics.decisions === null) return 'no decisions were recorded';
  if (key === 'inference_time_ms') return 'the brain has no network';
  return 'too few decisions with timestamps';
}

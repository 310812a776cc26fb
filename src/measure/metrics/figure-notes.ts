import type { MetricNote } from './note';
import type { Crash, RunFigures } from './run-figures';

/** What decides whether a figure can be had. */
export interface FigureContext {
  /** Why nothing could be measured against a line; null where there was one. */
  readonly noLine: string | null;
}

type Key = keyof RunFigures;

const DEVIATIONS: readonly Key[] = [
  'position_deviation_mean_m',
  'position_deviation_max_m',
  'position_deviation_p50_m',
  'position_deviation_p95_m',
  'position_deviation_signed_mean_m',
];
const OF_LINE: readonly Key[] = [
  'percentage_completed',
  'laps_completed',
  'lap_seconds',
  ...DEVIATIONS,
  'off_track_events',
];
const OF_DECISIONS: readonly Key[] = [
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

/** Why figures of a drive are null or mislead: a note for each figure, in one line. */
export function figureNotes(figures: RunFigures, context: FigureContext): MetricNote[] {
  const notes: MetricNote[] = [];
  for (const key of Object.keys(figures) as Key[]) {
    const reason = isMissing(figures[key]) ? reasonOf(key, figures, context) : null;
    if (reason !== null) notes.push({ figure: key, reason });
  }
  const { car_set_elsewhere: jumps } = figures;
  if (jumps > 0) {
    const often = jumps === 1 ? 'once' : `${jumps} times`;
    const reason = `the car was set elsewhere, or its clock set back, ${often}: the lap under way began anew`;
    notes.push({ figure: 'lap_times_s', reason });
  }
  return notes;
}

export function crashInWords({ kind, simulated_s, x_m, y_m, side }: Crash): string {
  const what =
    kind === 'left_track' ? `left the track to the ${side}` : `hit the ${side} wall and came no further`;
  const when = simulated_s === null ? '' : ` at ${simulated_s.toFixed(2)} s`;
  return `the car ${what}${when} (x ${x_m.toFixed(1)} m, y ${y_m.toFixed(1)} m)`;
}

/** A figure, or a spread of which nothing is known. */
function isMissing(value: unknown): boolean {
  return value === null || (typeof value === 'object' && 'p50' in value && value.p50 === null);
}

/** Null for what needs no word: no crash, no end. */
function reasonOf(key: Key, figures: RunFigures, { noLine }: FigureContext): string | null {
  if (OF_DECISIONS.includes(key)) return ofDecisions(key, figures);
  if (key === 'real_time_factor') return 'no simulated and wall time of the same moments';
  const noPose = figures.completed_distance_m === null;
  if (noPose && (OF_LINE.includes(key) || key === 'completed_distance_m'))
    return figures.car_set_elsewhere > 0
      ? 'most poses do not follow the one before: several robots, or a clock that runs backwards'
      : 'no pose that holds numbers below 1e8 m';
  if (OF_LINE.includes(key) && noLine !== null) return noLine;
  if (DEVIATIONS.includes(key)) {
    if (figures.crash === null) return 'the car never drove';
    return `${crashInWords(figures.crash)}; up to there: position_deviation_until_crash_..._m`;
  }
  const noTime = figures.simulated_seconds === null;
  const stands = figures.simulated_seconds === 0 && (figures.completed_distance_m ?? 0) > 0;
  if (key === 'wall_contact_events')
    return noLine ?? 'the line was made of a recorded lap: nobody knows where the walls are';
  if (key === 'average_speed_mps' || key === 'simulated_seconds')
    return noTime
      ? 'no simulated time of a driving car'
      : stands
        ? 'the simulated time stands still'
        : 'the car never drove';
  if (key !== 'lap_seconds') return null;
  if (stands && figures.laps_completed !== 0) return 'the simulated time stands still';
  return noTime && figures.laps_completed !== 0 ? 'no simulated time' : 'no lap was completed';
}

function ofDecisions(key: Key, figures: RunFigures): string {
  if (figures.decisions === null) return 'no decisions were recorded';
  if (key === 'inference_time_ms') return 'the brain has no network';
  return 'too few decisions, or without their times';
}

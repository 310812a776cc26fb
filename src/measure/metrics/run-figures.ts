import type { LapFigures, Spread } from './lap-statistics';

/** What ended the part of a drive that a position deviation can be given for: the car's middle went past
 *  a wall (or more than 5 m from the line where there is none), or it hit a wall and came no further. */
export type CrashKind = 'left_track' | 'hit_wall';

/** Where and when something befell the car. */
export interface TrackEvent {
  /** Null without a simulated clock. */
  readonly simulated_s: number | null;
  /** Arc length of the line there, in its forward direction. */
  readonly s_m: number;
  readonly x_m: number;
  readonly y_m: number;
  /** Side of the line, seen in driving direction. */
  readonly side: 'left' | 'right';
}

export interface Crash extends TrackEvent {
  readonly kind: CrashKind;
}

/**
 * What a drive gave, by f1-brain's own measure. Live and from a bag the same class computes them
 * (LapMetrics). A figure that could not be had is null, never 0.
 *
 * After a crash, `position_deviation_..._m` are null and `position_deviation_until_crash_..._m` hold what
 * the car did before it; without a crash it is the other way round.
 */
export interface RunFigures extends LapFigures {
  readonly position_deviation_until_crash_mean_m: number | null;
  readonly position_deviation_until_crash_max_m: number | null;
  readonly position_deviation_until_crash_p50_m: number | null;
  readonly position_deviation_until_crash_p95_m: number | null;
  readonly position_deviation_until_crash_signed_mean_m: number | null;
  /** The first crash; null where there was none, or where nobody knows the line. */
  readonly crash: Crash | null;
  /** Times that the car's middle went past a wall, or more than 5 m from the line where there is none.
   *  Null without a circuit. */
  readonly off_track_events: number | null;
  /** The first of them. */
  readonly off_track_first: readonly TrackEvent[];
  /** Times that the car's box (0.99 x 0.36 m) came within 0.03 m of a wall, by the poses alone: a figure of
   *  its own beside `wall_contacts` of a world that feels them. Null where the walls are not known. */
  readonly wall_contact_events: number | null;
  readonly wall_contact_first: readonly TrackEvent[];
  /** Distinct frames answered. */
  readonly decisions: number | null;
  /** Distinct frames answered per simulated second; `decisions_per_second` is per wall second. */
  readonly decisions_per_simulated_second: number | null;
  /** Camera frames that arrived at the node per wall second and per simulated second, between the first
   *  decision and the last. */
  readonly frames_per_second: number | null;
  readonly frames_per_simulated_second: number | null;
  /** Share of the wall time between the first and the last decision in which the brain had nothing to do,
   *  0 to 1. */
  readonly brain_waiting_share: number | null;
  /** Mean Euclidean distance between consecutive commands, v normalised from [6.5, 24] m/s and w from
   *  [-7.1, 7.1] rad/s to [0, 1] (BehaviorMetrics' suddenness). No unit. */
  readonly command_suddenness: number | null;
  /** Absolute second derivative of the commanded speeds over simulated time. */
  readonly command_jerk_v_mean_mps3: number | null;
  readonly command_jerk_v_p95_mps3: number | null;
  readonly command_jerk_w_mean_radps3: number | null;
  readonly command_jerk_w_p95_radps3: number | null;
  readonly waited_ms: Spread;
}

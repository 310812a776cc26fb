import type { Direction } from '../../circuit/direction';

/** Why a run ended: all laps completed, no progress along the line in simulated time, or none of the wall clock's whatever
 *  kept the car (standstill), in the wall for good or hardly moved for 10 s (trapped), left the track, pitched over, the
 *  brain gave up (it lost the line), stopped by the user, time limit reached, or failure of the brain, the world or the
 *  recording (where a failed recording stops the run). */
export type EndReason =
  | 'completed'
  | 'no_progress'
  | 'standstill'
  | 'trapped'
  | 'left_track'
  | 'pitched_over'
  | 'gave_up'
  | 'interrupted'
  | 'time_limit'
  | 'brain_failed'
  | 'world_lost'
  | 'recording_failed';

/** Milliseconds. Percentiles are within 1% (see Histogram), the maximum is exact. */
export interface TailSpread {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** TailSpread with the exact mean. */
export interface Spread extends TailSpread {
  readonly mean: number | null;
}

/** Camera frames: received, answered with a command, superseded by a newer frame, failed in the brain,
 *  rejected as unreadable. */
export interface FrameCounts {
  readonly received: number | null;
  readonly answered: number | null;
  readonly superseded: number | null;
  readonly failed: number | null;
  readonly rejected: number | null;
}

/** What a drive counted. */
export interface DriveTotals extends FrameCounts {
  /** Commands between two answers; null or absent where that is unknown. */
  readonly steered?: number | null;
}

/** Milliseconds of simulated time. Percentiles are within 1%, the maximum is exact. */
export type AgeSpread = Pick<TailSpread, 'p50' | 'p99' | 'max'>;

/** How many frames were dated by their stamps, by their stamps on another clock, and by their arrival. */
export interface FrameDatings {
  readonly stamp: number;
  readonly other_clock: number;
  readonly arrival: number;
}

/** What compensation did (docs/driving.md). */
export interface CompensationMetrics {
  /** `auto` where at least one command was compensated, `off` where every command was the brain's own answer. Null in
   *  recordings that do not tell. */
  readonly mode: 'auto' | 'off' | null;
  /** Answers whose command was compensated. */
  readonly commands_compensated: number | null;
  /** Commands that left between two answers. */
  readonly commands_between_answers: number | null;
  /** Age of the frames when the commands for them left. */
  readonly frame_age_ms: AgeSpread;
  /** From one answered frame to the next, in simulated time. */
  readonly frame_interval_ms: AgeSpread;
  /** Null where no command was compensated, as the corrections. */
  readonly frames_dated_by: FrameDatings | null;
  /** Absolute difference of the command and the brain's answer. */
  readonly w_correction_mean_radps: number | null;
  readonly w_correction_max_radps: number | null;
  readonly v_correction_mean_mps: number | null;
  readonly v_correction_max_mps: number | null;
}

/** How a crash happened: the centre of the car passed a wall (or was more than 5 m from the line where there
 *  is no wall), the car hit a wall and made no further progress, or it pitched over. */
export type CrashKind = 'left_track' | 'hit_wall' | 'pitched_over';

/** Where and when the car left the track or touched a wall. */
export interface TrackEvent {
  /** Null without a simulated clock. */
  readonly simulated_s: number | null;
  /** Arc length of the line at that place, in its forward direction. */
  readonly s_m: number;
  readonly x_m: number;
  readonly y_m: number;
  /** Side of the line as seen in driving direction. */
  readonly side: 'left' | 'right';
}

/** The event after which no position deviation is computed. */
export interface Crash extends TrackEvent {
  readonly kind: CrashKind;
}

/** Metrics at this moment, for a progress line. */
export interface LiveMetrics {
  /** Share of all requested laps, percent. */
  readonly percent: number | null;
  /** Null with the pose after a teleport whose twist Gazebo computed from the teleport. */
  readonly speed_mps: number | null;
  /** Left of the line positive, in driving direction. */
  readonly position_deviation_m: number | null;
  /** 1 / mean step time of the brain. */
  readonly brain_iterations_per_s: number | null;
  readonly sensor_to_actuator_ms: number | null;
  readonly simulated_s: number | null;
}

/**
 * The metrics of one run, computed by LapMetrics both live and from a bag. A missing value is null, never 0.
 *
 * After a crash, the `position_deviation_..._m` metrics are null and `position_deviation_until_crash_..._m`
 * cover the run up to the crash; without a crash it is the other way round.
 */
export interface RunMetrics {
  readonly completed: boolean;
  readonly ended_because: EndReason | null;
  readonly direction: Direction;
  readonly laps: number;
  /** Null without a line. */
  readonly laps_completed: number | null;
  /** Distance along the line in driving direction, percent of all requested laps. */
  readonly percentage_completed: number | null;
  /** Mean time of a completed lap in simulated seconds, interpolated between odometry samples. The first lap
   *  begins with the last pose before the car moved. */
  readonly lap_seconds: number | null;
  /** Time of each lap; only the last 1000. */
  readonly lap_times_s: readonly number[];
  /** Sum of the steps between odometry samples while driving. */
  readonly completed_distance_m: number | null;
  /** completed_distance_m / simulated_seconds. */
  readonly average_speed_mps: number | null;
  /** Simulated seconds from the first movement of the car to the end. */
  readonly simulated_seconds: number | null;
  /** Mean absolute distance to the continuous line over odometry samples. Samples are equally spaced in time,
   *  so a slow section weighs more than a fast one of the same length. Percentiles are within 1%. */
  readonly position_deviation_mean_m: number | null;
  readonly position_deviation_max_m: number | null;
  readonly position_deviation_p50_m: number | null;
  readonly position_deviation_p95_m: number | null;
  /** Signed mean, left of the line positive in driving direction: the bias of the brain. */
  readonly position_deviation_signed_mean_m: number | null;
  readonly position_deviation_until_crash_mean_m: number | null;
  readonly position_deviation_until_crash_max_m: number | null;
  readonly position_deviation_until_crash_p50_m: number | null;
  readonly position_deviation_until_crash_p95_m: number | null;
  readonly position_deviation_until_crash_signed_mean_m: number | null;
  /** The first crash; null without a crash or without a line. */
  readonly crash: Crash | null;
  /** Times that the centre of the car passed a wall, or was more than 5 m from the line where there is no
   *  wall. Null without a line. */
  readonly off_track_events: number | null;
  /** The first 20 of them. */
  readonly off_track_first: readonly TrackEvent[];
  /** Times that the outline of the car (0.99 x 0.36 m) came within 0.03 m of a wall, computed from poses.
   *  Independent of `wall_contacts`, which a world with collision detection counts. Null where the walls are
   *  unknown. */
  readonly wall_contact_events: number | null;
  readonly wall_contact_first: readonly TrackEvent[];
  /** 1 / mean step time: the throughput of the brain, not the rate of its decisions. */
  readonly brain_iterations_frequency_real_time: number | null;
  /** Distinct frames answered. */
  readonly decisions: number | null;
  /** Distinct frames answered per wall second and per simulated second. */
  readonly decisions_per_second: number | null;
  readonly decisions_per_simulated_second: number | null;
  /** Camera frames received per wall second and per simulated second, from the first to the last decision. */
  readonly frames_per_second: number | null;
  readonly frames_per_simulated_second: number | null;
  readonly inference_time_ms: Spread;
  readonly step_time_ms: Spread;
  readonly sensor_to_actuator_ms: TailSpread;
  readonly waited_ms: Spread;
  /** Share of the wall time from the first to the last decision in which the brain was idle, 0 to 1. */
  readonly brain_waiting_share: number | null;
  /** Mean Euclidean distance between consecutive commands, v normalized from [6.5, 24] m/s and w from
   *  [-7.1, 7.1] rad/s to [0, 1] (BehaviorMetrics' suddenness). Dimensionless. */
  readonly command_suddenness: number | null;
  /** Absolute second derivative of the commanded velocities over simulated time. */
  readonly command_jerk_v_mean_mps3: number | null;
  readonly command_jerk_v_p95_mps3: number | null;
  readonly command_jerk_w_mean_radps3: number | null;
  readonly command_jerk_w_p95_radps3: number | null;
  readonly frames: FrameCounts;
  readonly compensation: CompensationMetrics;
  /** Simulated over monotonic wall time from the first to the last decision; without decisions, over the
   *  arrival times of the poses. */
  readonly real_time_factor: number | null;
  /** Times that the car was teleported during the run; the current lap starts again each time. */
  readonly car_set_elsewhere: number;
  /** Times that the car was put back on the line (`Recovery: reset`). The way there is neither distance nor progress; its
   *  time counts. */
  readonly recoveries: number;
  /** Laps in which it was, from 1: their times are not those of an undisturbed lap. Only the last 1000. */
  readonly recovered_laps: readonly number[];
}

import type { Direction } from '../../circuit/direction';
import { hasOwnTwist, isPlausibleSpeed } from '../../circuit/teleport';
import type { Decision, Pose } from '../../types';
import { DecisionMetrics, reciprocal } from './decision-metrics';
import { NO_DEVIATION, nameDeviations } from './deviation';
import { LapProgress, type Step } from './lap-progress';
import type { Line, Walls } from './line';
import type { RatePoint } from './measurement';
import { Pace } from './pace';
import type { RunEnd } from './run-metadata';
import type { DriveTotals, EndReason, FrameCounts, LiveMetrics, RunMetrics } from './run-metrics';
import { TrackWatch } from './track-watch';

const MIN_PROGRESS_M = 0.5;
/** Larger coordinates are invalid: this is more than twice the circumference of the earth. */
const MAX_COORDINATE_M = 1e8;
const NO_COUNTS: FrameCounts = {
  received: null,
  answered: null,
  superseded: null,
  failed: null,
  rejected: null,
};

export interface LapMetricsOptions {
  /** Distance of the walls from the line; a car beyond them has left the track. A side without a wall counts
   *  as 5 m wide. Null or omitted where the walls are unknown: then contacts are unknown too. */
  readonly walls?: Walls | null;
  /** Simulated seconds without progress along the line after which the run ends. Default 10. */
  readonly noProgress_s?: number;
  /** Whether the run has no end: leaving the track and stopping are recorded, and it continues. */
  readonly endless?: boolean;
  /** Asked where the run would end: whether it goes on, because the car is put back on the line. A run without an end
   *  then ends where it may not. */
  readonly recovers?: (because: PoseEnd) => boolean;
  /** Asked where the run would end for lack of progress: whether the car is trapped.
   *  @param moved_m how far it came from where it was `time_s` simulated seconds ago, at most */
  readonly isTrapped?: (moved_m: number, time_s: number) => boolean;
  /** Gives the reason that is kept for the end, in place of the one that showed. */
  readonly judge?: (because: EndReason) => EndReason;
}

/** Reasons to end that follow from the poses. */
export type PoseEnd = 'left_track' | 'no_progress' | 'trapped';

/**
 * Metrics of a run, live and in constant memory. Add every pose, every decision and, before reading the
 * metrics, the frame counts. Once the run has ended (`endedBecause`), the metrics no longer change.
 */
export class LapMetrics {
  private readonly progress: LapProgress;
  private readonly track: TrackWatch | null;
  private readonly decisions = new DecisionMetrics();
  /** From the arrival times of the poses. */
  private readonly posePace = new Pace();
  private readonly noProgress_s: number;
  private readonly endless: boolean;
  private readonly recovers: LapMetricsOptions['recovers'];
  private readonly isTrapped: NonNullable<LapMetricsOptions['isTrapped']>;
  private readonly judge: NonNullable<LapMetricsOptions['judge']>;
  private ended: EndReason | null = null;
  private counts: FrameCounts | null = null;
  private steered: number | null = null;
  private distance_m = 0;
  private driven_s: number | null = null;
  /** The part of the distance whose time is known: steps without a time have no speed. */
  private timed_m = 0;
  private poses = 0;
  private best_m = Number.NEGATIVE_INFINITY;
  private best_s: number | null = null;
  /** Where the car was then, and how far it came from there at most. */
  private best: Pose | null = null;
  private moved_m = 0;
  private teleportsSeen = 0;
  private held = false;
  private searches = false;
  private lastPose: Pose | null = null;
  private lastSpeed_mps: number | null = null;
  private lastStep: Step | null = null;

  constructor(
    line: Line | null,
    private readonly direction: Direction,
    private readonly laps: number,
    options: LapMetricsOptions = {},
  ) {
    this.progress = new LapProgress(line, direction, laps);
    this.noProgress_s = options.noProgress_s ?? 10;
    this.endless = options.endless ?? false;
    this.recovers = options.recovers;
    this.isTrapped = options.isTrapped ?? (() => false);
    this.judge = options.judge ?? ((because) => because);
    this.track = line && new TrackWatch(line, direction, options.walls ?? null, this.noProgress_s);
  }

  /** Why the run ended; null while it continues. */
  get endedBecause(): EndReason | null {
    return this.ended;
  }

  /** The end as a recording stores it, so that its metrics end there too; null while the run continues. */
  get runEnd(): RunEnd | null {
    if (this.ended === null) return null;
    const left_ms = this.decisions.newest?.left_ms ?? null;
    return { because: this.ended, simulated_s: this.lastPose?.sim_s ?? null, left_ms };
  }

  /** Ends the run for a reason other than its poses; only the first reason counts. */
  end(reason: EndReason): void {
    if (this.ended !== null) return;
    if (reason === 'trapped') this.track?.trapped();
    if (reason === 'pitched_over') this.track?.pitchedOver();
    this.ended = this.judge(reason);
  }

  /** While held, the car is stopped on purpose and lack of progress does not end the run. */
  hold(held: boolean): void {
    this.held = held;
    this.best_s = null;
  }

  /** The next pose is where the car was put back on the line: it is no teleport, and the lap goes on there. */
  putBack(because: EndReason): void {
    this.progress.putBack();
    if (because === 'trapped') this.track?.trapped();
    if (because === 'pitched_over') this.track?.pitchedOver();
    this.track?.settle();
    this.best_s = null;
  }

  /** Adds a pose. One with an invalid position is skipped; without a heading, contacts are not detected. */
  pose(pose: Pose): void {
    if (this.ended !== null || !isFinitePose(pose)) return;
    this.clocks(pose);
    this.allowSearch(pose);
    const step = this.progress.add(pose);
    this.lastPose = pose;
    this.lastStep = step;
    const teleported = this.progress.teleports !== this.teleportsSeen;
    const isOwn = isPlausibleSpeed(pose) && (!teleported || hasOwnTwist(pose));
    this.lastSpeed_mps = isOwn ? pose.v_mps : null;
    if (step.driving) this.drive(step);
    if (teleported) this.track?.forget();
    this.track?.add(pose, step, step.driving);
    if (this.progress.finished) this.end('completed');
    else if (!this.endless || this.recovers) this.watch(pose, step);
    this.teleportsSeen = this.progress.teleports;
  }

  /** Position of the last pose relative to the line; null before the first pose. */
  get newestStep(): Step | null {
    return this.lastStep;
  }

  /** Laps completed so far and the simulated seconds of the last; null where it could not be timed. */
  get completedLaps(): { readonly count: number; readonly last_s: number | null } {
    return { count: this.progress.completedLaps, last_s: this.progress.lastLap_s };
  }

  decision(decision: Decision): void {
    if (this.ended !== null) return;
    this.decisions.add(decision);
    this.searches = decision.searches === true;
  }

  /** Sets the totals since the start of the run; they are also accepted after its end. */
  frames(counts: DriveTotals): void {
    const { received, answered, superseded, failed, rejected } = counts;
    this.counts = { received, answered, superseded, failed, rejected };
    this.steered = counts.steered ?? null;
  }

  live(): LiveMetrics {
    return {
      percent: this.progress.percent,
      speed_mps: this.lastSpeed_mps,
      position_deviation_m: this.lastStep?.lateral_m ?? null,
      brain_iterations_per_s: reciprocal(this.decisions.step_ms.mean),
      sensor_to_actuator_ms: this.decisions.newest?.sensor_to_actuator_ms ?? null,
      simulated_s: this.lastPose?.sim_s ?? null,
    };
  }

  /** Rates over time, from the decisions; without decisions, from the arrival times of the poses. */
  overTime(): RatePoint[] {
    return (this.decisions.count > 1 ? this.decisions.pace : this.posePace).points();
  }

  /** Distributions of the durations, for charts. */
  histograms() {
    const { step_ms, latency_ms, inference_ms } = this.decisions;
    return { step_ms, sensor_to_actuator_ms: latency_ms, inference_ms };
  }

  /** The metrics of everything added so far. */
  compute(): RunMetrics {
    const { decisions, progress, discontinuous } = this;
    const track = discontinuous ? null : this.track;
    const percent = discontinuous ? null : this.percent(track);
    const times = progress.lapTimes_s;
    const crash = track?.crash ?? null;
    const deviation = track?.deviations.compute() ?? NO_DEVIATION;
    const walled = track?.knowsWalls ?? false;
    return {
      completed: this.ended === 'completed',
      ended_because: this.ended,
      direction: this.direction,
      laps: this.laps,
      laps_completed: percent === null ? null : progress.completedLaps,
      percentage_completed: percent,
      lap_seconds: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length,
      lap_times_s: [...times],
      completed_distance_m: this.poses === 0 || discontinuous ? null : this.distance_m,
      average_speed_mps:
        discontinuous || this.driven_s === null || this.driven_s <= 0 ? null : this.timed_m / this.driven_s,
      simulated_seconds: this.driven_s,
      ...nameDeviations(crash === null ? deviation : NO_DEVIATION, crash === null ? NO_DEVIATION : deviation),
      crash,
      off_track_events: track && this.poses > 0 ? track.offTrack.count : null,
      off_track_first: [...(track?.offTrack.first ?? [])],
      wall_contact_events: walled && this.poses > 0 ? track!.contacts.count : null,
      wall_contact_first: [...(track?.contacts.first ?? [])],
      ...decisions.compute(),
      frames: this.counts ?? NO_COUNTS,
      compensation: decisions.compensation.compute(this.steered),
      real_time_factor: decisions.pace.realTimeFactor ?? this.posePace.realTimeFactor,
      car_set_elsewhere: progress.teleports,
      recoveries: progress.recoveries,
      recovered_laps: [...progress.recoveredLaps],
    };
  }

  /** Whether most poses do not follow from the previous one: several cars, or a clock that runs backwards. */
  private get discontinuous(): boolean {
    return this.progress.teleports > this.poses / 2;
  }

  /** After a crash a run of a number of laps gets no further, wherever the car moves then. */
  private percent(track: TrackWatch | null): number | null {
    const crash_m = track?.crashProgress_m ?? null;
    const ends = crash_m !== null && this.ended !== 'completed' && Number.isFinite(this.laps);
    return ends ? this.progress.percentAt(crash_m) : this.progress.percent;
  }

  private clocks(pose: Pose): void {
    this.poses += 1;
    const last = this.lastPose;
    if (last?.sim_s == null || pose.sim_s === null) return;
    const wall_ms = pose.arrival_ms - last.arrival_ms;
    this.posePace.add({ wall_ms, simulated_s: pose.sim_s - last.sim_s, decisions: null, frames: null });
  }

  /** A brain that looks for its line gives up by itself: that time is none without progress. */
  private allowSearch({ sim_s }: Pose): void {
    const last_s = this.lastPose?.sim_s ?? null;
    if (!this.searches || this.best_s === null || sim_s === null || last_s === null) return;
    this.best_s += Math.max(0, sim_s - last_s);
  }

  private drive(step: Step): void {
    this.distance_m += step.share * step.distance_m;
    if (step.time_s === null) return;
    this.driven_s = (this.driven_s ?? 0) + step.share * step.time_s;
    this.timed_m += step.share * step.distance_m;
  }

  private fail(because: PoseEnd): void {
    if (!this.recovers?.(because)) this.end(because);
  }

  /** Ends the run when the car has left the track or makes no progress. */
  private watch(pose: Pose, step: Step): void {
    if (step.progress_m === null || this.held) return;
    if (this.track?.off) {
      this.fail('left_track');
      return;
    }
    const restarts =
      this.best_s === null ||
      (pose.sim_s !== null && pose.sim_s < this.best_s) ||
      this.progress.teleports !== this.teleportsSeen;
    if (restarts || step.progress_m > this.best_m + MIN_PROGRESS_M) {
      this.best_m = step.progress_m;
      this.best_s = pose.sim_s;
      this.best = pose;
      this.moved_m = 0;
      return;
    }
    this.moved_m = Math.max(this.moved_m, Math.hypot(pose.x_m - this.best!.x_m, pose.y_m - this.best!.y_m));
    const time_s = pose.sim_s === null ? 0 : pose.sim_s - this.best_s!;
    if (time_s > this.noProgress_s)
      this.fail(this.isTrapped(this.moved_m, time_s) ? 'trapped' : 'no_progress');
  }
}

function isFinitePose(pose: Pose): boolean {
  return (
    Math.abs(pose.x_m) <= MAX_COORDINATE_M &&
    Math.abs(pose.y_m) <= MAX_COORDINATE_M &&
    Number.isFinite(pose.v_mps) &&
    (pose.sim_s === null || Number.isFinite(pose.sim_s))
  );
}

import type { Direction } from '../../circuit/direction';
import type { Decision, Pose } from '../../types';
import { DecisionMetrics, spread, tailSpread } from './decision-metrics';
import { NO_DEVIATION } from './deviation';
import { LapProgress, type Step } from './lap-progress';
import type { EndReason, FrameCounts, LiveFigures } from './lap-statistics';
import type { Line, Walls } from './line';
import type { RatePoint } from './measurement';
import { Pace } from './pace';
import type { RunFigures } from './run-figures';
import type { RunEnd } from './run-metadata';
import { TrackWatch } from './track-watch';

const STUCK_PROGRESS_M = 0.5;
/** Beyond this no position is one: more than twice round the earth. */
const FARTHEST_M = 1e8;
const NO_COUNTS: FrameCounts = {
  received: null,
  answered: null,
  superseded: null,
  failed: null,
  rejected: null,
};

export interface LapMetricsOptions {
  /** Distance of the walls; a car beyond them has left the track. Where there is none: 5 m. Null or left
   *  out where nobody knows the walls: then nobody knows what the car touched either. */
  readonly walls?: Walls | null;
  /** Simulated seconds without progress along the line after which the lap is given up. Default 10. */
  readonly noProgress_s?: number;
  /** The drive has no laps to end with: leaving the track and standing still are noted, and it goes on. */
  readonly endless?: boolean;
}

/**
 * Figures of a drive, live and in constant memory. Feed it every pose, every decision and, whenever
 * they are read, the frame counts; once the laps have ended (`endedBecause`), the figures stand still.
 */
export class LapMetrics {
  private readonly progress: LapProgress;
  private readonly track: TrackWatch | null;
  private readonly decisions = new DecisionMetrics();
  /** By the arrivals of the poses. */
  private readonly posePace = new Pace();
  private readonly noProgress_s: number;
  private readonly endless: boolean;
  private ended: EndReason | null = null;
  private counts: FrameCounts | null = null;
  private distance_m = 0;
  private driven_s: number | null = null;
  private poses = 0;
  private best_m = Number.NEGATIVE_INFINITY;
  private best_s: number | null = null;
  private jumpsSeen = 0;
  private held = false;
  private lastPose: Pose | null = null;
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
    this.track = line && new TrackWatch(line, direction, options.walls ?? null, this.noProgress_s);
  }

  /** Why the drive is over; null while it goes on. */
  get endedBecause(): EndReason | null {
    return this.ended;
  }

  /** What a recording has to say about the end, so that its figures end there too; null while it goes on. */
  get runEnd(): RunEnd | null {
    if (this.ended === null) return null;
    const left_ms = this.decisions.newest?.left_ms ?? null;
    return { because: this.ended, simulated_s: this.lastPose?.sim_s ?? null, left_ms };
  }

  /** Ends the drive for a reason that lies outside of poses and decisions; the first reason stays. */
  end(reason: EndReason): void {
    this.ended ??= reason;
  }

  /** While held, a car that stands is not one that comes no further: it was told to stand. */
  hold(held: boolean): void {
    this.held = held;
    this.best_s = null;
  }

  /** A pose whose position is none is left out; one without a heading only tells no contacts. */
  pose(pose: Pose): void {
    if (this.ended !== null || !isFinitePose(pose)) return;
    this.clocks(pose);
    const step = this.progress.add(pose);
    this.lastPose = pose;
    this.lastStep = step;
    if (step.driving) this.drive(step);
    if (this.progress.jumps !== this.jumpsSeen) this.track?.forget();
    this.track?.add(pose, step, step.driving);
    if (this.progress.finished) this.end('completed');
    else if (!this.endless) this.watch(pose, step);
    this.jumpsSeen = this.progress.jumps;
  }

  /** The last pose's place beside and along the line; null before the first pose. */
  get newestStep(): Step | null {
    return this.lastStep;
  }

  decision(decision: Decision): void {
    if (this.ended === null) this.decisions.add(decision);
  }

  /** Totals since the start of the drive; the only ones that are taken after its end too. */
  frames(counts: FrameCounts): void {
    const { received, answered, superseded, failed, rejected } = counts;
    this.counts = { received, answered, superseded, failed, rejected };
  }

  live(): LiveFigures {
    return {
      percent: this.progress.percent,
      speed_mps: this.lastPose?.v_mps ?? null,
      position_deviation_m: this.lastStep?.lateral_m ?? null,
      brain_iterations_per_s: reciprocal(this.decisions.step_ms.mean),
      sensor_to_actuator_ms: this.decisions.newest?.sensor_to_actuator_ms ?? null,
      simulated_s: this.lastPose?.sim_s ?? null,
    };
  }

  /** Rates over time, by the decisions; without any, by the arrivals of the poses. */
  overTime(): RatePoint[] {
    return (this.decisions.count > 1 ? this.decisions.pace : this.posePace).points();
  }

  /** How long what took, for pictures. */
  histograms() {
    const { step_ms, latency_ms, inference_ms } = this.decisions;
    return { step_ms, sensor_to_actuator_ms: latency_ms, inference_ms };
  }

  figures(): RunFigures {
    const { decisions, progress } = this;
    const { scattered } = this;
    const track = scattered ? null : this.track;
    const percent = scattered ? null : progress.percent;
    const times = progress.lapTimes_s;
    const crash = track?.crash ?? null;
    const deviation = track?.deviations.figures() ?? NO_DEVIATION;
    const whole = crash === null ? deviation : NO_DEVIATION;
    const untilCrash = crash === null ? NO_DEVIATION : deviation;
    const walled = track?.knowsWalls ?? false;
    const smooth = decisions.smoothness.figures();
    return {
      completed: this.ended === 'completed',
      ended_because: this.ended,
      direction: this.direction,
      laps: this.laps,
      laps_completed: percent === null ? null : progress.completedLaps,
      percentage_completed: percent,
      lap_seconds: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length,
      lap_times_s: [...times],
      completed_distance_m: this.poses === 0 || scattered ? null : this.distance_m,
      average_speed_mps:
        scattered || this.driven_s === null || this.driven_s <= 0 ? null : this.distance_m / this.driven_s,
      simulated_seconds: this.driven_s,
      position_deviation_mean_m: whole.mean,
      position_deviation_max_m: whole.max,
      position_deviation_p50_m: whole.p50,
      position_deviation_p95_m: whole.p95,
      position_deviation_signed_mean_m: whole.signed_mean,
      position_deviation_until_crash_mean_m: untilCrash.mean,
      position_deviation_until_crash_max_m: untilCrash.max,
      position_deviation_until_crash_p50_m: untilCrash.p50,
      position_deviation_until_crash_p95_m: untilCrash.p95,
      position_deviation_until_crash_signed_mean_m: untilCrash.signed_mean,
      crash,
      off_track_events: track && this.poses > 0 ? track.offTrack.count : null,
      off_track_first: [...(track?.offTrack.first ?? [])],
      wall_contact_events: walled && this.poses > 0 ? track!.contacts.count : null,
      wall_contact_first: [...(track?.contacts.first ?? [])],
      brain_iterations_frequency_real_time: reciprocal(decisions.step_ms.mean),
      decisions: decisions.count === 0 ? null : decisions.count,
      decisions_per_second: decisions.perWallSecond,
      decisions_per_simulated_second: decisions.perSimulatedSecond,
      frames_per_second: decisions.framesPerWallSecond,
      frames_per_simulated_second: decisions.framesPerSimulatedSecond,
      inference_time_ms: spread(decisions.inference_ms),
      step_time_ms: spread(decisions.step_ms),
      sensor_to_actuator_ms: tailSpread(decisions.latency_ms),
      waited_ms: spread(decisions.waited_ms),
      brain_waiting_share: decisions.waitingShare,
      command_suddenness: smooth.suddenness,
      command_jerk_v_mean_mps3: smooth.jerk_v_mean_mps3,
      command_jerk_v_p95_mps3: smooth.jerk_v_p95_mps3,
      command_jerk_w_mean_radps3: smooth.jerk_w_mean_radps3,
      command_jerk_w_p95_radps3: smooth.jerk_w_p95_radps3,
      frames: this.counts ?? NO_COUNTS,
      real_time_factor: decisions.pace.realTimeFactor ?? this.posePace.realTimeFactor,
      car_set_elsewhere: progress.jumps,
    };
  }

  /** Most poses do not follow the one before: several cars, or a clock that runs backwards. */
  private get scattered(): boolean {
    return this.progress.jumps > this.poses / 2;
  }

  private clocks(pose: Pose): void {
    this.poses += 1;
    const last = this.lastPose;
    if (last?.sim_s == null || pose.sim_s === null) return;
    const wall_ms = pose.arrival_ms - last.arrival_ms;
    this.posePace.add({ wall_ms, simulated_s: pose.sim_s - last.sim_s, decisions: null, frames: null });
  }

  private drive(step: Step): void {
    this.distance_m += step.share * step.way_m;
    if (step.time_s !== null) this.driven_s = (this.driven_s ?? 0) + step.share * step.time_s;
  }

  /** Gives the lap up when the car has left the track or no longer comes forward. */
  private watch(pose: Pose, step: Step): void {
    if (step.progress_m === null || this.held) return;
    if (this.track?.off) {
      this.end('left_track');
      return;
    }
    const anew = this.best_s === null || (pose.sim_s !== null && pose.sim_s < this.best_s);
    if (anew || this.progress.jumps !== this.jumpsSeen || step.progress_m > this.best_m + STUCK_PROGRESS_M) {
      this.best_m = step.progress_m;
      this.best_s = pose.sim_s;
    } else if (pose.sim_s !== null && pose.sim_s - this.best_s! > this.noProgress_s) {
      this.end('no_progress');
    }
  }
}

function isFinitePose(pose: Pose): boolean {
  return (
    Math.abs(pose.x_m) <= FARTHEST_M &&
    Math.abs(pose.y_m) <= FARTHEST_M &&
    Number.isFinite(pose.v_mps) &&
    (pose.sim_s === null || Number.isFinite(pose.sim_s))
  );
}

function reciprocal(mean_ms: number | null): number | null {
  return mean_ms === null || mean_ms <= 0 ? null : 1000 / mean_ms;
}

import type { Direction } from '../circuit/direction';
import type { Decision, Pose } from '../types';
import { Histogram } from './histogram';
import { LapProgress, type Step } from './lap-progress';
import type { EndReason, FrameCounts, LapFigures, LiveFigures, Spread, TailSpread } from './lap-statistics';
import type { Line, Walls } from './line';

const STUCK_PROGRESS_M = 0.5;
const LEFT_TRACK_M = 5;
const NO_COUNTS: FrameCounts = {
  received: null,
  answered: null,
  superseded: null,
  failed: null,
  rejected: null,
};

export interface LapMetricsOptions {
  /** Distance of the walls; a car beyond them has left the track. Where there is none: 5 m. */
  readonly walls?: Walls | null;
  /** Simulated seconds without progress along the line after which the lap is given up. Default 10. */
  readonly noProgress_s?: number;
}

/**
 * Figures of a drive, live and in constant memory. Feed it every pose, every decision and, whenever
 * they are read, the frame counts; once the laps have ended (`endedBecause`), the figures stand still.
 */
export class LapMetrics {
  private readonly progress: LapProgress;
  private readonly deviation_m = new Histogram(1e-4, 1e4);
  private readonly inference_ms = new Histogram();
  private readonly step_ms = new Histogram();
  private readonly latency_ms = new Histogram();
  private readonly noProgress_s: number;
  private readonly leftLimit_m: number;
  private readonly rightLimit_m: number;
  private ended: EndReason | null = null;
  private counts: FrameCounts | null = null;
  private signedDeviationSum_m = 0;
  private distance_m = 0;
  private driven_s: number | null = null;
  private poses = 0;
  private simulated_s = 0;
  private wall_ms = 0;
  private best_m = Number.NEGATIVE_INFINITY;
  private best_s: number | null = null;
  private jumpsSeen = 0;
  private lastPose: Pose | null = null;
  private lastLateral_m: number | null = null;
  private lastDecision: Decision | null = null;
  private firstLeft_ms = 0;
  private distinct = 0;

  constructor(
    line: Line | null,
    private readonly direction: Direction,
    private readonly laps: number,
    options: LapMetricsOptions = {},
  ) {
    this.progress = new LapProgress(line, direction, laps);
    this.noProgress_s = options.noProgress_s ?? 10;
    this.leftLimit_m = options.walls?.left_m ?? LEFT_TRACK_M;
    this.rightLimit_m = options.walls?.right_m ?? LEFT_TRACK_M;
  }

  /** Why the drive is over; null while it goes on. */
  get endedBecause(): EndReason | null {
    return this.ended;
  }

  /** Ends the drive for a reason that lies outside of poses and decisions; the first reason stays. */
  end(reason: EndReason): void {
    this.ended ??= reason;
  }

  /** A pose that holds anything but numbers is left out. */
  pose(pose: Pose): void {
    if (this.ended !== null || !isFinitePose(pose)) return;
    this.clocks(pose);
    const step = this.progress.add(pose);
    this.lastPose = pose;
    this.lastLateral_m = step.lateral_m;
    if (step.driving) this.drive(step);
    if (this.progress.finished) this.end('completed');
    else this.watch(pose, step);
  }

  decision(decision: Decision): void {
    if (this.ended !== null) return;
    if (this.lastDecision === null) this.firstLeft_ms = decision.left_ms;
    if (decision.sequence !== this.lastDecision?.sequence) this.distinct += 1;
    this.lastDecision = decision;
    this.step_ms.add(decision.step_ms);
    this.latency_ms.add(decision.sensor_to_actuator_ms);
    if (decision.inference_ms !== null) this.inference_ms.add(decision.inference_ms);
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
      position_deviation_m: this.lastLateral_m,
      brain_iterations_per_s: reciprocal(this.step_ms.mean),
      sensor_to_actuator_ms: this.lastDecision?.sensor_to_actuator_ms ?? null,
      simulated_s: this.lastPose?.sim_s ?? null,
    };
  }

  figures(): LapFigures {
    const times = this.progress.lapTimes_s;
    const samples = this.deviation_m.count;
    return {
      completed: this.ended === 'completed',
      ended_because: this.ended,
      direction: this.direction,
      laps: this.laps,
      laps_completed: this.progress.percent === null ? null : this.progress.completedLaps,
      percentage_completed: this.progress.percent,
      lap_seconds: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length,
      lap_times_s: [...times],
      completed_distance_m: this.poses === 0 ? null : this.distance_m,
      average_speed_mps:
        this.driven_s === null || this.driven_s <= 0 ? null : this.distance_m / this.driven_s,
      simulated_seconds: this.driven_s,
      position_deviation_mean_m: this.deviation_m.mean,
      position_deviation_max_m: this.deviation_m.max,
      position_deviation_p50_m: this.deviation_m.percentile(50),
      position_deviation_p95_m: this.deviation_m.percentile(95),
      position_deviation_signed_mean_m: samples === 0 ? null : this.signedDeviationSum_m / samples,
      brain_iterations_frequency_real_time: reciprocal(this.step_ms.mean),
      decisions_per_second: this.decisionsPerSecond(),
      inference_time_ms: spread(this.inference_ms),
      step_time_ms: spread(this.step_ms),
      sensor_to_actuator_ms: tailSpread(this.latency_ms),
      frames: this.counts ?? NO_COUNTS,
      real_time_factor:
        this.simulated_s > 0 && this.wall_ms > 0 ? (1000 * this.simulated_s) / this.wall_ms : null,
      car_set_elsewhere: this.progress.jumps,
    };
  }

  private clocks(pose: Pose): void {
    this.poses += 1;
    const last = this.lastPose;
    if (last?.sim_s == null || pose.sim_s === null || pose.sim_s < last.sim_s) return;
    this.simulated_s += pose.sim_s - last.sim_s;
    this.wall_ms += pose.arrival_ms - last.arrival_ms;
  }

  private drive(step: Step): void {
    this.distance_m += step.share * step.way_m;
    if (step.time_s !== null) this.driven_s = (this.driven_s ?? 0) + step.share * step.time_s;
    if (step.lateral_m === null) return;
    this.deviation_m.add(Math.abs(step.lateral_m));
    this.signedDeviationSum_m += step.lateral_m;
  }

  /** Gives the lap up when the car has left the track or no longer comes forward. */
  private watch(pose: Pose, step: Step): void {
    if (step.lateral_m === null || step.progress_m === null) return;
    const forwardLateral_m = this.direction === 'forward' ? step.lateral_m : -step.lateral_m;
    if (forwardLateral_m > this.leftLimit_m || -forwardLateral_m > this.rightLimit_m) {
      this.end('left_track');
      return;
    }
    const anew = this.best_s === null || (pose.sim_s !== null && pose.sim_s < this.best_s);
    if (anew || this.progress.jumps !== this.jumpsSeen || step.progress_m > this.best_m + STUCK_PROGRESS_M) {
      this.jumpsSeen = this.progress.jumps;
      this.best_m = step.progress_m;
      this.best_s = pose.sim_s;
    } else if (pose.sim_s !== null && pose.sim_s - this.best_s! > this.noProgress_s) {
      this.end('no_progress');
    }
  }

  private decisionsPerSecond(): number | null {
    const span_ms = (this.lastDecision?.left_ms ?? 0) - this.firstLeft_ms;
    return this.distinct > 1 && span_ms > 0 ? (1000 * (this.distinct - 1)) / span_ms : null;
  }
}

function isFinitePose(pose: Pose): boolean {
  return (
    Number.isFinite(pose.x_m) &&
    Number.isFinite(pose.y_m) &&
    Number.isFinite(pose.yaw_rad) &&
    Number.isFinite(pose.v_mps) &&
    (pose.sim_s === null || Number.isFinite(pose.sim_s))
  );
}

function reciprocal(mean_ms: number | null): number | null {
  return mean_ms === null || mean_ms <= 0 ? null : 1000 / mean_ms;
}

function spread(histogram: Histogram): Spread {
  return { mean: histogram.mean, p50: histogram.percentile(50), p99: histogram.percentile(99) };
}

function tailSpread(histogram: Histogram): TailSpread {
  return {
    p50: histogram.percentile(50),
    p95: histogram.percentile(95),
    p99: histogram.percentile(99),
  };
}

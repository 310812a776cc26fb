import { BrainMetrics } from './brain-metrics';
import { ClockRecord } from './clock-record';
import { computeBehaviorMetrics } from './compute';
import { DrivenPath } from './driven-path';
import { LapProximity } from './lap-proximity';
import { measureLapShape } from './lap-shape';
import { OrderedCount } from './ordered-count';
import type { PerfectLap } from './perfect-lap';
import { PoseBuffer } from './pose-buffer';
import type { BehaviorMetricsContext, BehaviorMetricsResult, RecordedDecision } from './result';
import type { LapCounts } from './run-record';

/** Poses kept for the position deviation (14 hours at 20 Hz), and whole seconds kept of the clock. */
const MAX_SAMPLES = 1_000_000;
/** A pose stamp further than this from /clock belongs to another clock. */
const SAME_CLOCK_S = 5;
/** Wall clocks have exceeded this since 2001; simulated clocks start at 0. */
const WALL_S = 1e9;
/** BehaviorMetrics starts at the first point of the lap if none is nearer than this to the first pose. */
const NEAR_START_M = 100;

/**
 * Computes BehaviorMetrics' metrics of a run in one pass. Memory is constant except for 16 bytes per pose and
 * 16 bytes per simulated second, both up to a limit (see PoseBuffer for the reason).
 */
export class BehaviorMetricsAccumulator {
  private readonly path = new DrivenPath();
  private readonly clocks: ClockRecord;
  private readonly poses: PoseBuffer;
  private readonly decisions = new BrainMetrics();
  private readonly counts: LapCounts | null;
  private invalidPoses = 0;
  private frames: number | null = null;
  private baseSec: number | null = null;

  /** @param maxSamples poses after which no position deviation is computed */
  constructor(perfectLap: PerfectLap | null, maxSamples = MAX_SAMPLES) {
    this.clocks = new ClockRecord(maxSamples);
    this.poses = new PoseBuffer(maxSamples);
    this.counts = perfectLap === null ? null : startLapCounts(perfectLap);
  }

  /** Adds a pose of the car.
   *  @param sec,nsec its stamp; zero without one, then /clock is used
   *  @param commanded_mps fastest speed commanded around it, null if unknown: distinguishes a teleport from the step of a
   *    fast car */
  odometry(x_m: number, y_m: number, sec: number, nsec: number, commanded_mps: number | null = null): void {
    if (!Number.isFinite(x_m) || !Number.isFinite(y_m)) {
      this.invalidPoses += 1;
      return;
    }
    const time_s = this.timeOf(sec, nsec);
    const pose = this.path.poses;
    const clock_s = this.clocks.secondsSince(this.baseSec ?? 0);
    const step_m = this.path.add(x_m, y_m, time_s, clock_s, commanded_mps);
    this.poses.push(x_m, y_m);
    const { counts } = this;
    if (counts === null || counts.shape.problem !== null) return;
    if (counts.forward === null || counts.reverse === null) {
      counts.proximity.first(x_m, y_m);
      const start = counts.proximity.start_m < NEAR_START_M ? counts.proximity.start : 0;
      counts.forward = new OrderedCount(counts.lap, start, 1, x_m, y_m);
      counts.reverse = new OrderedCount(counts.lap, start, -1, x_m, y_m);
      return;
    }
    counts.proximity.pose(x_m, y_m, step_m);
    counts.forward.pose(x_m, y_m, pose, time_s);
    counts.reverse.pose(x_m, y_m, pose, time_s);
  }

  /** Adds a message of /clock. */
  clock(sec: number, nsec: number): void {
    this.clocks.add(sec, nsec);
  }

  decision(decision: RecordedDecision): void {
    this.decisions.add(decision);
  }

  /** Counts a camera frame. */
  frame(): void {
    this.frames = (this.frames ?? 0) + 1;
  }

  /** @returns the metrics of everything added so far */
  result(context: BehaviorMetricsContext = {}): BehaviorMetricsResult {
    this.path.finish();
    const { path, clocks: clock, decisions, poses, counts, invalidPoses } = this;
    const frames = context.frames ?? this.frames;
    return computeBehaviorMetrics({ path, clock, decisions, poses, counts, invalidPoses, frames }, context);
  }

  /** Seconds since a whole second near the first known time; null while no time is known. */
  private timeOf(sec: number, nsec: number): number | null {
    const stamped = sec !== 0 || nsec !== 0;
    if (this.baseSec === null && stamped) this.baseSec = sec;
    const clock_s = this.clocks.secondsSince(this.baseSec ?? 0);
    // A wall clock does not show how fast the simulated clock ran.
    if (!stamped || (clock_s === null && sec >= WALL_S)) return clock_s;
    const stamp_s = sec - this.baseSec! + nsec / 1e9;
    return clock_s !== null && Math.abs(stamp_s - clock_s) > SAME_CLOCK_S ? clock_s : stamp_s;
  }
}

function startLapCounts(lap: PerfectLap): LapCounts {
  const proximity = new LapProximity(lap);
  return { lap, shape: measureLapShape(lap), proximity, forward: null, reverse: null };
}

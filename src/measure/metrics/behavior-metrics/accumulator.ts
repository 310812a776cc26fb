import { ClockRecord } from './clock-record';
import { DecisionFigures } from './decision-figures';
import { DrivenWay } from './driven-way';
import { figuresOfRun } from './figures';
import { LapNearness } from './lap-nearness';
import { lapShape } from './lap-shape';
import { OrderedCount } from './ordered-count';
import type { PerfectLap } from './perfect-lap';
import { PoseBuffer } from './pose-buffer';
import type { BehaviorMetricsContext, BehaviorMetricsResult, RecordedDecision } from './result';
import type { LapCounts } from './run-record';

/** Poses that are kept for the position deviation, 14 hours at 20 Hz, and whole seconds of the clock. */
const MOST_KEPT = 1_000_000;
/** A pose's stamp that is further than this from the clock is on another one. */
const SAME_CLOCK_S = 5;
/** Wall clocks have shown more since 2001; simulated ones start at 0. */
const WALL_S = 1e9;
/** BehaviorMetrics takes the first point of the lap where none is nearer than this to the first pose. */
const NEAR_START_M = 100;

/**
 * BehaviorMetrics' figures of a run, sample by sample in one pass. Constant memory, but for 16 bytes a pose
 * and 16 a simulated second, both up to a limit (see PoseBuffer for why).
 */
export class BehaviorMetricsAccumulator {
  private readonly way = new DrivenWay();
  private readonly clocks: ClockRecord;
  private readonly poses: PoseBuffer;
  private readonly decisions = new DecisionFigures();
  private readonly counts: LapCounts | null;
  private unusable = 0;
  private frames: number | null = null;
  private baseSec: number | null = null;

  /** @param mostKept poses after which the position deviation is given up */
  constructor(perfectLap: PerfectLap | null, mostKept = MOST_KEPT) {
    this.clocks = new ClockRecord(mostKept);
    this.poses = new PoseBuffer(mostKept);
    this.counts = perfectLap === null ? null : countsAgainst(perfectLap);
  }

  /** A pose of the car.
   *  @param sec,nsec its stamp, zero where it has none (then the clock stands in)
   *  @param v_mps speed by its twist, where that is filled in: tells a jump from the step of a fast car */
  odometry(x_m: number, y_m: number, sec: number, nsec: number, v_mps = 0): void {
    if (!Number.isFinite(x_m) || !Number.isFinite(y_m)) {
      this.unusable += 1;
      return;
    }
    const time_s = this.timeOf(sec, nsec);
    const pose = this.way.poses;
    const clock_s = this.clocks.secondsSince(this.baseSec ?? 0);
    const step_m = this.way.add(x_m, y_m, time_s, clock_s, Number.isFinite(v_mps) ? v_mps : 0);
    this.poses.push(x_m, y_m);
    const { counts } = this;
    if (counts === null || counts.shape.complaint !== null) return;
    if (counts.forward === null || counts.reverse === null) {
      counts.nearness.first(x_m, y_m);
      const start = counts.nearness.start_m < NEAR_START_M ? counts.nearness.start : 0;
      counts.forward = new OrderedCount(counts.lap, start, 1, x_m, y_m);
      counts.reverse = new OrderedCount(counts.lap, start, -1, x_m, y_m);
      return;
    }
    counts.nearness.pose(x_m, y_m, step_m);
    counts.forward.pose(x_m, y_m, pose, time_s);
    counts.reverse.pose(x_m, y_m, pose, time_s);
  }

  /** A message of /clock. */
  clock(sec: number, nsec: number): void {
    this.clocks.add(sec, nsec);
  }

  decision(decision: RecordedDecision): void {
    this.decisions.add(decision);
  }

  /** A camera frame arrived. */
  frame(): void {
    this.frames = (this.frames ?? 0) + 1;
  }

  /** The figures of everything so far. */
  result(context: BehaviorMetricsContext = {}): BehaviorMetricsResult {
    this.way.finish();
    const { way, clocks: clock, decisions, poses, counts, unusable } = this;
    const frames = context.frames ?? this.frames;
    return figuresOfRun({ way, clock, decisions, poses, counts, unusable, frames }, context);
  }

  /** Seconds since a whole second near the first time known; null before any. */
  private timeOf(sec: number, nsec: number): number | null {
    const stamped = sec !== 0 || nsec !== 0;
    if (this.baseSec === null && stamped) this.baseSec = sec;
    const clock_s = this.clocks.secondsSince(this.baseSec ?? 0);
    // Nobody knows of a wall clock how fast the simulated one ran.
    if (!stamped || (clock_s === null && sec >= WALL_S)) return clock_s;
    const stamp_s = sec - this.baseSec! + nsec / 1e9;
    return clock_s !== null && Math.abs(stamp_s - clock_s) > SAME_CLOCK_S ? clock_s : stamp_s;
  }
}

function countsAgainst(lap: PerfectLap): LapCounts {
  const nearness = new LapNearness(lap);
  return { lap, shape: lapShape(lap), nearness, forward: null, reverse: null };
}

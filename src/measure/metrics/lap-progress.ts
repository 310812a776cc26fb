import type { Direction } from '../../circuit/direction';
import { isTeleport } from '../../circuit/teleport';
import type { Pose } from '../../types';
import type { Line } from './line';

/** Speed and way above which a car counts as driving and no longer as waiting at the start. */
const MOVING_MPS = 0.05;
const MOVED_M = 0.02;
const LAP_TIMES_KEPT = 1000;
/** Way before the first pose that has a time, within which the first lap begins with that pose instead. */
const UNDATED_M = 5;

/** What one pose added. */
export interface Step {
  /** Way driven since the pose before, m; 0 while waiting and across jumps. */
  readonly way_m: number;
  /** Simulated seconds driven since the pose before; null without a simulated clock. */
  readonly time_s: number | null;
  /** Part of the step that belongs to the laps asked for: below 1 only in the step that ends them. */
  readonly share: number;
  /** Signed distance from the line, left positive in driving direction; null without a circuit. */
  readonly lateral_m: number | null;
  /** Unwrapped way along the line since the start, m; null without a circuit. */
  readonly progress_m: number | null;
  /** Arc length of the line's nearest point, in its forward direction; null without a circuit. */
  readonly s_m: number | null;
  readonly driving: boolean;
}

/**
 * How far the car has come along the closed line, by unwrapped projected arc length: crossing the
 * start line backwards costs what it gives when crossed again. A lap is one line length driven in one
 * piece from where the car started, or from the first pose that has a simulated time if that comes within the
 * first metres: it could not be timed otherwise. A car that is set elsewhere, or a clock that runs backwards, begins
 * its unfinished lap anew; finished laps stay.
 */
export class LapProgress {
  readonly lapTimes_s: number[] = [];
  completedLaps = 0;
  jumps = 0;
  private previous: Pose | null = null;
  private waiting: Pose | null = null;
  private driving = false;
  private s_m = 0;
  private progress_m = 0;
  private speed_mps = 0;
  private lapStart_s: number | null = null;
  private readonly sign: 1 | -1;

  constructor(
    private readonly line: Line | null,
    direction: Direction,
    private readonly laps: number,
  ) {
    this.sign = direction === 'forward' ? 1 : -1;
  }

  get finished(): boolean {
    return this.completedLaps >= this.laps;
  }

  /** Part of the laps asked for, 0..100; of the lap under way when they have no end; null without a circuit. */
  get percent(): number | null {
    if (this.line === null || this.previous === null) return null;
    const endless = this.laps === Number.POSITIVE_INFINITY;
    const laps = this.progress_m / this.line.length_m - (endless ? this.completedLaps : 0);
    return Math.min(100, Math.max(0, (100 * laps) / (endless ? 1 : this.laps)));
  }

  add(pose: Pose): Step {
    const previous = this.previous;
    this.previous = pose;
    const way_m = previous === null ? 0 : Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
    const time_s = previous === null ? null : difference(pose.sim_s, previous.sim_s);
    if (previous === null || isTeleport(previous, pose, this.speed_mps)) return this.anchor(pose);
    if (time_s !== null && time_s > 0) this.speed_mps = way_m / time_s;
    if (!this.driving && !this.departs(previous, pose)) return this.step(pose, 0, null, 1);

    const before_m = this.progress_m;
    const lateral_m = this.project(pose, this.s_m);
    if (this.isDatedFirst(previous, pose)) {
      this.lapStart_s = pose.sim_s;
      this.progress_m = 0;
    }
    const share = this.passLaps(before_m, previous, pose);
    const s_m = this.line === null ? null : this.s_m;
    return { way_m, time_s, share, lateral_m, progress_m: this.progressOrNull(), s_m, driving: true };
  }

  /** Takes the pose as the place where a lap begins. */
  private anchor(pose: Pose): Step {
    if (this.waiting !== null) this.jumps += 1;
    this.waiting = pose;
    this.driving = Math.abs(pose.v_mps) > MOVING_MPS;
    this.speed_mps = 0;
    this.lapStart_s = pose.sim_s;
    if (this.line !== null) {
      this.s_m = this.line.project(pose.x_m, pose.y_m).s_m;
      this.progress_m = this.completedLaps * this.line.length_m;
    }
    return this.step(pose, 0, null, 1);
  }

  /** Whether the car sets off with this pose; the pose before it is then where the lap begins. */
  private departs(previous: Pose, pose: Pose): boolean {
    const start = this.waiting ?? previous;
    const moved_m = Math.hypot(pose.x_m - start.x_m, pose.y_m - start.y_m);
    if (Math.abs(pose.v_mps) <= MOVING_MPS && moved_m <= MOVED_M) return false;
    this.driving = true;
    this.lapStart_s = previous.sim_s;
    return true;
  }

  private isDatedFirst(previous: Pose, pose: Pose): boolean {
    const early = this.completedLaps === 0 && Math.abs(this.progress_m) < UNDATED_M;
    return early && this.lapStart_s === null && previous.sim_s === null && pose.sim_s !== null;
  }

  private step(pose: Pose, way_m: number, time_s: number | null, share: number): Step {
    const found = this.line?.project(pose.x_m, pose.y_m, this.s_m) ?? null;
    const lateral_m = found === null ? null : this.sign * found.lateral_m;
    const s_m = found === null ? null : found.s_m;
    return { way_m, time_s, share, lateral_m, progress_m: this.progressOrNull(), s_m, driving: this.driving };
  }

  private progressOrNull(): number | null {
    return this.line === null ? null : this.progress_m;
  }

  private project(pose: Pose, near_s_m: number): number | null {
    if (this.line === null) return null;
    const found = this.line.project(pose.x_m, pose.y_m, near_s_m);
    const length_m = this.line.length_m;
    const change_m = found.s_m - this.s_m;
    this.progress_m += this.sign * (change_m - length_m * Math.round(change_m / length_m));
    this.s_m = found.s_m;
    return this.sign * found.lateral_m;
  }

  /** Closes every lap that ended within this step, by linear interpolation between its two poses. */
  private passLaps(before_m: number, previous: Pose, pose: Pose): number {
    if (this.line === null) return 1;
    while (!this.finished) {
      const goal_m = (this.completedLaps + 1) * this.line.length_m;
      if (this.progress_m < goal_m) return 1;
      const share = (goal_m - before_m) / (this.progress_m - before_m);
      const step_s = difference(pose.sim_s, previous.sim_s);
      const end_s = step_s === null ? null : previous.sim_s! + share * step_s;
      const lap_s = difference(end_s, this.lapStart_s);
      // A clock that stands still gives no time.
      if (lap_s !== null && lap_s > 0) this.lapTimes_s.push(lap_s);
      if (this.lapTimes_s.length > LAP_TIMES_KEPT) this.lapTimes_s.shift();
      this.completedLaps += 1;
      this.lapStart_s = end_s;
      if (this.finished) return share;
    }
    return 0;
  }
}

function difference(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}

import type { Direction } from '../../circuit/direction';
import { hasOwnTwist, isPlausibleSpeed, isTeleport, stepSpeed } from '../../circuit/teleport';
import { clamp } from '../../support/numbers';
import type { Pose } from '../../types';
import type { Line } from './line';

/** Above this speed or distance a car is driving and no longer waiting at the start. */
const MOVING_MPS = 0.05;
const MOVED_M = 0.02;
const LAP_TIMES_KEPT = 1000;
/** If the first pose with a time comes within this distance, the first lap starts there. */
const UNTIMED_M = 5;

/** What one pose adds to a run. */
export interface Step {
  /** Distance driven since the previous pose, m; 0 while waiting and across teleports. */
  readonly distance_m: number;
  /** Simulated seconds driven since the previous pose; null without a simulated clock. */
  readonly time_s: number | null;
  /** Share of the step within the requested laps: below 1 only in the step that completes them. */
  readonly share: number;
  /** Signed distance from the line, left positive in driving direction; null without a line. */
  readonly lateral_m: number | null;
  /** Unwrapped distance along the line since the start, m; null without a line. */
  readonly progress_m: number | null;
  /** Arc length of the nearest point of the line, in its forward direction; null without a line. */
  readonly s_m: number | null;
  readonly driving: boolean;
}

/**
 * Progress of the car along the closed line by unwrapped projected arc length: crossing the start line
 * backwards subtracts what crossing it again adds. A lap is one line length driven without a teleport from where
 * the car started, or from the first pose with a simulated time if that comes within the first metres, since it
 * could not be timed otherwise. A teleport, or a clock that runs backwards, restarts the current lap; completed
 * laps stay.
 */
export class LapProgress {
  readonly lapTimes_s: number[] = [];
  completedLaps = 0;
  /** Simulated seconds of the lap completed last; null before the first, and where it could not be timed. */
  lastLap_s: number | null = null;
  teleports = 0;
  /** Times that the car was put back on the line, and the laps in which it was, from 1; only the last 1000. */
  recoveries = 0;
  readonly recoveredLaps: number[] = [];
  private previous: Pose | null = null;
  private waiting: Pose | null = null;
  private driving = false;
  private s_m = 0;
  private progress_m = 0;
  private speed_mps = 0;
  private isPutBack = false;
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

  /** Percent of the requested laps, or of the current lap without a limit; null without a line. */
  get percent(): number | null {
    return this.percentAt(this.progress_m);
  }

  /** The same at another progress. */
  percentAt(progress_m: number): number | null {
    if (this.line === null || this.previous === null) return null;
    const endless = this.laps === Number.POSITIVE_INFINITY;
    const laps = progress_m / this.line.length_m - (endless ? this.completedLaps : 0);
    return clamp((100 * laps) / (endless ? 1 : this.laps), 0, 100);
  }

  /** The next pose is where the car was put back on the line: the lap goes on there. */
  putBack(): void {
    this.isPutBack = true;
  }

  add(pose: Pose): Step {
    const previous = this.previous;
    this.previous = pose;
    const distance_m = previous === null ? 0 : Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
    const time_s = previous === null ? null : subtract(pose.sim_s, previous.sim_s);
    const isPutBack = this.isPutBack && previous !== null;
    this.isPutBack = false;
    if (isPutBack) return this.goOn(pose, time_s);
    const speed_mps = this.speed_mps;
    if (previous !== null && time_s !== 0) this.speed_mps = stepSpeed(previous, pose);
    if (previous === null || isTeleport(previous, pose, speed_mps)) return this.startLap(pose);
    if (!this.driving && !this.departs(previous, pose)) return this.step(pose, 0, null, 1);

    const before_m = this.progress_m;
    const lateral_m = this.project(pose, this.s_m);
    if (this.isFirstTimed(previous, pose)) {
      this.lapStart_s = pose.sim_s;
      this.progress_m = 0;
    }
    const share = this.passLaps(before_m, previous, pose);
    const s_m = this.line === null ? null : this.s_m;
    return { distance_m, time_s, share, lateral_m, progress_m: this.progressOrNull(), s_m, driving: true };
  }

  /** Starts a lap at this pose. */
  private startLap(pose: Pose): Step {
    const teleported = this.waiting !== null;
    if (teleported) this.teleports += 1;
    this.waiting = pose;
    // The reported speed may be that of a teleport.
    const isOwn = isPlausibleSpeed(pose) && (!teleported || hasOwnTwist(pose));
    this.driving = isOwn && Math.abs(pose.v_mps) > MOVING_MPS;
    this.lapStart_s = pose.sim_s;
    if (this.line !== null) {
      this.s_m = this.line.project(pose.x_m, pose.y_m).s_m;
      this.progress_m = this.completedLaps * this.line.length_m;
    }
    return this.step(pose, 0, null, 1);
  }

  /** Goes on from where the car was put back: the way there is neither distance nor progress, its time counts. */
  private goOn(pose: Pose, time_s: number | null): Step {
    this.recoveries += 1;
    const lap = this.completedLaps + 1;
    if (this.recoveredLaps.at(-1) !== lap) this.recoveredLaps.push(lap);
    if (this.recoveredLaps.length > LAP_TIMES_KEPT) this.recoveredLaps.shift();
    this.speed_mps = 0;
    if (!this.driving) this.waiting = pose;
    const before_m = this.progress_m;
    this.project(pose, this.s_m);
    this.progress_m = Math.min(before_m, this.progress_m);
    return this.step(pose, 0, time_s !== null && time_s >= 0 ? time_s : null, 1);
  }

  /** Whether the car starts moving with this pose; the lap then starts at the previous pose. */
  private departs(previous: Pose, pose: Pose): boolean {
    const start = this.waiting ?? previous;
    const moved_m = Math.hypot(pose.x_m - start.x_m, pose.y_m - start.y_m);
    if (Math.abs(pose.v_mps) <= MOVING_MPS && moved_m <= MOVED_M) return false;
    this.driving = true;
    this.lapStart_s = previous.sim_s;
    return true;
  }

  private isFirstTimed(previous: Pose, pose: Pose): boolean {
    const early = this.completedLaps === 0 && Math.abs(this.progress_m) < UNTIMED_M;
    return early && this.lapStart_s === null && previous.sim_s === null && pose.sim_s !== null;
  }

  private step(pose: Pose, distance_m: number, time_s: number | null, share: number): Step {
    const found = this.line?.project(pose.x_m, pose.y_m, this.s_m) ?? null;
    const lateral_m = found === null ? null : this.sign * found.lateral_m;
    const s_m = found === null ? null : found.s_m;
    return {
      distance_m,
      time_s,
      share,
      lateral_m,
      progress_m: this.progressOrNull(),
      s_m,
      driving: this.driving,
    };
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

  /** Completes every lap that ends within this step, interpolated linearly between its two poses.
   *  @returns the share of the step within the requested laps */
  private passLaps(before_m: number, previous: Pose, pose: Pose): number {
    if (this.line === null) return 1;
    while (!this.finished) {
      const goal_m = (this.completedLaps + 1) * this.line.length_m;
      if (this.progress_m < goal_m) return 1;
      const share = (goal_m - before_m) / (this.progress_m - before_m);
      const step_s = subtract(pose.sim_s, previous.sim_s);
      const end_s = step_s === null ? null : previous.sim_s! + share * step_s;
      const lap_s = subtract(end_s, this.lapStart_s);
      // A clock that does not advance gives no lap time.
      this.lastLap_s = lap_s !== null && lap_s > 0 ? lap_s : null;
      if (this.lastLap_s !== null) this.lapTimes_s.push(this.lastLap_s);
      if (this.lapTimes_s.length > LAP_TIMES_KEPT) this.lapTimes_s.shift();
      this.completedLaps += 1;
      this.lapStart_s = end_s;
      if (this.finished) return share;
    }
    return 0;
  }
}

function subtract(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}

import { isTeleport } from '../../../circuit/teleport';
import type { Pose } from '../../../types';

/** A car that has come no further than this from a place stands there. */
const PLACE_M = 0.1;
/** It stands once it has taken longer than this to leave a place. */
const STANDING_S = 2;

/** A stretch of poses between two times that the car was set elsewhere. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The way that a car drove, where it stood, and where it was set elsewhere. */
export class DrivenWay {
  poses = 0;
  /** Sum of all steps between poses, m. */
  way_m = 0;
  /** Part of it that nobody drove, and how often the car was set elsewhere. */
  jumped_m = 0;
  jumps = 0;
  /** Times that a pose was earlier than the one before. */
  backwards = 0;
  /** Seconds that the car stood before its first move, and later, s. */
  waited_s = 0;
  stood_s = 0;
  /** Way and time of driving, standing left out. */
  driven_m = 0;
  driven_s = 0;
  /** Number and time of the last pose before the car moved; null while it never did. */
  departure: number | null = null;
  departure_s: number | null = null;
  private last: Pose | null = null;
  private speed_mps = 0;
  /** Where and when the car was at the place it is about to leave, and its way since. */
  private place: Pose | null = null;
  private sincePlace_m = 0;
  private from = 0;
  private longest: Stretch = { from: 0, to: 0 };

  /** @param clock_s the latest /clock, in the seconds of `sim_s`
   *  @returns the step from the pose before, m */
  add(x_m: number, y_m: number, sim_s: number | null, clock_s: number | null, v_mps: number): number {
    const pose: Pose = { x_m, y_m, yaw_rad: 0, v_mps, w_radps: 0, sim_s, clock_s, arrival_ms: 0 };
    const last = this.last;
    this.last = pose;
    this.poses += 1;
    if (last === null) {
      this.place = pose;
      return 0;
    }
    const dx = x_m - last.x_m;
    const dy = y_m - last.y_m;
    const step_m = Math.sqrt(dx * dx + dy * dy);
    this.way_m += step_m;
    if (sim_s !== null && last.sim_s !== null && sim_s < last.sim_s) this.backwards += 1;
    if (isTeleport(last, pose, this.speed_mps)) this.jump(pose, step_m);
    else this.move(last, pose, step_m);
    return step_m;
  }

  /** Most poses do not follow the one before: several cars, or a clock that runs backwards. */
  get scattered(): boolean {
    return this.jumps > this.poses / 2;
  }

  /** The longest stretch that was driven in one piece. */
  get stretch(): Stretch {
    const present = { from: this.from, to: this.poses };
    return lengthOf(present) >= lengthOf(this.longest) ? present : this.longest;
  }

  /** Ends the run: what the car stood at last counts too. */
  finish(): void {
    if (this.last !== null) this.leavePlace(this.last);
  }

  private move(last: Pose, pose: Pose, step_m: number): void {
    const gap_s = difference(pose.sim_s, last.sim_s);
    if (gap_s !== null && gap_s > 0) this.speed_mps = step_m / gap_s;
    this.sincePlace_m += step_m;
    const place = this.place!;
    if (Math.hypot(pose.x_m - place.x_m, pose.y_m - place.y_m) <= PLACE_M) return;
    if (this.departure === null) {
      this.departure = this.poses - 2;
      this.departure_s = last.sim_s;
      this.waited_s = difference(last.sim_s, place.sim_s) ?? 0;
      this.place = last;
      this.sincePlace_m = step_m;
    }
    this.leavePlace(pose);
  }

  private leavePlace(pose: Pose): void {
    const time_s = difference(pose.sim_s, this.place?.sim_s ?? null);
    if (time_s !== null && time_s > STANDING_S) this.stood_s += time_s;
    else {
      this.driven_m += this.sincePlace_m;
      this.driven_s += time_s ?? 0;
    }
    this.place = pose;
    this.sincePlace_m = 0;
  }

  private jump(pose: Pose, step_m: number): void {
    this.jumps += 1;
    this.jumped_m += step_m;
    const stretch = { from: this.from, to: this.poses - 1 };
    if (lengthOf(stretch) > lengthOf(this.longest)) this.longest = stretch;
    this.from = this.poses - 1;
    this.speed_mps = 0;
    this.place = pose;
    this.sincePlace_m = 0;
  }
}

function lengthOf({ from, to }: Stretch): number {
  return to - from;
}

function difference(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}

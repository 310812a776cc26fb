import { isTeleport, stepSpeed } from '../../../circuit/teleport';
import type { Pose } from '../../../types';

/** A car within this distance of a place has not left it. */
const PLACE_M = 0.1;
/** A car that needs longer than this to leave a place was stopped there. */
const STOPPED_S = 2;

/** Poses between two teleports: indices `from` to before `to`. */
export interface PoseRange {
  readonly from: number;
  readonly to: number;
}

/** The path that a car drove, with its stops and teleports. */
export class DrivenPath {
  poses = 0;
  /** Sum of all steps between poses, teleports included, m. */
  length_m = 0;
  /** Length of the teleports in it, and their number. */
  teleported_m = 0;
  teleports = 0;
  /** Poses with an earlier time than the previous one. */
  backwards = 0;
  /** Time stopped before the first movement, and after it, s. */
  waited_s = 0;
  stopped_s = 0;
  /** Distance and time driven, stops excluded. */
  driven_m = 0;
  driven_s = 0;
  /** Index and time of the last pose before the car moved; null while it has not. */
  departure: number | null = null;
  departure_s: number | null = null;
  private last: Pose | null = null;
  private speed_mps = 0;
  /** Pose at the place that the car has not left yet, and the distance driven since. */
  private place: Pose | null = null;
  private sincePlace_m = 0;
  private from = 0;
  private longest: PoseRange = { from: 0, to: 0 };

  /** @param clock_s the latest /clock, in the seconds of `sim_s`
   *  @returns the step from the previous pose, m */
  add(
    x_m: number,
    y_m: number,
    sim_s: number | null,
    clock_s: number | null,
    commanded_mps: number | null,
  ): number {
    const unused = { yaw_rad: 0, v_mps: 0, w_radps: 0, arrival_ms: 0 };
    const pose: Pose = { x_m, y_m, ...unused, sim_s, clock_s, commanded_mps };
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
    this.length_m += step_m;
    if (sim_s !== null && last.sim_s !== null && sim_s < last.sim_s) this.backwards += 1;
    if (isTeleport(last, pose, this.speed_mps)) this.teleport(pose, step_m);
    else this.move(last, pose, step_m);
    if (sim_s !== last.sim_s) this.speed_mps = stepSpeed(last, pose);
    return step_m;
  }

  /** Whether most poses do not follow from the previous one: several cars, or a clock that runs backwards. */
  get discontinuous(): boolean {
    return this.teleports > this.poses / 2;
  }

  /** The longest range without a teleport. */
  get longestRange(): PoseRange {
    const present = { from: this.from, to: this.poses };
    return sizeOf(present) >= sizeOf(this.longest) ? present : this.longest;
  }

  /** Call at the end of the run: counts the last stop. */
  finish(): void {
    if (this.last !== null) this.leavePlace(this.last);
  }

  private move(last: Pose, pose: Pose, step_m: number): void {
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
    if (time_s !== null && time_s > STOPPED_S) this.stopped_s += time_s;
    else {
      this.driven_m += this.sincePlace_m;
      this.driven_s += time_s ?? 0;
    }
    this.place = pose;
    this.sincePlace_m = 0;
  }

  private teleport(pose: Pose, step_m: number): void {
    this.teleports += 1;
    this.teleported_m += step_m;
    const stretch = { from: this.from, to: this.poses - 1 };
    if (sizeOf(stretch) > sizeOf(this.longest)) this.longest = stretch;
    this.from = this.poses - 1;
    this.place = pose;
    this.sincePlace_m = 0;
  }
}

function sizeOf({ from, to }: PoseRange): number {
  return to - from;
}

function difference(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}

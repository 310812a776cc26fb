import { isTeleport } from '../circuit/teleport';
import { wrapAngle } from '../support/numbers';
import type { Pose } from '../types';

/** Simulated seconds after which a car that its commands do not move is trapped. */
const TRAPPED_S = 5;
/** Motion is judged over stretches of this much simulated time. */
const STRETCH_S = 0.5;
/** A slower command may be meant to stop the car. */
const LEAST_MPS = 0.5;
/** A car that moves less than this share of the slowest command is held. */
const LEAST_SHARE = 0.5;
/** The car moves where it points. One that moves aside by more than this share slides along a wall. */
const SLIDE_SHARE = 0.05;
/** A car that has not come this far has not begun to drive: another cause keeps it. */
const BEGUN_M = 0.3;

/**
 * Detects a car that stands against a wall or slides along one, from its motion and its commands alone, in simulated
 * time: it moves far less than it is commanded to, or not where it points.
 */
export class TrappedWatch {
  #last: Pose | null = null;
  #command_mps = 0;
  #held = false;
  #driven_m = 0;
  /** Of the current stretch. */
  #time_s = 0;
  #along_m = 0;
  #aside_m = 0;
  #slowest_mps = Number.POSITIVE_INFINITY;
  /** Of the stretches in a row in which the car was held or slid. */
  #trapped_s = 0;
  #trapped_m = 0;

  /** @param v_mps the command that the car has from now on */
  command(v_mps: number): void {
    this.#command_mps = Math.abs(v_mps);
    this.#slowest_mps = Math.min(this.#slowest_mps, this.#command_mps);
  }

  /** While held, the car is stopped by something else than a wall. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#clear();
  }

  /** The car is elsewhere, or the run begins again. */
  reset(): void {
    this.#driven_m = 0;
    this.#clear();
  }

  /** @returns what the car did, once it is trapped; else null */
  pose(pose: Pose): string | null {
    const last = this.#last;
    this.#last = pose;
    if (this.#held || last === null || last.sim_s === null || pose.sim_s === null) return null;
    if (isTeleport(last, pose)) {
      this.#clear();
      this.#last = pose;
      return null;
    }
    this.#move(last, pose);
    this.#time_s += pose.sim_s - last.sim_s;
    return this.#time_s < STRETCH_S ? null : this.#judge();
  }

  #move(last: Pose, pose: Pose): void {
    const dx = pose.x_m - last.x_m;
    const dy = pose.y_m - last.y_m;
    const heading_rad = last.yaw_rad + wrapAngle(pose.yaw_rad - last.yaw_rad) / 2;
    this.#along_m += dx * Math.cos(heading_rad) + dy * Math.sin(heading_rad);
    this.#aside_m += dy * Math.cos(heading_rad) - dx * Math.sin(heading_rad);
  }

  #judge(): string | null {
    const [along_m, aside_m, slowest_mps] = [
      Math.abs(this.#along_m),
      Math.abs(this.#aside_m),
      this.#slowest_mps,
    ];
    const moved_m = Math.hypot(along_m, aside_m);
    const isHeld = along_m < LEAST_SHARE * slowest_mps * this.#time_s;
    const slides = aside_m > SLIDE_SHARE * moved_m && moved_m > LEAST_SHARE * LEAST_MPS * this.#time_s;
    this.#driven_m += moved_m;
    if (slowest_mps >= LEAST_MPS && (isHeld || slides) && this.#driven_m > BEGUN_M) {
      this.#trapped_s += this.#time_s;
      this.#trapped_m += moved_m;
    } else {
      this.#trapped_s = 0;
      this.#trapped_m = 0;
    }
    this.#nextStretch();
    if (this.#trapped_s < TRAPPED_S) return null;
    const what = this.#trapped_m < LEAST_MPS * this.#trapped_s ? 'stood against' : 'slid along';
    const reason =
      `it ${what} a wall: ${this.#trapped_m.toFixed(1)} m in ${this.#trapped_s.toFixed(1)} s ` +
      `of simulated time, commanded to ${this.#command_mps.toFixed(1)} m/s`;
    this.#clear();
    return reason;
  }

  #nextStretch(): void {
    this.#time_s = 0;
    this.#along_m = 0;
    this.#aside_m = 0;
    this.#slowest_mps = this.#command_mps;
  }

  #clear(): void {
    this.#last = null;
    this.#trapped_s = 0;
    this.#trapped_m = 0;
    this.#nextStretch();
  }
}

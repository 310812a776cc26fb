import type { CommandHistory } from './command-history';
import type { RoadPath } from './road-path';

const LONGEST_S = 0.2;
const STEP_S = 0.01;
const CANDIDATES = Math.round(LONGEST_S / STEP_S) + 1;
/** Forgetting factor per frame. */
const MEMORY = 0.98;
/** Weight of the initial guess, m^2 of misfit per s^2. */
const PRIOR = 0.05;
const NEAREST_M = 0.9;
const FARTHEST_M = 2.8;
/** Larger misfits come from another line or a wrong trace, not from latency. */
const LARGEST_MISFIT_M = 0.4;

/**
 * Estimates the latency of commands from the frames: the line of the previous frame, moved by the commands, fits the
 * line of this frame best for the right latency.
 */
export class LatencyEstimate {
  latency_s: number;
  private readonly cost = new Float64Array(CANDIDATES);
  private readonly x_m = new Float64Array(3);
  private readonly y_m = new Float64Array(3);
  private kept = 0;
  private kept_s = 0;

  constructor(private readonly guess_s: number) {
    this.latency_s = guess_s;
  }

  /** Forgets the previous frame: the next line cannot be compared with it. */
  interrupt(): void {
    this.kept = 0;
  }

  forget(): void {
    this.interrupt();
    this.cost.fill(0);
    this.latency_s = this.guess_s;
  }

  /** @param now_s time of the frame that shows `path` */
  learn(path: RoadPath, now_s: number, history: CommandHistory): void {
    if (this.kept > 0 && now_s > this.kept_s) {
      for (let i = 0; i < CANDIDATES; i += 1) {
        history.move(this.kept_s, now_s, i * STEP_S);
        this.cost[i] = MEMORY * this.cost[i]! + this.misfit(path, history);
      }
      this.choose();
    }
    this.keep(path, now_s);
  }

  private choose(): void {
    let best = 0;
    for (let i = 1; i < CANDIDATES; i += 1) if (this.total(i) < this.total(best)) best = i;
    let aside = 0;
    if (best > 0 && best < CANDIDATES - 1) {
      const [before, here, after] = [this.total(best - 1), this.total(best), this.total(best + 1)];
      const bend = before - 2 * here + after;
      if (bend > 0) aside = (before - after) / (2 * bend);
    }
    this.latency_s = (best + aside) * STEP_S;
  }

  private total(index: number): number {
    return this.cost[index]! + PRIOR * (index * STEP_S - this.guess_s) ** 2;
  }

  /** Sum of the squared distances between the stored points, after the motion, and the line of this frame. */
  private misfit(path: RoadPath, motion: CommandHistory): number {
    const cos = Math.cos(motion.turned_rad);
    const sin = Math.sin(motion.turned_rad);
    let sum = 0;
    for (let k = 0; k < this.kept; k += 1) {
      const dx = this.x_m[k]! - motion.x_m;
      const dy = this.y_m[k]! - motion.y_m;
      const distance_m = path.distance(dx * cos + dy * sin, dy * cos - dx * sin);
      if (distance_m !== null) sum += Math.min(LARGEST_MISFIT_M, Math.abs(distance_m)) ** 2;
    }
    return sum;
  }

  /** Stores three points that will still be in view in the next frame. */
  private keep(path: RoadPath, now_s: number): void {
    this.kept = 0;
    this.kept_s = now_s;
    for (let k = 0; k < this.x_m.length; k += 1) {
      const wanted_m = NEAREST_M + 0.7 + (k * (FARTHEST_M - NEAREST_M)) / this.x_m.length;
      let i = 0;
      while (i < path.length && Math.hypot(path.x_m[i]!, path.y_m[i]!) < wanted_m) i += 1;
      if (i === path.length) return;
      this.x_m[k] = path.x_m[i]!;
      this.y_m[k] = path.y_m[i]!;
      this.kept += 1;
    }
  }
}

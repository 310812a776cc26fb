import type { Motion } from './command-history';
import type { RoadPoint } from './polyline';

/** Larger misfits come from another line or a bad answer, not from latency. */
const LARGEST_MISFIT_M = 0.4;
/** Frames farther apart are not compared. */
const LONGEST_GAP_S = 1;

export interface LatencyFitOptions {
  /** The latency until something is learnt. */
  readonly guess_s: number;
  /** Latencies from 0 to this are compared, in these steps. */
  readonly longest_s: number;
  readonly step_s: number;
  /** Forgetting factor per frame. */
  readonly memory: number;
  /** Weight of the guess, m^2 of misfit per s^2. */
  readonly prior: number;
}

/** How far a point of the road is beside what the newest frame says of the road: metres, left positive; null where it
 *  says nothing. Coordinates are the car's at the frame. */
export type Beside = (x_m: number, y_m: number) => number | null;

/** The road as one frame gives it, in the car's coordinates at the frame. */
export interface Road {
  readonly beside: Beside;
  /** Points that will still be ahead at the next frame. */
  readonly points: readonly RoadPoint[];
}

/**
 * Estimates the latency between the car's motion and what frames show of it: the road as one frame gives it, moved by the
 * car's motion, fits that of the next frame best for the right latency. In a bend, and where the car weaves, a wrong one
 * turns the one against the other.
 */
export class LatencyFit {
  latency_s: number;
  readonly #options: LatencyFitOptions;
  readonly #cost: Float64Array;
  /** Of the previous frame. */
  #points: readonly RoadPoint[] = [];
  #before_s = 0;

  constructor(options: LatencyFitOptions) {
    this.#options = options;
    this.#cost = new Float64Array(Math.round(options.longest_s / options.step_s) + 1);
    this.latency_s = options.guess_s;
  }

  /** Forgets the previous frame: the next one cannot be compared with it. */
  interrupt(): void {
    this.#points = [];
  }

  clear(): void {
    this.interrupt();
    this.#cost.fill(0);
    this.latency_s = this.#options.guess_s;
  }

  /** @param now_s time of the frame
   *  @param motion of the car between the previous frame and this one, if the latency is `latency_s` */
  learn(
    now_s: number,
    road: Road,
    motion: (before_s: number, now_s: number, latency_s: number) => Motion,
  ): void {
    const { memory, step_s } = this.#options;
    const before_s = this.#before_s;
    if (this.#points.length > 0 && now_s > before_s && now_s - before_s < LONGEST_GAP_S) {
      for (let i = 0; i < this.#cost.length; i += 1) {
        const misfit = this.#misfit(road.beside, motion(before_s, now_s, i * step_s));
        this.#cost[i] = memory * this.#cost[i]! + misfit;
      }
      this.#choose();
    }
    this.#points = road.points;
    this.#before_s = now_s;
  }

  /** Sum of the squared distances between the points of the previous frame, after the motion, and the road of this one. */
  #misfit(beside: Beside, motion: Motion): number {
    const cos = Math.cos(motion.turned_rad);
    const sin = Math.sin(motion.turned_rad);
    let sum = 0;
    for (const { x_m, y_m } of this.#points) {
      const dx = x_m - motion.x_m;
      const dy = y_m - motion.y_m;
      const beside_m = beside(dx * cos + dy * sin, dy * cos - dx * sin);
      if (beside_m !== null) sum += Math.min(LARGEST_MISFIT_M, Math.abs(beside_m)) ** 2;
    }
    return sum;
  }

  #choose(): void {
    const last = this.#cost.length - 1;
    let best = 0;
    for (let i = 1; i <= last; i += 1) if (this.#total(i) < this.#total(best)) best = i;
    let aside = 0;
    if (best > 0 && best < last) {
      const [before, here, after] = [this.#total(best - 1), this.#total(best), this.#total(best + 1)];
      const bend = before - 2 * here + after;
      if (bend > 0) aside = (before - after) / (2 * bend);
    }
    this.latency_s = (best + aside) * this.#options.step_s;
  }

  #total(i: number): number {
    const { prior, step_s, guess_s } = this.#options;
    return this.#cost[i]! + prior * (i * step_s - guess_s) ** 2;
  }
}

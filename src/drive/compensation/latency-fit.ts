import type { MotionHistory } from './motion-history';

const LONGEST_S = 0.3;
const STEP_S = 0.02;
const CANDIDATES = Math.round(LONGEST_S / STEP_S) + 1;
/** Forgetting factor per frame. */
const MEMORY = 0.97;
/** Weight of the guess, m^2 of misfit per s^2. */
const PRIOR = 0.1;
/** Larger misfits come from another line or a bad answer, not from age. */
const LARGEST_MISFIT_M = 0.4;

/** How far a point of the road is beside what the newest answer says of the road: metres, null where it says nothing.
 *  Coordinates are the car's at the frame. */
export type Beside = (x_m: number, y_m: number) => number | null;

/**
 * Estimates how old frames are that nothing else dates: the road as one answer gives it, moved by the car's motion, fits
 * that of the next answer best for the right age. In a bend a wrong age turns the one against the other.
 */
export class LatencyFit {
  latency_s: number;
  readonly #guess_s: number;
  readonly #cost = new Float64Array(CANDIDATES);
  /** A point of the road by the previous answer, in the car's coordinates at its frame. */
  #x_m = 0;
  #y_m = 0;
  #latest_s: number | null = null;

  constructor(guess_s: number) {
    this.#guess_s = guess_s;
    this.latency_s = guess_s;
  }

  clear(): void {
    this.#latest_s = null;
    this.#cost.fill(0);
    this.latency_s = this.#guess_s;
  }

  /** @param latest_s when the frame was captured if it has no age at all
   *  @param point of the road by this answer, to be compared with the next one */
  learn(latest_s: number, beside: Beside, point: { x_m: number; y_m: number }, motion: MotionHistory): void {
    const before_s = this.#latest_s;
    if (before_s !== null && latest_s > before_s && latest_s - before_s < 1) {
      for (let i = 0; i < CANDIDATES; i += 1) {
        const age_s = i * STEP_S;
        this.#cost[i] =
          MEMORY * this.#cost[i]! + this.#misfit(before_s - age_s, latest_s - age_s, beside, motion);
      }
      this.#choose();
    }
    this.#latest_s = latest_s;
    this.#x_m = point.x_m;
    this.#y_m = point.y_m;
  }

  #misfit(before_s: number, now_s: number, beside: Beside, motion: MotionHistory): number {
    motion.at(before_s);
    const [sin, cos] = [Math.sin(motion.yaw_rad), Math.cos(motion.yaw_rad)];
    const x_m = motion.x_m + this.#x_m * cos - this.#y_m * sin;
    const y_m = motion.y_m + this.#x_m * sin + this.#y_m * cos;
    motion.at(now_s);
    const dx = x_m - motion.x_m;
    const dy = y_m - motion.y_m;
    const ahead_m = dx * Math.cos(motion.yaw_rad) + dy * Math.sin(motion.yaw_rad);
    const left_m = dy * Math.cos(motion.yaw_rad) - dx * Math.sin(motion.yaw_rad);
    const beside_m = beside(ahead_m, left_m);
    return beside_m === null ? 0 : Math.min(LARGEST_MISFIT_M, Math.abs(beside_m)) ** 2;
  }

  #choose(): void {
    let best = 0;
    for (let i = 1; i < CANDIDATES; i += 1) if (this.#total(i) < this.#total(best)) best = i;
    let aside = 0;
    if (best > 0 && best < CANDIDATES - 1) {
      const [before, here, after] = [this.#total(best - 1), this.#total(best), this.#total(best + 1)];
      const bend = before - 2 * here + after;
      if (bend > 0) aside = (before - after) / (2 * bend);
    }
    this.latency_s = (best + aside) * STEP_S;
  }

  #total(i: number): number {
    return this.#cost[i]! + PRIOR * (i * STEP_S - this.#guess_s) ** 2;
  }
}

/** A clock that is silent for longer, in its own time, may be stopped. */
const LEAST_S = 0.03;
/** Longest time that is estimated, however rarely the clock ticks. */
const LONGEST_S = 0.15;
/** A tick comes late by this share of its interval. */
const LATE = 1.3;

/** Simulated time between two /clock messages. */
export class SimulatedClock {
  #clock_s: number | null = null;
  #at_ms = 0;
  /** So far it goes on without a tick. */
  #farthest_s = LEAST_S;

  /** The latest /clock, s; null before the first. */
  get seconds(): number | null {
    return this.#clock_s;
  }

  /** @param at_ms when the message came, monotonic */
  clock(clock_s: number, at_ms: number): void {
    const step_s = clock_s - (this.#clock_s ?? clock_s);
    if (step_s >= 0) this.#farthest_s = Math.min(LONGEST_S, Math.max(LEAST_S, LATE * step_s));
    this.#clock_s = clock_s;
    this.#at_ms = at_ms;
  }

  /** @param at_ms now or earlier, monotonic
   *  @param factor simulated seconds per wall second; null while unknown */
  at(at_ms: number, factor: number | null): number | null {
    if (this.#clock_s === null) return null;
    const since_s = (at_ms - this.#at_ms) / 1000;
    if (since_s < 0) return this.#clock_s + since_s * (factor ?? 1);
    return this.#clock_s + Math.min(this.#farthest_s, since_s * (factor ?? 0));
  }
}

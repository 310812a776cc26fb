/** A clock that is silent for longer, in its own time, is stopped or slow: how far it goes on is unknown. */
const LONGEST_S = 0.03;

/** Simulated time between two /clock messages. */
export class SimulatedClock {
  #clock_s: number | null = null;
  #at_ms = 0;

  /** The latest /clock, s; null before the first. */
  get seconds(): number | null {
    return this.#clock_s;
  }

  /** @param at_ms when the message came, monotonic */
  clock(clock_s: number, at_ms: number): void {
    this.#clock_s = clock_s;
    this.#at_ms = at_ms;
  }

  /** @param now_ms monotonic
   *  @param factor simulated seconds per wall second; null while unknown */
  now(now_ms: number, factor: number | null): number | null {
    if (this.#clock_s === null) return null;
    const since_s = ((now_ms - this.#at_ms) / 1000) * (factor ?? 0);
    return this.#clock_s + Math.min(LONGEST_S, Math.max(0, since_s));
  }
}

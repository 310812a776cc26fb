/** Lets some lines of a kind through in a time, so that peers fill no log. */
export class LineLimit {
  readonly #most: number;
  readonly #period_ms: number;
  readonly #now: () => number;
  #times: number[] = [];

  /** @param now milliseconds that only grow; for tests */
  constructor(most = 10, period_ms = 10_000, now: () => number = () => performance.now()) {
    this.#most = most;
    this.#period_ms = period_ms;
    this.#now = now;
  }

  /** Whether another line may be written now. */
  allows(): boolean {
    const now_ms = this.#now();
    this.#times = this.#times.filter((time_ms) => now_ms - time_ms < this.#period_ms);
    if (this.#times.length >= this.#most) return false;
    this.#times.push(now_ms);
    return true;
  }
}

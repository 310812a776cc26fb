/** Messages that are compared: 3 s of odometry at 20 Hz. */
const WINDOW = 64;
/** Least time over which the rates of the clocks are compared. */
const SPAN_S = 1;
/** Clocks whose rates differ by more than this share tell no delay. */
const RATE_TOLERANCE = 0.1;
const LONGEST_S = 0.5;

/**
 * How much later than the fastest one a message has come, where its stamps are of another clock that runs as fast as
 * ours: a busy machine delays some messages and not others.
 */
export class MessageDelay {
  readonly #stamp_s = new Float64Array(WINDOW);
  readonly #arrival_s = new Float64Array(WINDOW);
  #messages = 0;

  /** @param arrival_s on a clock of this machine
   *  @returns seconds; 0 while the clocks are not known well enough */
  of(stamp_s: number, arrival_s: number): number {
    const last = (this.#messages - 1 + WINDOW) % WINDOW;
    if (this.#messages > 0 && stamp_s < this.#stamp_s[last]!) this.#messages = 0;
    this.#stamp_s[this.#messages % WINDOW] = stamp_s;
    this.#arrival_s[this.#messages % WINDOW] = arrival_s;
    this.#messages += 1;
    const kept = Math.min(this.#messages, WINDOW);
    const oldest = (this.#messages - kept) % WINDOW;
    const span_s = arrival_s - this.#arrival_s[oldest]!;
    const rate = (stamp_s - this.#stamp_s[oldest]!) / Math.max(1e-9, span_s);
    if (span_s < SPAN_S || Math.abs(rate - 1) > RATE_TOLERANCE) return 0;
    let least_s = arrival_s - stamp_s;
    for (let k = 0; k < kept; k += 1) least_s = Math.min(least_s, this.#arrival_s[k]! - this.#stamp_s[k]!);
    return Math.min(LONGEST_S, arrival_s - stamp_s - least_s);
  }
}

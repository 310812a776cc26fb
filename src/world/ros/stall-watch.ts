/** How many of its usual pauses a source may be silent. */
const PAUSES = 5;
/** Share of a new pause in the usual one. */
const WEIGHT = 0.1;

/**
 * Whether a source that was heard has fallen silent: for `shortest_ms` at least, and for five of its usual
 * pauses, since a simulator at a tenth of real time sends everything at a tenth of its rate.
 */
export class StallWatch {
  readonly #shortest_ms: number;
  #last_ms: number | null = null;
  #usual_ms = 0;
  #stalled = false;

  constructor(shortest_ms: number) {
    this.#shortest_ms = shortest_ms;
  }

  /** By the last check. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Milliseconds since the last message; null before the first. */
  silent_ms(now_ms: number): number | null {
    return this.#last_ms === null ? null : now_ms - this.#last_ms;
  }

  /** @returns true when this message ends a stall */
  message(now_ms: number): boolean {
    const pause_ms = this.#last_ms === null ? 0 : now_ms - this.#last_ms;
    const wasStalled = this.#stalled;
    // The pause of a stall says nothing about the source's rate.
    if (!wasStalled) this.#usual_ms += WEIGHT * (pause_ms - this.#usual_ms);
    this.#last_ms = now_ms;
    this.#stalled = false;
    return wasStalled;
  }

  check(now_ms: number): void {
    if (this.#last_ms === null) return;
    this.#stalled ||= now_ms - this.#last_ms > Math.max(this.#shortest_ms, PAUSES * this.#usual_ms);
  }
}

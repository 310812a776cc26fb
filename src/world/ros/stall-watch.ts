import { median } from '../../support/statistics';

/** A source may be silent for this many of its usual pauses. */
const PAUSES = 5;
/** The usual pause is the median of this many; nothing is judged before. */
const REMEMBERED = 5;

/**
 * Whether a source has stalled: silent for `shortest_ms` at least, and for five of its usual pauses, since a simulator
 * at a tenth of real time sends everything at a tenth of its rate.
 */
export class StallWatch {
  readonly #shortest_ms: number;
  /** The last ones; a stall is one among them and does not make the median. */
  readonly #pauses_ms: number[] = [];
  #next = 0;
  #last_ms: number | null = null;
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
    if (this.#last_ms !== null) {
      this.#pauses_ms[this.#next] = now_ms - this.#last_ms;
      this.#next = (this.#next + 1) % REMEMBERED;
    }
    const wasStalled = this.#stalled;
    this.#last_ms = now_ms;
    this.#stalled = false;
    return wasStalled;
  }

  check(now_ms: number): void {
    const silent_ms = this.silent_ms(now_ms);
    if (this.#stalled || silent_ms === null || silent_ms <= this.#shortest_ms) return;
    if (this.#pauses_ms.length < REMEMBERED) return;
    const usual_ms = median(this.#pauses_ms);
    this.#stalled = usual_ms !== null && silent_ms > PAUSES * usual_ms;
  }
}

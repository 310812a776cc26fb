import { median } from '../../support/statistics';
import { type Elapsed, wallTime } from './car-time';

/** A source may be silent for this many of its usual pauses. */
const PAUSES = 5;
/** The usual pause is the median of this many; nothing is judged before. */
const REMEMBERED = 5;

/**
 * Whether a source has stalled: silent for `shortest_ms` at least, and for five of its usual pauses, since a simulator
 * at a tenth of real time sends everything at a tenth of its rate. Time is the car's where it is given: one that is held
 * up for a moment sends nothing, and moves nothing either.
 */
export class StallWatch {
  readonly #shortest_ms: number;
  /** The last ones; a stall is one among them and does not make the median. */
  readonly #pauses_ms: number[] = [];
  #next = 0;
  /** Since the last message; null before the first. */
  #silence: Elapsed | null = null;
  readonly #from: (now_ms: number) => Elapsed;
  #stalled = false;

  /** @param from starts to count at a monotonic time in ms; default wall time */
  constructor(shortest_ms: number, from: (now_ms: number) => Elapsed = wallTime) {
    this.#shortest_ms = shortest_ms;
    this.#from = from;
  }

  /** By the last check. */
  get stalled(): boolean {
    return this.#stalled;
  }

  /** Milliseconds since the last message; null before the first. */
  silent_ms(now_ms: number): number | null {
    return this.#silence?.(now_ms) ?? null;
  }

  /** @returns true when this message ends a stall */
  message(now_ms: number): boolean {
    if (this.#silence !== null) {
      this.#pauses_ms[this.#next] = this.#silence(now_ms);
      this.#next = (this.#next + 1) % REMEMBERED;
    }
    const wasStalled = this.#stalled;
    this.#silence = this.#from(now_ms);
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

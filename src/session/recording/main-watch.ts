import type { RingWriter } from './ring';

/** How often the recording thread is told that the main thread runs. */
const BEAT_PERIOD_MS = 200;

/** Tells a recording thread that this thread runs.
 *  @returns a function that ends this */
export function startBeating(ring: Pick<RingWriter, 'beat'>): () => void {
  const timer = setInterval(() => ring.beat(), BEAT_PERIOD_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** A main thread that is silent for this long will not come back: a hanging brain in a thread of its own is restarted
 *  after ten seconds. */
export const MAIN_HANGS_MS = 8000;
/** Pauses between two looks that are longer than this are not the main thread's: the whole process was suspended. */
const SUSPENDED_MS = 2000;

/** Notices from another thread that the main thread hangs. */
export class MainWatch {
  readonly #beats: () => number;
  readonly #now_ms: () => number;
  #last: number;
  #last_ms: number;
  #looked_ms: number;

  /** @param beats changes several times a second as long as the main thread runs
   *  @param now_ms monotonic clock */
  constructor(beats: () => number, now_ms: () => number) {
    this.#beats = beats;
    this.#now_ms = now_ms;
    this.#last = beats();
    this.#last_ms = now_ms();
    this.#looked_ms = this.#last_ms;
  }

  /** How long the main thread has been silent, ms. To be asked several times a second. */
  silent_ms(): number {
    const now_ms = this.#now_ms();
    const beats = this.#beats();
    if (beats !== this.#last || now_ms - this.#looked_ms > SUSPENDED_MS) {
      this.#last = beats;
      this.#last_ms = now_ms;
    }
    this.#looked_ms = now_ms;
    return now_ms - this.#last_ms;
  }
}

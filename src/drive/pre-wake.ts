/** A camera's gaps that differ more than this share from their median are no rhythm. */
const STEADY_SHARE = 0.15;
const GAPS = 9;

/** When the next frame of a camera is due, if it keeps a rhythm. Times on the monotonic clock, ms. */
export class FrameRhythm {
  readonly #gaps_ms: number[] = [];
  #last_ms: number | null = null;

  arrived(at_ms: number): void {
    if (this.#last_ms !== null) this.#gaps_ms.push(at_ms - this.#last_ms);
    if (this.#gaps_ms.length > GAPS) this.#gaps_ms.shift();
    this.#last_ms = at_ms;
  }

  /** Median gap; null for a camera without rhythm, or too young to tell. */
  period_ms(): number | null {
    if (this.#gaps_ms.length < GAPS) return null;
    const sorted = [...this.#gaps_ms].sort((a, b) => a - b);
    const median = sorted[(GAPS - 1) / 2];
    // One late frame makes a long and a short gap: they may differ, the rest may not.
    const [, second] = sorted;
    const beforeLast = sorted[GAPS - 2];
    const steady = second > median * (1 - STEADY_SHARE) && beforeLast < median * (1 + STEADY_SHARE);
    return steady ? median : null;
  }

  /** When the next frame is due; null without a rhythm. */
  next_ms(): number | null {
    const period = this.period_ms();
    return period === null || this.#last_ms === null ? null : this.#last_ms + period;
  }
}

/** Awake so long before a frame is due: timers are up to a millisecond late. */
const LEAD_MS = 2.5;
/** And so long after it, if it does not come. */
const PATIENCE_MS = 1.5;
/** Faster cameras keep the caches warm by themselves, and staying awake would take a tenth of a core. */
const SHORTEST_PERIOD_MS = 30;

export interface AnticipationOptions {
  /** Touches what the answer to the next frame will need, and changes nothing. */
  readonly prepare: () => void | Promise<void>;
}

/**
 * Is awake when a camera's next frame comes. A process that slept since the last frame needs a third of a
 * millisecond to be woken, and as long again to get its network back into the caches; a few milliseconds of
 * watching the sockets before each frame save that (docs/performance.md). At 20 Hz it costs 4 to 8% of a core.
 */
export class Anticipation {
  readonly #rhythm = new FrameRhythm();
  readonly #prepare: () => void | Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #watch: NodeJS.Immediate | null = null;
  #stopped = false;

  constructor(options: AnticipationOptions) {
    this.#prepare = options.prepare;
  }

  /** A frame has come: there is nothing to wait for until it was answered. */
  frame(arrival_ms: number): void {
    this.#rhythm.arrived(arrival_ms);
    this.#rest();
  }

  /** The node has nothing to do until the next frame. */
  idle(): void {
    this.#rest();
    const due_ms = this.#rhythm.next_ms();
    const period_ms = this.#rhythm.period_ms();
    if (this.#stopped || due_ms === null || period_ms === null || period_ms < SHORTEST_PERIOD_MS) return;
    const wait_ms = Math.floor(due_ms - LEAD_MS - performance.now());
    if (wait_ms < 1) return;
    this.#timer = setTimeout(() => void this.#wake(due_ms + PATIENCE_MS), wait_ms);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    this.#rest();
  }

  async #wake(until_ms: number): Promise<void> {
    const timer = this.#timer;
    try {
      await this.#prepare();
    } catch {
      // What fails here fails in the answer too, where it is told and the car is stopped.
      return;
    }
    // A frame that came meanwhile has called for rest.
    if (timer !== this.#timer) return;
    const look = () => {
      this.#watch = performance.now() < until_ms ? setImmediate(look) : null;
    };
    look();
  }

  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#watch) clearImmediate(this.#watch);
    this.#timer = null;
    this.#watch = null;
  }
}

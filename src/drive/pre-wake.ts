import { ascending, median } from '../support/statistics';
import type { Brain } from '../types';
import type { DriveOptions } from './drive-options';

/** A camera is steady when its gaps differ from their median by less than this share. */
const STEADY_SHARE = 0.15;
const GAPS = 9;

/** When the next frame of a steady camera is due. Times on the monotonic clock, ms. */
export class FrameRhythm {
  readonly #gaps_ms: number[] = [];
  #last_ms: number | null = null;

  arrived(at_ms: number): void {
    if (this.#last_ms !== null) this.#gaps_ms.push(at_ms - this.#last_ms);
    if (this.#gaps_ms.length > GAPS) this.#gaps_ms.shift();
    this.#last_ms = at_ms;
  }

  /** Median gap; null for an unsteady camera, or before ten frames. */
  period_ms(): number | null {
    if (this.#gaps_ms.length < GAPS) return null;
    const usual_ms = median(this.#gaps_ms) ?? 0;
    // One late frame makes one long and one short gap: those two may differ, the others may not.
    const others_ms = ascending(this.#gaps_ms).subarray(1, GAPS - 1);
    const isSteady = others_ms.every(
      (gap_ms) => gap_ms > usual_ms * (1 - STEADY_SHARE) && gap_ms < usual_ms * (1 + STEADY_SHARE),
    );
    return isSteady ? usual_ms : null;
  }

  /** When the next frame is due; null for an unsteady camera. */
  next_ms(): number | null {
    const period = this.period_ms();
    return period === null || this.#last_ms === null ? null : this.#last_ms + period;
  }
}

/** Wakes this long before a frame is due: timers are up to a millisecond late. */
const LEAD_MS = 2.5;
/** Sleeps again this long after it was due. */
const PATIENCE_MS = 1.5;
/** Faster cameras keep the caches warm by themselves, and staying awake would cost a tenth of a core. */
const SHORTEST_PERIOD_MS = 30;

export interface PreWakeOptions {
  /** Touches what the decision on the next frame will need, without changing it. */
  readonly warmCaches: () => void | Promise<void>;
}

/**
 * Wakes the process shortly before the next frame of a steady camera. A process that slept since the last frame
 * needs a third of a millisecond to wake up, and as long again to get its network back into the caches; polling the
 * sockets for a few milliseconds before each frame saves both (docs/performance.md). At 20 Hz it costs 4 to 8% of a
 * core.
 */
export class PreWake {
  readonly #rhythm = new FrameRhythm();
  readonly #warmCaches: () => void | Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #poll: NodeJS.Immediate | null = null;
  #stopped = false;

  constructor(options: PreWakeOptions) {
    this.#warmCaches = options.warmCaches;
  }

  /** A frame has arrived: there is nothing to wait for until it is answered. */
  frame(arrival_ms: number): void {
    this.#rhythm.arrived(arrival_ms);
    this.#sleep();
  }

  /** There is nothing to do until the next frame. */
  idle(): void {
    this.#sleep();
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
    this.#sleep();
  }

  async #wake(until_ms: number): Promise<void> {
    const timer = this.#timer;
    try {
      await this.#warmCaches();
    } catch {
      // What fails here fails in the decision too, which reports it and stops the car.
      return;
    }
    // A frame that arrived meanwhile has stopped this.
    if (timer !== this.#timer) return;
    const poll = () => {
      this.#poll = performance.now() < until_ms ? setImmediate(poll) : null;
    };
    poll();
  }

  #sleep(): void {
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#poll) clearImmediate(this.#poll);
    this.#timer = null;
    this.#poll = null;
  }
}

/** The waking of a drive; null where it is not wanted, and in worlds that wait for the brain. */
export function preWakeOf(
  { realTime, preWake }: Pick<DriveOptions, 'realTime' | 'preWake'>,
  brain: () => Pick<Brain, 'prepare'>,
): PreWake | null {
  return realTime && preWake ? new PreWake({ warmCaches: () => brain().prepare?.() }) : null;
}

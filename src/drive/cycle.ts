import type { DriveOptions } from './drive-options';

/** Timers and camera rates have a grain: half a millisecond early is on time. */
const GRAIN_MS = 0.5;

/** The least time between the starts of two decisions. */
export class Cycle {
  readonly #now_ms: () => number;
  readonly #onDue: (() => void) | null;
  #lastStart_ms = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  /** @param now_ms the clock that the cycle counts on
   *  @param onDue called when a wait on the wall clock is over; null where nothing waits (simulated time) */
  constructor(now_ms: () => number, onDue: (() => void) | null) {
    this.#now_ms = now_ms;
    this.#onDue = onDue;
  }

  /** Whether the next decision may start. If not, `onDue` is called when it may. */
  isDue(cycle_ms: number): boolean {
    const wait_ms = this.#lastStart_ms + cycle_ms - this.#now_ms();
    if (wait_ms <= GRAIN_MS) return true;
    const onDue = this.#onDue;
    if (onDue === null) return false;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      onDue();
    }, wait_ms);
    return false;
  }

  started(): void {
    this.#lastStart_ms = this.#now_ms();
  }

  /** Forgets a wait that has begun. */
  endWait(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** The cycle of a drive: on the wall clock, or on that of a world that waits for the brain.
 *  @param onDue called when a wait on the wall clock is over */
export function cycleOf(
  { world, realTime }: Pick<DriveOptions, 'world' | 'realTime'>,
  onDue: () => void,
): Cycle {
  if (realTime) return new Cycle(() => performance.now(), onDue);
  return new Cycle(() => (world.simulatedSeconds() ?? 0) * 1000, null);
}

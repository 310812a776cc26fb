import type { Stopwatch } from '../../types';

/** A clock is not silent for longer than this, or for long when its last steps came as rarely. */
const SILENCE_MS = 1000;
const SILENT_STEPS = 2;
/** A larger step means that the clock was set. */
const LEAP_S = 3600;

/** Time since a moment, ms. @param now_ms the present time, monotonic */
export type Elapsed = (now_ms: number) => number;

/** Of a world without a clock. @param from_ms the present time, monotonic */
export function wallTime(from_ms: number): Elapsed {
  return (now_ms) => now_ms - from_ms;
}

/** Wall time after which a car may have moved for `car_ms` if no /clock is received, by the same rule as `CarTime`.
 *  @param factor simulated seconds per wall second that the simulator may reach */
export function longestSilence_ms(car_ms: number, factor: number): number {
  const slow = Math.min(1, factor);
  return Math.min(car_ms / slow, car_ms + SILENCE_MS * (1 - slow));
}

/**
 * Time in which the car may have moved: that of /clock while it advances, wall time while it does not, since a
 * simulator that cannot be heard may go on. Between two steps of the clock, the simulator is taken to run as fast as it may.
 */
export class CarTime {
  readonly #fastestFactor: (now_ms: number) => number;
  #elapsed_ms = 0;
  #last: { readonly clock_s: number; readonly at_ms: number } | null = null;
  /** Between the two latest steps, wall time. */
  #interval_ms = 0;

  /** @param fastestFactor simulated seconds per wall second that the simulator may reach, at a monotonic time in ms */
  constructor(fastestFactor: (now_ms: number) => number) {
    this.#fastestFactor = fastestFactor;
  }

  /** @param clock_s what /clock said; what it says again is no step
   *  @param at_ms when it came, monotonic */
  clock(clock_s: number, at_ms: number): void {
    const step_s = this.#last === null ? null : clock_s - this.#last.clock_s;
    if (step_s === 0) return;
    const wall_ms = at_ms - (this.#last?.at_ms ?? 0);
    const isSet = step_s === null || step_s < 0 || step_s > LEAP_S;
    this.#elapsed_ms += isSet ? wall_ms : 1000 * step_s;
    this.#interval_ms = step_s === null ? 0 : wall_ms;
    this.#last = { clock_s, at_ms };
  }

  /** Never shows more than wall time, also where the simulator is faster. The step of the clock in which it was started
   *  counts in full, since the part of it is unknown. */
  stopwatch(now_ms: () => number): Stopwatch {
    const elapsed_ms = this.from(now_ms());
    return () => elapsed_ms(now_ms());
  }

  /** The same as a function of the present time.
   *  @param from_ms the present time, monotonic */
  from(from_ms: number): Elapsed {
    const begun = this.#last;
    const from = this.#at(from_ms);
    const stepFrom = begun === null ? from : this.#elapsed_ms;
    return (now_ms) => {
      const car_ms = this.#at(now_ms) - (this.#last === begun ? from : stepFrom);
      return Math.max(0, Math.min(now_ms - from_ms, car_ms));
    };
  }

  #at(now_ms: number): number {
    if (this.#last === null) return now_ms;
    const wall_ms = now_ms - this.#last.at_ms;
    const heard_ms = Math.min(wall_ms, Math.max(SILENCE_MS, SILENT_STEPS * this.#interval_ms));
    return this.#elapsed_ms + heard_ms * this.#fastestFactor(this.#last.at_ms) + (wall_ms - heard_ms);
  }
}

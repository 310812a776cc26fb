/** Window over which a rate is measured. */
const WINDOW_S = 2;
/** A rate this many times the usual one, or its inverse, is another rate. */
const OTHER_RATE = 1.6;

export interface RateChange {
  readonly before_hz: number;
  readonly now_hz: number;
}

/**
 * Notices a camera that changes its rate, in frames per simulated second where there is a clock, else per wall second.
 * A change has to last for two windows of two seconds: a loaded simulator stutters.
 */
export class CameraRate {
  #start_s: number | null = null;
  #frames = 0;
  #usual_hz: number | null = null;
  #suspect_hz: number | null = null;

  /** Discards the current window, as after a stall or when the clock was set. */
  interrupt(): void {
    this.#start_s = null;
    this.#suspect_hz = null;
  }

  /** @returns the change when this frame completes it */
  frame(time_s: number): RateChange | null {
    if (this.#start_s === null || time_s < this.#start_s) {
      this.#start_s = time_s;
      this.#frames = 0;
      return null;
    }
    this.#frames += 1;
    const window_s = time_s - this.#start_s;
    if (window_s < WINDOW_S) return null;
    const now_hz = this.#frames / window_s;
    this.#start_s = time_s;
    this.#frames = 0;
    return this.#judge(now_hz);
  }

  #judge(now_hz: number): RateChange | null {
    const before_hz = this.#usual_hz;
    if (before_hz === null) {
      this.#usual_hz = now_hz;
      return null;
    }
    if (!differ(before_hz, now_hz)) {
      this.#suspect_hz = null;
      return null;
    }
    const holds = this.#suspect_hz !== null && !differ(this.#suspect_hz, now_hz);
    this.#suspect_hz = now_hz;
    if (!holds) return null;
    this.#usual_hz = now_hz;
    this.#suspect_hz = null;
    return { before_hz, now_hz };
  }
}

function differ(a_hz: number, b_hz: number): boolean {
  return Math.max(a_hz, b_hz) > OTHER_RATE * Math.min(a_hz, b_hz);
}

import type { Pose } from '../types';

/** A car on its wheels leans by a few hundredths on a kerb or with its nose against a wall. */
const MOST_TILT_RAD = 0.6;
/** A car may come down on its wheels again before that, in simulated time. */
const TIPPED_S = 1;

/** Detects a car that has pitched or rolled over, from its odometry. */
export class PitchWatch {
  #since_s: number | null = null;

  /** The car is elsewhere, or the run begins again. */
  reset(): void {
    this.#since_s = null;
  }

  /** @returns how it lies, once it has pitched over; else null */
  pose({ tilt_rad, sim_s }: Pose): string | null {
    if (tilt_rad === undefined || sim_s === null || !(tilt_rad > MOST_TILT_RAD)) {
      this.#since_s = null;
      return null;
    }
    if (this.#since_s === null || sim_s < this.#since_s) this.#since_s = sim_s;
    if (sim_s - this.#since_s < TIPPED_S) return null;
    this.#since_s = null;
    return `it has leaned by more than ${MOST_TILT_RAD} rad for ${TIPPED_S} s, ${tilt_rad.toFixed(2)} rad now`;
  }
}

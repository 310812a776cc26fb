import type { Stamp } from '../../types';

/** A frame is too old to drive on when its stamp is this far behind /clock, simulated seconds at real time or slower. */
const OLDEST_S = 1;
/** Wall clocks have exceeded this since 2001; simulated clocks start at 0. */
const WALL_S = 1e9;
/** Farther behind than this, the stamps may be of another clock: then frame after frame is. */
const OTHER_CLOCK_S = 60;
const OTHER_CLOCK_FRAMES = 10;

/**
 * Notices frames that are old when they arrive. On subscribing, Gazebo sends the image that it rendered last, which may be
 * many seconds old.
 */
export class FrameAge {
  #far = 0;

  /** Whether a frame is older than it may be. Only stamps and clocks in simulated time are compared.
   *  @param clock_s latest /clock; null before the first
   *  @param factor simulated seconds per wall second; null while it is not known */
  isOld(stamp: Stamp | null, clock_s: number | null, factor: number | null): boolean {
    if (stamp === null || clock_s === null || clock_s >= WALL_S) return false;
    const behind_s = clock_s - (stamp.sec + stamp.nsec * 1e-9);
    if (behind_s <= OTHER_CLOCK_S) {
      this.#far = 0;
      return behind_s > OLDEST_S * Math.max(1, factor ?? 1);
    }
    this.#far += 1;
    return this.#far <= OTHER_CLOCK_FRAMES;
  }
}

import type { Stamp } from '../../types';

/** A clock that is set back by more is another one. */
const OTHER_CLOCK_S = 1e8;
/** Clocks and stamps have a grain. */
const EARLY_S = 0.2;
/** Frames of before have arrived by then. */
const UNDER_WAY_S = 5;

/** Notices frames that were under way while the car was teleported or the simulator was reset: they show another road. */
export class OldFrames {
  /** Frames captured before this show another place; null where the car was not teleported. */
  #placed_s: number | null = null;
  /** The latest time that the clock was set back. */
  #reset: { readonly from_s: number; readonly to_s: number } | null = null;

  /** @param placed_s since when the car is known to be there */
  teleported(placed_s: number): void {
    this.#placed_s = placed_s;
  }

  clockWasSet(from_s: number, to_s: number): void {
    this.#placed_s = null;
    const back_s = from_s - to_s;
    this.#reset = back_s > 0 && back_s < OTHER_CLOCK_S ? { from_s, to_s } : null;
  }

  /** Whether a frame that arrives now is one. */
  has(stamp: Stamp | null, captured_s: number, now_s: number): boolean {
    if (stamp !== null && this.#isBeforeReset(stamp.sec + stamp.nsec * 1e-9, now_s)) return true;
    if (this.#placed_s === null) return false;
    if (captured_s < this.#placed_s) return true;
    this.#placed_s = null;
    return false;
  }

  #isBeforeReset(stamp_s: number, now_s: number): boolean {
    if (this.#reset === null) return false;
    const { from_s, to_s } = this.#reset;
    if (now_s - to_s > UNDER_WAY_S) this.#reset = null;
    return stamp_s > now_s + EARLY_S && stamp_s <= from_s + EARLY_S;
  }
}

import type { Stamp } from '../../types';

/** Frames farther apart belong to two runs, or the car was teleported between them. */
const LONGEST_GAP_S = 1;

/** Detects from the stamps where one sequence of frames ends and another begins. */
export class StampWatch {
  readonly #longestGap_s: number;
  #last_s: number | null = null;

  /** @param longestGap_s between two frames of one sequence */
  constructor(longestGap_s = LONGEST_GAP_S) {
    this.#longestGap_s = longestGap_s;
  }

  /** Whether the frame with this stamp starts a new sequence: its time went back (the world was reset), or there is a
   *  longer gap than may be. A frame without a stamp never does. */
  interrupts(stamp: Stamp | null): boolean {
    if (stamp === null) return false;
    const now_s = stamp.sec + stamp.nsec * 1e-9;
    const last_s = this.#last_s;
    this.#last_s = now_s;
    return last_s !== null && (now_s < last_s || now_s - last_s > this.#longestGap_s);
  }

  reset(): void {
    this.#last_s = null;
  }
}

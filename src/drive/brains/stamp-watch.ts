import type { Stamp } from '../../types';

/** Frames farther apart belong to two runs, or the car was teleported between them. */
const LONGEST_GAP_S = 1;

/** Detects from the stamps where one sequence of frames ends and another begins. */
export class StampWatch {
  #last_s: number | null = null;

  /** Whether the frame with this stamp starts a new sequence: its time went back (the world was reset), or there is a
   *  gap of more than a second. A frame without a stamp never does. */
  interrupts(stamp: Stamp | null): boolean {
    if (stamp === null) return false;
    const now_s = stamp.sec + stamp.nsec * 1e-9;
    const last_s = this.#last_s;
    this.#last_s = now_s;
    return last_s !== null && (now_s < last_s || now_s - last_s > LONGEST_GAP_S);
  }

  reset(): void {
    this.#last_s = null;
  }
}

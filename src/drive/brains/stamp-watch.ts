import type { Stamp } from '../../types';

/** Frames further apart belong to two drives, or the car was set elsewhere between them. */
const LONGEST_GAP_S = 1;

/** Tells by the frames' stamps where one sequence of pictures ends and another begins. */
export class StampWatch {
  #last_s: number | null = null;

  /** Whether the frame with this stamp does not follow the one before: its time went back (the world was
   *  reset), or more than a second is missing. A frame without a stamp follows whatever came before. */
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

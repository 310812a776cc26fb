import type { Frame } from '../../types';
import { FrameAge } from './frame-age';
import { RepeatedFrame } from './repeated-frame';

/** Refuses frames that show what was, not what is. */
export class FrameCheck {
  readonly #age = new FrameAge();
  readonly #repeated = new RepeatedFrame();

  /** Why a frame that has just come must not be driven on, in a few words; null where it may.
   *  @param clock_s latest /clock; null before the first
   *  @param factor simulated seconds per wall second; null while it is not known */
  refusal(frame: Frame, clock_s: number | null, factor: number | null): string | null {
    // Both are told of every frame.
    const isRepeat = this.#repeated.isRepeat(frame);
    const isOld = this.#age.isOld(frame.stamp, clock_s, factor);
    if (isOld) return 'its stamp is more than a second of simulated time behind the clock';
    return isRepeat ? 'the camera repeats a frame: same stamp, same pixels' : null;
  }
}

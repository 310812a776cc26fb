import { BYTES_PER_PIXEL, type Frame, type Stamp } from '../../types';

/** A copy of the newest frame that a page waits for, until its command comes. */
export class KeptFrame {
  #frame: Frame | null = null;
  /** Its memory is used again. */
  #memory: Uint8Array = new Uint8Array(0);

  keep(frame: Frame): void {
    const row = frame.width * BYTES_PER_PIXEL[frame.encoding];
    const length = (frame.height - 1) * frame.step + row;
    if (this.#memory.length !== length) this.#memory = new Uint8Array(length);
    this.#memory.set(frame.data.subarray(0, length));
    this.#frame = { ...frame, data: this.#memory };
  }

  /** The frame, for the command that came next; null where none is kept. */
  take(): Frame | null {
    const frame = this.#frame;
    this.#frame = null;
    return frame;
  }

  /** The frame that a decision was made on; null where it is another one. Cameras that stamp nothing have the newest
   *  one answered. */
  takeStamped(stamp: Stamp | null): Frame | null {
    const kept = this.#frame?.stamp;
    return kept?.sec === stamp?.sec && kept?.nsec === stamp?.nsec ? this.take() : null;
  }
}

import type { Frame, Stamp } from '../../types';

/** Bytes of a frame that are compared, evenly spread over it. */
const SAMPLES = 1024;

/** Notices a camera that sends the same frame again: same stamp, same pixels. */
export class RepeatedFrame {
  #stamp: Stamp | null = null;
  #length = 0;
  #samples = new Uint8Array(SAMPLES);
  #next = new Uint8Array(SAMPLES);

  /** Whether this frame is the one before once more. Frames without a stamp never are: those of a car that is stopped
   *  look alike. */
  isRepeat({ stamp, data }: Pick<Frame, 'stamp' | 'data'>): boolean {
    const last = this.#stamp;
    const before = this.#samples;
    const samples = this.#next;
    const stride = data.length / SAMPLES;
    for (let i = 0; i < SAMPLES; i += 1) samples[i] = data[Math.floor(i * stride)] ?? 0;
    const isSame = stamp !== null && stamp.sec === last?.sec && stamp.nsec === last.nsec;
    const isRepeat = isSame && data.length === this.#length && samples.every((byte, i) => byte === before[i]);
    this.#stamp = stamp;
    this.#length = data.length;
    this.#samples = samples;
    this.#next = before;
    return isRepeat;
  }
}

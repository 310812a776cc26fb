import type { Randomness } from './effect';
import type { Picture } from './picture';

/** Long and odd, so that rows that start anywhere in it do not repeat side by side. */
const LENGTH = 65_537;

/** Gaussian noise of a sensor: values drawn once, a random stretch of them for each row of each picture. */
export class PixelNoise {
  readonly #values = new Int8Array(LENGTH);

  /** @param sigma of a value, in 255ths; to 30 */
  constructor(sigma: number, random: Randomness) {
    for (let i = 0; i < LENGTH; i++) this.#values[i] = Math.max(-127, Math.min(127, random.normal(sigma)));
  }

  add({ data, width, step, bytesPerPixel, top, bottom }: Picture, random: Randomness): void {
    const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
    const values = this.#values;
    const bytes = width * bytesPerPixel;
    for (let y = top; y < bottom; y++) {
      let from = Math.floor(random.next() * LENGTH);
      const end = y * step + bytes;
      for (let at = y * step; at < end; at++) {
        clamped[at] = clamped[at]! + values[from]!;
        if (++from === LENGTH) from = 0;
      }
    }
  }
}

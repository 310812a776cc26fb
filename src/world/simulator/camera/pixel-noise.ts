const LENGTH = 1 << 16;

/** Noise per pixel value: a long table of nearly normal numbers, read from a random place for each row. */
export class PixelNoise {
  readonly #table = new Int8Array(LENGTH);
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** @param deviation standard deviation in steps of a byte */
  setDeviation(deviation: number): void {
    const random = this.#random;
    for (let i = 0; i < LENGTH; i++) {
      const value = (2 * (random() + random() + random()) - 3) * deviation;
      // The table would wrap values that do not fit.
      this.#table[i] = value > 127 ? 127 : value < -127 ? -127 : Math.round(value);
    }
  }

  /** Adds noise to the bytes [from, to), which are one row. */
  addTo(target: Uint8Array, from: number, to: number): void {
    const table = this.#table;
    let place = (this.#random() * LENGTH) | 0;
    for (let o = from; o < to; o++, place++) {
      const value = target[o]! + table[place & (LENGTH - 1)]!;
      target[o] = Math.max(0, Math.min(255, value));
    }
  }
}

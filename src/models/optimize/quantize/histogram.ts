/** Number of bins; at least half of them cover the range of the values. */
export const BINS = 8192;

/**
 * A histogram in constant memory whose range need not be known in advance. Bin widths are powers of two and bins
 * start at multiples of their width, so that widening merges whole bins: the result depends on the values, not on
 * their order. Exact zeros are counted separately, because most outputs of a ReLU are zero and quantization
 * represents them without error.
 */
export class WideningHistogram {
  /** Smallest and largest value; +Infinity and -Infinity when empty. */
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Number of values that are exactly 0. */
  zeros = 0;
  #count = 0;
  /** Bin k of #counts counts the values in [(#first + k) * width, (#first + k + 1) * width). */
  #counts = new Float64Array(BINS);
  #first = 0;
  #width = 0;

  /** Number of values, zeros included. */
  get count(): number {
    return this.#count;
  }

  /** Width of a bin; 0 before the first nonzero value. */
  get width(): number {
    return this.#width;
  }

  /** Counts of the nonzero values in [k * width, (k + 1) * width), for `first` <= k < first + length. */
  get bins(): { readonly first: number; readonly counts: Float64Array } {
    return { first: this.#first, counts: this.#counts };
  }

  /** @returns -1, or the index of the first value that is not finite, in which case nothing was counted */
  add(values: ArrayLike<number>): number {
    let low = this.min;
    let high = this.max;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
      // Subtraction turns NaN and infinities into NaN.
      if (value - value !== 0) return i;
    }
    if (values.length === 0) return -1;
    this.min = low;
    this.max = high;
    this.#count += values.length;
    if (low !== 0 || high !== 0) this.#cover(Math.min(low, 0), Math.max(high, 0));
    const counts = this.#counts;
    const inverse = this.#width === 0 ? 0 : 1 / this.#width;
    const first = this.#first;
    let zeros = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value === 0) zeros++;
      else counts[Math.floor(value * inverse) - first]!++;
    }
    this.zeros += zeros;
    return -1;
  }

  /** Widens the bins until they cover [low, high], zero included. */
  #cover(low: number, high: number): void {
    let width = this.#width;
    if (width === 0) {
      width = 2 ** Math.floor(Math.log2((high - low) / BINS));
      // For smaller widths the inverse would overflow.
      width = Math.max(width, 2 ** -1000);
    }
    while (Math.floor(high / width) - Math.floor(low / width) + 1 > BINS) width *= 2;
    const first = Math.floor(low / width);
    if (width === this.#width && first >= this.#first && high < (this.#first + BINS) * width) return;
    const counts = new Float64Array(BINS);
    if (this.#width !== 0) {
      const join = width / this.#width;
      for (let k = 0; k < BINS; k++) {
        const count = this.#counts[k]!;
        if (count > 0) counts[Math.floor((this.#first + k) / join) - first]! += count;
      }
    }
    this.#counts = counts;
    this.#first = first;
    this.#width = width;
  }
}

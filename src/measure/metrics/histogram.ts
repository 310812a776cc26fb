import { clamp } from '../../support/numbers';
import type { Bins } from './bins';

const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);

/**
 * Log-binned histogram in constant memory. Count, mean, minimum and maximum are exact. Percentiles are within
 * 1% of the value at their rank: bins grow by 2% and their geometric middle is reported. Values below
 * `smallest` share one bin.
 */
export class Histogram {
  private readonly bins: Uint32Array;
  private total = 0;
  private sum = 0;
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;

  /** @param smallest,largest range of full resolution, in the unit of the values */
  constructor(
    private readonly smallest = 1e-4,
    private readonly largest = 1e7,
  ) {
    this.bins = new Uint32Array(Math.ceil(Math.log(largest / smallest) / LOG_GROWTH) + 2);
  }

  /** Adds a value; negative and non-finite values are ignored. */
  add(value: number): void {
    if (!(value >= 0) || value === Number.POSITIVE_INFINITY) return;
    const bin = value < this.smallest ? 0 : 1 + Math.floor(Math.log(value / this.smallest) / LOG_GROWTH);
    this.bins[Math.min(bin, this.bins.length - 1)]! += 1;
    this.total += 1;
    this.sum += value;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
  }

  get count(): number {
    return this.total;
  }

  get mean(): number | null {
    return this.total === 0 ? null : this.sum / this.total;
  }

  get max(): number | null {
    return this.total === 0 ? null : this.high;
  }

  /** Percentile by nearest rank; null without values. @param percent 0 to 100 */
  percentile(percent: number): number | null {
    if (this.total === 0) return null;
    const rank = Math.min(this.total, Math.max(1, Math.ceil((percent / 100) * this.total)));
    let seen = 0;
    let bin = 0;
    for (; bin < this.bins.length; bin += 1) {
      seen += this.bins[bin]!;
      if (seen >= rank) break;
    }
    const middle = bin === 0 ? this.low : this.smallest * GROWTH ** (bin - 0.5);
    return clamp(middle, this.low, this.high);
  }

  /** The bins from the first to the last non-empty one; the lowest bin starts at 0. */
  toBins(): Bins {
    const first = this.bins.findIndex((count) => count > 0);
    const last = this.bins.findLastIndex((count) => count > 0);
    const counts = first < 0 ? [] : [...this.bins.subarray(first, last + 1)];
    const edge = (bin: number) => (bin < 0 ? 0 : this.smallest * GROWTH ** bin);
    return {
      lower: counts.map((_, i) => edge(first + i - 1)),
      upper: counts.map((_, i) => edge(first + i)),
      counts,
    };
  }

  /** An independent copy of the current state. */
  copy(): Histogram {
    const copy = new Histogram(this.smallest, this.largest);
    copy.bins.set(this.bins);
    copy.total = this.total;
    copy.sum = this.sum;
    copy.low = this.low;
    copy.high = this.high;
    return copy;
  }
}

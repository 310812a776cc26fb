import { BINS, type WideningHistogram } from './histogram';
import type { Range } from './parameters';

/**
 * The range that keeps `percentile` percent of the values: what may be cut off is taken half from either end, or
 * from the one end where all values have the same sign. Exact to a bin, at most a four thousandth of the range.
 */
export function percentileRange(histogram: WideningHistogram, percentile: number): Range {
  const { min, max, count } = histogram;
  const share = 1 - percentile / 100;
  const bothSigns = min < 0 && max > 0;
  const cut = (share * count) / (bothSigns ? 2 : 1);
  return {
    min: min < 0 ? Math.max(min, lowestKept(histogram, cut)) : min,
    max: max > 0 ? Math.min(max, highestKept(histogram, cut)) : max,
  };
}

/** Upper edge of the highest bin above which at most `cut` values lie; not below 0. */
function highestKept({ bins: { first, counts }, width }: WideningHistogram, cut: number): number {
  let above = 0;
  for (let k = BINS - 1; k >= 0 && first + k >= 0; k--) {
    above += counts[k]!;
    if (above > cut) return (first + k + 1) * width;
  }
  return 0;
}

/** Lower edge of the lowest bin below which at most `cut` values lie; not above 0. */
function lowestKept({ bins: { first, counts }, width }: WideningHistogram, cut: number): number {
  let below = 0;
  for (let k = 0; k < BINS && first + k < 0; k++) {
    below += counts[k]!;
    if (below > cut) return (first + k) * width;
  }
  return 0;
}

import { BINS, type WideningHistogram } from './histogram';
import type { Range } from './parameters';

/**
 * Computes the range that contains `percentile` percent of the values. Half of the rest is clipped at each end, or all
 * of it at one end if all values have the same sign. Accurate to one bin, at most 1/4000 of the range.
 */
export function computePercentileRange(histogram: WideningHistogram, percentile: number): Range {
  const { min, max, count } = histogram;
  const share = 1 - percentile / 100;
  const bothSigns = min < 0 && max > 0;
  const cut = (share * count) / (bothSigns ? 2 : 1);
  return {
    min: min < 0 ? Math.max(min, findLowestKept(histogram, cut)) : min,
    max: max > 0 ? Math.min(max, findHighestKept(histogram, cut)) : max,
  };
}

/** Upper edge of the highest bin above which at most `cut` values lie; not below 0. */
function findHighestKept({ bins: { first, counts }, width }: WideningHistogram, cut: number): number {
  let above = 0;
  for (let k = BINS - 1; k >= 0 && first + k >= 0; k--) {
    above += counts[k]!;
    if (above > cut) return (first + k + 1) * width;
  }
  return 0;
}

/** Lower edge of the lowest bin below which at most `cut` values lie; not above 0. */
function findLowestKept({ bins: { first, counts }, width }: WideningHistogram, cut: number): number {
  let below = 0;
  for (let k = 0; k < BINS && first + k < 0; k++) {
    below += counts[k]!;
    if (below > cut) return (first + k) * width;
  }
  return 0;
}

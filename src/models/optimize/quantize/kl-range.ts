import { BINS, type WideningHistogram } from './histogram';
import type { Range } from './parameters';

/** Resolution of the search, well above the 256 levels of eight bits. */
const MAX_BINS = 2048;
/** Probability of an empty bin of the quantized distribution, so that a single bin cannot rule out a threshold. */
const FLOOR = 1e-9;

/**
 * Entropy calibration: chooses the threshold T with the smallest Kullback-Leibler divergence between the values
 * clipped at T and the same values after quantization. Source: S. Migacz, "8-bit inference with TensorRT", GTC 2017.
 * Two differences: exact zeros are excluded (quantization represents them exactly, and after ReLU they would
 * dominate), and values of one sign use all 256 levels on that side.
 * @param symmetric int8 with zero point 0, which has 128 levels per sign
 */
export function computeKlRange(histogram: WideningHistogram, symmetric: boolean): Range {
  const { min, max, width } = histogram;
  if (width === 0) return { min, max };
  const oneSided = min >= 0 || max <= 0;
  const levels = oneSided && !symmetric ? 256 : 128;
  const { counts, width: magnitudeWidth } = foldMagnitudes(histogram);
  let best = counts.length;
  let least = Number.POSITIVE_INFINITY;
  // With fewer bins than levels, quantization loses nothing and the divergence is meaningless.
  for (let kept = Math.min(levels, counts.length); kept <= counts.length; kept++) {
    const divergence = computeDivergence(counts, kept, levels);
    if (divergence < least) {
      least = divergence;
      best = kept;
    }
  }
  const threshold = best * magnitudeWidth;
  return { min: Math.max(min, -threshold), max: Math.min(max, threshold) };
}

/** Histogram of |value| up to the largest, in at most MAX_BINS bins. */
function foldMagnitudes({ bins: { first, counts }, width }: WideningHistogram): {
  counts: Float64Array;
  width: number;
} {
  const folded = new Float64Array(BINS);
  let used = 0;
  for (let k = 0; k < BINS; k++) {
    if (counts[k] === 0) continue;
    const index = first + k;
    const magnitude = index >= 0 ? index : -index - 1;
    folded[magnitude]! += counts[k]!;
    used = Math.max(used, magnitude + 1);
  }
  const join = 2 ** Math.max(0, Math.ceil(Math.log2(used / MAX_BINS)));
  const joined = new Float64Array(Math.ceil(used / join));
  for (let k = 0; k < used; k++) joined[Math.floor(k / join)]! += folded[k]!;
  return { counts: joined, width: width * join };
}

/** KL(P || Q) in nats. P: the first `kept` bins, with all values beyond added to the last one. Q: the same bins
 *  without the values beyond, the sum of each level spread evenly over its nonempty bins. For the clipped values, the
 *  probability of Q's last bin is limited to 1 / kept: if it contains most of the values (an activation that stays
 *  away from zero), it would otherwise hide the clipping. */
export function computeDivergence(counts: Float64Array, kept: number, levels: number): number {
  let inside = 0;
  for (let k = 0; k < kept; k++) inside += counts[k]!;
  let outside = 0;
  for (let k = kept; k < counts.length; k++) outside += counts[k]!;
  const total = inside + outside;
  if (inside === 0) return Number.POSITIVE_INFINITY;
  let divergence = 0;
  for (let level = 0; level < levels; level++) {
    const start = Math.floor((level * kept) / levels);
    const end = Math.floor(((level + 1) * kept) / levels);
    let sum = 0;
    let filled = 0;
    for (let k = start; k < end; k++) {
      sum += counts[k]!;
      if (counts[k]! > 0) filled++;
    }
    for (let k = start; k < end; k++) {
      const cut = k === kept - 1 ? outside / total : 0;
      const held = counts[k]! / total;
      if (held + cut === 0) continue;
      const q = Math.max(counts[k]! > 0 ? sum / filled / inside : 0, FLOOR);
      divergence += held * Math.log((held + cut) / q);
      if (cut > 0) divergence += cut * Math.log((held + cut) / Math.min(q, 1 / kept));
    }
  }
  return divergence;
}

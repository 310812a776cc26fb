import { BINS, type WideningHistogram } from './histogram';
import type { Range } from './parameters';

/** Fewer bins than this are not told apart by the levels of eight bits. */
const MOST_BINS = 2048;
/** Share that an empty place of the quantized distribution counts as: no threshold is ruled out by one bin. */
const FLOOR = 1e-9;

/**
 * The range whose quantized values tell most about the real ones: of all thresholds T, the one with the least
 * Kullback-Leibler divergence between the values cut off at T and the same after quantization. Source: S. Migacz,
 * "8-bit inference with TensorRT", GTC 2017. Two differences: exact zeros are left out (every quantization holds
 * them, and after ReLU they would drown the rest), and values that are never negative have all 256 levels above
 * zero.
 * @param symmetric int8 with zero point 0, which has 128 levels above zero whatever the signs
 */
export function klRange(histogram: WideningHistogram, symmetric: boolean): Range {
  const { min, max, width } = histogram;
  if (width === 0) return { min, max };
  const oneSided = min >= 0 || max <= 0;
  const levels = oneSided && !symmetric ? 256 : 128;
  const { counts, width: magnitudeWidth } = magnitudes(histogram);
  let best = counts.length;
  let least = Number.POSITIVE_INFINITY;
  // A threshold on fewer bins than levels loses nothing and says nothing.
  for (let kept = Math.min(levels, counts.length); kept <= counts.length; kept++) {
    const divergence = divergenceAt(counts, kept, levels);
    if (divergence < least) {
      least = divergence;
      best = kept;
    }
  }
  const threshold = best * magnitudeWidth;
  return { min: Math.max(min, -threshold), max: Math.min(max, threshold) };
}

/** Histogram of |value| up to the largest, in at most MOST_BINS bins. */
function magnitudes({ bins: { first, counts }, width }: WideningHistogram): {
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
  const join = 2 ** Math.max(0, Math.ceil(Math.log2(used / MOST_BINS)));
  const joined = new Float64Array(Math.ceil(used / join));
  for (let k = 0; k < used; k++) joined[Math.floor(k / join)]! += folded[k]!;
  return { counts: joined, width: width * join };
}

/** KL(P || Q) in nats: P are the first `kept` bins with all that lies beyond in the last, Q the same bins without
 *  that, each level's sum spread over its bins that are not empty. For what lies beyond, the last bin of Q counts as no
 *  more than one bin of many: where it holds most of the values itself (an activation that keeps away from zero), it
 *  would hide that others were cut off. */
export function divergenceAt(counts: Float64Array, kept: number, levels: number): number {
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

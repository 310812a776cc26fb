import type { RandomSource } from '../../../support/random';

const MAX_ITERATIONS = 100;

/**
 * k-means clustering of scalars, initialized by k-means++ (Arthur and Vassilvitskii 2007). Prefix sums over the
 * sorted values make the cost of an iteration independent of their number.
 * @returns at most `count` centres in ascending order, fewer for fewer distinct values
 */
export function computeCentres(values: Float32Array, count: number, random: RandomSource): Float64Array {
  const sorted = values.slice().sort();
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  if (distinct <= count) return Float64Array.from(new Set(sorted));
  const sums = new Float64Array(sorted.length + 1);
  for (let i = 0; i < sorted.length; i++) sums[i + 1] = sums[i]! + sorted[i]!;
  let centres = drawCentres(sorted, count, random);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const next = centres.slice();
    let from = 0;
    for (let k = 0; k < count; k++) {
      const to =
        k === count - 1 ? sorted.length : findFirstAbove(sorted, (centres[k]! + centres[k + 1]!) / 2);
      if (to > from) next[k] = (sums[to]! - sums[from]!) / (to - from);
      from = to;
    }
    if (next.every((centre, k) => centre === centres[k])) break;
    centres = next;
  }
  return centres;
}

/** k-means++: draws each further centre with a probability proportional to the squared distance to the nearest one. */
function drawCentres(sorted: Float32Array, count: number, random: RandomSource): Float64Array {
  const centres = [sorted[Math.floor(random.next() * sorted.length)]!];
  const distances = Float64Array.from(sorted, (value) => (value - centres[0]!) ** 2);
  while (centres.length < count) {
    let left = random.next() * distances.reduce((sum, d) => sum + d, 0);
    let chosen = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (distances[i]! === 0) continue;
      chosen = i;
      left -= distances[i]!;
      if (left <= 0) break;
    }
    const centre = sorted[chosen]!;
    centres.push(centre);
    for (let i = 0; i < sorted.length; i++)
      distances[i] = Math.min(distances[i]!, (sorted[i]! - centre) ** 2);
  }
  return Float64Array.from(centres).sort();
}

function findFirstAbove(sorted: Float32Array, bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Replaces each value by its nearest centre. */
export function snapToCentres(values: Float32Array, centres: Float64Array): Float32Array {
  return values.map((value) => {
    let [low, high] = [0, centres.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value > (centres[middle]! + centres[middle + 1]!) / 2) low = middle + 1;
      else high = middle;
    }
    return centres[low]!;
  });
}

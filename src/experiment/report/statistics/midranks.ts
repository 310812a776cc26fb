import { ascending } from '../../../support/statistics';

/** Ranks from 1 in ascending order; equal values share the mean of their ranks (midranks). Infinite ones are equal too. */
export function midranks(values: readonly number[]): number[] {
  const sorted = ascending(values);
  const ranks = sortedMidranks(sorted);
  return values.map((value) => ranks[sorted.indexOf(value)]!);
}

/** Midranks of values in ascending order. */
export function sortedMidranks(sorted: Float64Array): Float64Array {
  const ranks = new Float64Array(sorted.length);
  for (let first = 0; first < sorted.length; ) {
    const next = endOfTie(sorted, first);
    // Ranks first + 1 to next.
    ranks.fill((first + 1 + next) / 2, first, next);
    first = next;
  }
  return ranks;
}

/** Sum of t³ - t over groups of t equal values in ascending order: what ties take from the variance of rank tests. */
export function tieTerm(sorted: Float64Array): number {
  let sum = 0;
  for (let first = 0; first < sorted.length; ) {
    const next = endOfTie(sorted, first);
    sum += (next - first) ** 3 - (next - first);
    first = next;
  }
  return sum;
}

/** Where the values that are equal to one end. */
function endOfTie(sorted: Float64Array, first: number): number {
  let next = first + 1;
  while (next < sorted.length && sorted[next] === sorted[first]) next += 1;
  return next;
}

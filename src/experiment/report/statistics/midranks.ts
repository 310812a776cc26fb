import { ascending } from '../../../support/statistics';

/** Ranks from 1 in ascending order; equal values share the mean of their ranks (midranks). Infinite ones are equal too. */
export function midranks(values: readonly number[]): number[] {
  const sorted = ascending(values);
  const rankOf = new Map<number, number>();
  for (let first = 0; first < sorted.length; ) {
    let next = first + 1;
    while (next < sorted.length && sorted[next] === sorted[first]) next += 1;
    // Ranks first + 1 to next.
    rankOf.set(sorted[first]!, (first + 1 + next) / 2);
    first = next;
  }
  return values.map((value) => rankOf.get(value)!);
}

/** Sum of t³ - t over groups of t equal ranks: what ties take from the variance of rank tests. */
export function tieTerm(ranks: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}

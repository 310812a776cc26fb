/** Ranks from 1 in ascending order; equal values share the mean of their ranks (midranks). */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => compare(values[i]!, values[j]!));
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let next = first + 1;
    while (next < order.length && values[order[next]!] === values[order[first]!]) next += 1;
    // Ranks first + 1 to next.
    for (let at = first; at < next; at++) ranks[order[at]!] = (first + 1 + next) / 2;
    first = next;
  }
  return ranks;
}

/** Infinite values are equal to themselves; their difference would be NaN. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Sum of t³ - t over groups of t equal ranks: what ties take from the variance of rank tests. */
export function tieTerm(ranks: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}

/**
 * Holm's step-down correction (S. Holm, Scandinavian Journal of Statistics 6, 1979): controls the probability
 * that any of the tests finds a difference where there is none.
 * @returns the corrected p values, in the given order
 */
export function correctHolm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((i, j) => ps[i]! - ps[j]!);
  const corrected = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * ps[i]!));
    corrected[i] = largest;
  });
  return corrected;
}

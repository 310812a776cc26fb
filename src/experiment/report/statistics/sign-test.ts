import { jStat } from 'jstat';

/**
 * Exact two-sided sign test of paired outcomes; for successes and failures it is McNemar's exact test (Q. McNemar,
 * Psychometrika 12, 1947): only pairs in which one side succeeded and the other did not tell the sides apart.
 * @returns p
 */
export function signTest(forA: number, forB: number): number {
  const n = forA + forB;
  const fewer = Math.min(forA, forB);
  if (n === 0 || forA === forB) return 1;
  // P(X <= k) of the binomial distribution with p = 1/2, by the incomplete beta function.
  return Math.min(1, 2 * jStat.beta.cdf(0.5, n - fewer, fewer + 1));
}

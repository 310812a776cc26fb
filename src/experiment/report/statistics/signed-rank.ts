import { jStat } from 'jstat';
import { midranks, tieTerm } from './midranks';

export interface SignedRankResult {
  /** Differences that are not 0. */
  readonly n: number;
  /** Sum of the ranks of positive differences. */
  readonly positive: number;
  readonly negative: number;
  /** Two-sided. */
  readonly p: number;
}

/** With more differences than this the normal approximation is used; it is within 0.002 there. */
const MAX_EXACT = 50;

/** Numbers of sign patterns by rank sum, by the ranks that they are of. */
const known = new Map<string, Float64Array>();
const MAX_KNOWN = 2000;

/**
 * Wilcoxon's signed-rank test of paired differences (F. Wilcoxon, Biometrics Bulletin 1, 1945). Differences of 0 are left
 * out, as Wilcoxon did; infinite ones, of a pair in which one side failed, are the largest and share their rank. Up to 50
 * differences p is exact, with ties too: the share of the 2^n ways to sign the ranks that are at least as far from the middle,
 * which is right if both sides are exchangeable within each pair. Above, the normal approximation with the correction for
 * ties.
 */
export function signedRankTest(differences: readonly number[]): SignedRankResult {
  const nonzero = differences.filter((difference) => difference !== 0);
  const n = nonzero.length;
  const ranks = midranks(nonzero.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + (nonzero[i]! > 0 ? rank : 0), 0);
  const negative = (n * (n + 1)) / 2 - positive;
  const least = Math.min(positive, negative);
  if (n === 0) return { n, positive, negative, p: 1 };
  return { n, positive, negative, p: n <= MAX_EXACT ? exactP(ranks, least) : normalP(ranks, least) };
}

function exactP(ranks: readonly number[], least: number): number {
  const ways = countWays(ranks);
  let tail = 0;
  // Midranks are multiples of a half.
  for (let doubled = 0; doubled <= 2 * least; doubled++) tail += ways[doubled]!;
  return Math.min(1, (2 * tail) / 2 ** ranks.length);
}

/** How many subsets of the ranks have each doubled sum. */
function countWays(ranks: readonly number[]): Float64Array {
  const doubled = ranks.map((rank) => 2 * rank).sort((a, b) => a - b);
  const key = doubled.join();
  const found = known.get(key);
  if (found !== undefined) return found;
  const ways = new Float64Array(doubled.reduce((sum, rank) => sum + rank, 1));
  ways[0] = 1;
  let largest = 0;
  for (const rank of doubled) {
    for (let sum = largest; sum >= 0; sum--) ways[sum + rank]! += ways[sum]!;
    largest += rank;
  }
  if (known.size < MAX_KNOWN) known.set(key, ways);
  return ways;
}

function normalP(ranks: readonly number[], least: number): number {
  const n = ranks.length;
  const middle = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm(ranks) / 48;
  return Math.min(1, 2 * jStat.normal.cdf((least - middle) / Math.sqrt(variance), 0, 1));
}

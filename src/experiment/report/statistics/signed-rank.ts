import { jStat } from 'jstat';
import { sortedMidranks, tieTerm } from './midranks';

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
export function signedRankTest(differences: ArrayLike<number>): SignedRankResult {
  const nonzero = Float64Array.from(differences).filter((difference) => difference !== 0);
  const n = nonzero.length;
  const sizes = nonzero.map(Math.abs).sort();
  const ranks = sortedMidranks(sizes);
  const positive = sumRanks(nonzero.filter((difference) => difference > 0).sort(), sizes, ranks);
  const negative = (n * (n + 1)) / 2 - positive;
  const least = Math.min(positive, negative);
  if (n === 0) return { n, positive, negative, p: 1 };
  return { n, positive, negative, p: n <= MAX_EXACT ? exactP(ranks, least) : normalP(ranks, least) };
}

/** Sum of the ranks of some of the values. @param some ascending, as all are */
function sumRanks(some: Float64Array, all: Float64Array, ranks: Float64Array): number {
  let [sum, at] = [0, 0];
  for (const value of some) {
    while (all[at] !== value) at += 1;
    sum += ranks[at]!;
  }
  return sum;
}

/** @param ranks ascending */
function exactP(ranks: Float64Array, least: number): number {
  const ways = countWays(ranks);
  let tail = 0;
  // Midranks are multiples of a half.
  for (let doubled = 0; doubled <= 2 * least; doubled++) tail += ways[doubled]!;
  return Math.min(1, (2 * tail) / 2 ** ranks.length);
}

/** How many subsets of the ranks have each doubled sum. */
function countWays(ranks: Float64Array): Float64Array {
  const doubled = ranks.map((rank) => 2 * rank);
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

function normalP(ranks: Float64Array, least: number): number {
  const n = ranks.length;
  const middle = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm(ranks) / 48;
  return Math.min(1, 2 * jStat.normal.cdf((least - middle) / Math.sqrt(variance), 0, 1));
}

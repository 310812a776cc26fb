import { LEVEL } from '../../measure/compare/compare-runs';
import { correctHolm } from '../../measure/compare/holm';
import { median } from '../../support/statistics';
import type { CommonBlocks } from './blocks';
import { type Criterion, difference, type Score } from './criterion';
import { signTest } from './statistics/sign-test';
import { signedRankTest } from './statistics/signed-rank';

/** Two brains, compared over the conditions that both drove. */
export interface PairTest {
  readonly a: string;
  readonly b: string;
  /** Distinct conditions that both drove. */
  readonly conditions: number;
  /** Of those: A was better, B was better. */
  readonly aBetter: number;
  readonly bBetter: number;
  /** Median of A - B in the metric's unit where both completed; null without such a condition, or without a metric. */
  readonly median_difference: number | null;
  /** Null without a common condition. */
  readonly p: number | null;
  readonly p_holm: number | null;
  /** Whether they can be told apart at the level of the test. */
  readonly differ: boolean;
}

/**
 * Tests all pairs of brains for a criterion. The test of two brains depends on these two alone, unlike Nemenyi's on mean ranks
 * (A. Benavoli, G. Corani and F. Mangili, Journal of Machine Learning Research 17, 2016).
 * @param scores of the brains in each block
 */
export function testPairs(
  scores: readonly ReadonlyMap<string, Score>[],
  common: CommonBlocks,
  brains: readonly string[],
  criterion: Criterion,
): PairTest[] {
  const tests = brains.flatMap((a, i) =>
    brains.slice(i + 1).map((b) => {
      const pairs = common([a, b]).map((at): Pair => [scores[at]!.get(a)!, scores[at]!.get(b)!]);
      return testPair(a, b, criterion, pairs);
    }),
  );
  const tested = tests.filter(({ p }) => p !== null);
  const corrected = correctHolm(tested.map(({ p }) => p!));
  const p_holm = new Map(tested.map((test, i) => [test, corrected[i]!]));
  return tests.map((test) => {
    const own = p_holm.get(test) ?? null;
    return { ...test, p_holm: own, differ: own !== null && own < LEVEL };
  });
}

type Pair = readonly [a: Score, b: Score];

function testPair(
  a: string,
  b: string,
  { metric }: Criterion,
  pairs: readonly Pair[],
): Omit<PairTest, 'p_holm' | 'differ'> {
  const differences = pairs.map(([ofA, ofB]) => difference(ofA, ofB));
  const aBetter = differences.filter((value) => value > 0).length;
  const bBetter = differences.filter((value) => value < 0).length;
  const measured = pairs.flatMap(([ofA, ofB], i) =>
    ofA.merit === null || ofB.merit === null || !Number.isFinite(differences[i]!) ? [] : [differences[i]!],
  );
  const middle = metric === null ? null : median(measured);
  return {
    a,
    b,
    conditions: pairs.length,
    aBetter,
    bBetter,
    median_difference: middle === null ? null : (metric!.better === 'lower' ? -middle : middle) + 0,
    p: choosePValue(pairs.length, metric === null ? null : differences, aBetter, bBetter),
  };
}

function choosePValue(
  conditions: number,
  differences: readonly number[] | null,
  aBetter: number,
  bBetter: number,
): number | null {
  if (conditions === 0) return null;
  return differences === null ? signTest(aBetter, bBetter) : signedRankTest(differences).p;
}

/** Fewest conditions, all in favour of one brain, in which the test can tell two apart after its correction. */
export function fewestConditions(tests: number): number {
  return Math.ceil(Math.log2(2 * Math.max(1, tests)) - Math.log2(LEVEL) + 1e-9);
}

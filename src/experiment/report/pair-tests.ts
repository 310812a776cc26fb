import { LEVEL } from '../../measure/compare/compare-runs';
import { correctHolm } from '../../measure/compare/holm';
import { median } from '../../support/statistics';
import type { CommonBlocks } from './blocks';
import { type Criterion, difference, type Scores } from './criterion';
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
 */
export function testPairs(
  scores: ReadonlyMap<string, Scores>,
  common: CommonBlocks,
  brains: readonly string[],
  criterion: Criterion,
): PairTest[] {
  const tests = brains.flatMap((a, i) =>
    brains.slice(i + 1).map((b) => {
      return { a, b, ...testPair(criterion, scores.get(a)!, scores.get(b)!, common([a, b])) };
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

/** @param blocks that both drove */
function testPair(
  { metric }: Criterion,
  a: Scores,
  b: Scores,
  blocks: readonly number[],
): Omit<PairTest, 'a' | 'b' | 'p_holm' | 'differ'> {
  const conditions = blocks.length;
  const differences = Float64Array.from(blocks, (at) => difference(a, b, at));
  const aBetter = countWhere(differences, (value) => value > 0);
  const bBetter = countWhere(differences, (value) => value < 0);
  const middle = metric === null ? null : median(differencesOfMerit(a, b, blocks));
  return {
    conditions,
    aBetter,
    bBetter,
    median_difference: middle === null ? null : (metric!.better === 'lower' ? -middle : middle) + 0,
    p: choosePValue(conditions, metric === null ? null : differences, aBetter, bBetter),
  };
}

/** Where both succeeded alike and were measured. */
function differencesOfMerit(a: Scores, b: Scores, blocks: readonly number[]): Float64Array {
  return Float64Array.from(blocks, (at) =>
    a.success[at] === b.success[at] ? a.merit[at]! - b.merit[at]! : Number.NaN,
  ).filter((value) => !Number.isNaN(value));
}

function countWhere(values: Float64Array, holds: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (holds(value)) count += 1;
  return count;
}

function choosePValue(
  conditions: number,
  differences: Float64Array | null,
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

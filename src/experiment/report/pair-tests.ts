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
      const places = common([a, b]);
      const ofA = places.map((at) => scores[at]!.get(a)!);
      const ofB = places.map((at) => scores[at]!.get(b)!);
      return { a, b, ...testPair(criterion, ofA, ofB) };
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

/** @param ofA scores of A in the conditions that both drove @param ofB those of B there */
function testPair(
  { metric }: Criterion,
  ofA: readonly Score[],
  ofB: readonly Score[],
): Omit<PairTest, 'a' | 'b' | 'p_holm' | 'differ'> {
  const differences: number[] = [];
  const measured: number[] = [];
  let [aBetter, bBetter] = [0, 0];
  for (const [i, score] of ofA.entries()) {
    const other = ofB[i]!;
    const value = difference(score, other);
    differences.push(value);
    if (value > 0) aBetter += 1;
    else if (value < 0) bBetter += 1;
    if (score.merit !== null && other.merit !== null && Number.isFinite(value)) measured.push(value);
  }
  const middle = metric === null ? null : median(measured);
  return {
    conditions: ofA.length,
    aBetter,
    bBetter,
    median_difference: middle === null ? null : (metric!.better === 'lower' ? -middle : middle) + 0,
    p: choosePValue(ofA.length, metric === null ? null : differences, aBetter, bBetter),
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

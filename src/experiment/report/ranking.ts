import { type Block, commonBlocks } from './blocks';
import { type Criterion, difference, type Score, scoreOf } from './criterion';
import { fewestConditions, type PairTest, testPairs } from './pair-tests';
import { type FriedmanResult, friedmanTest, meanRanks } from './statistics/friedman';

/** A brain in a ranking. */
export interface RankedBrain {
  readonly brain: string;
  /** From 1. */
  readonly position: number;
  /** Mean over the conditions that all brains drove, 1 the best; null without such a condition. */
  readonly meanRank: number | null;
  /** Brains that the test cannot tell from it, in order. */
  readonly alike: readonly string[];
  /** Of those: without a condition that both drove. */
  readonly notCompared: readonly string[];
}

export interface Ranking {
  readonly criterion: Criterion;
  /** Best first. */
  readonly brains: readonly RankedBrain[];
  readonly pairs: readonly PairTest[];
  /** Largest ranges of neighbours of which no two can be told apart, of at least two brains. */
  readonly groups: readonly (readonly string[])[];
  /** Distinct conditions that all brains drove. */
  readonly commonConditions: number;
  /** Conditions that each brain drove, by seed. */
  readonly coverage: readonly { readonly brain: string; readonly driven: number }[];
  readonly friedman: FriedmanResult | null;
  /** Tests in Holm's correction. */
  readonly tests: number;
  /** Conditions with which the test could tell any two apart; fewer cannot. */
  readonly conditionsNeeded: number;
}

/**
 * Ranks brains by a criterion, and tells which cannot be told apart. The order is that of the mean ranks over the conditions
 * that all brains drove (M. Friedman, 1937; J. Demšar, Journal of Machine Learning Research 7, 2006): each condition, hard or
 * easy, counts the same. Pairs are tested by Wilcoxon's signed-rank test with Holm's correction, for success alone by
 * McNemar's exact test.
 */
export function rankBrains(
  blocks: readonly Block[],
  brains: readonly string[],
  criterion: Criterion,
): Ranking {
  const common = commonBlocks(blocks, brains);
  const costs = common.map(({ results }) =>
    orderCosts(brains.map((brain) => scoreOf(criterion, results.get(brain)!))),
  );
  const ranks = common.length === 0 ? brains.map(() => null) : meanRanks(costs);
  const pairs = testPairs(blocks, brains, criterion);
  const order = sortBrains(blocks, brains, ranks, criterion);
  const differ = new Set(
    pairs.filter((pair) => pair.differ).flatMap(({ a, b }) => [pairKey(a, b), pairKey(b, a)]),
  );
  const apart = new Set(
    pairs.filter(({ p }) => p === null).flatMap(({ a, b }) => [pairKey(a, b), pairKey(b, a)]),
  );
  const sorted = order.map((i) => brains[i]!);
  const tests = pairs.filter(({ p }) => p !== null).length;
  return {
    criterion,
    brains: order.map((i, at) => ({
      brain: brains[i]!,
      position: at + 1,
      meanRank: ranks[i]!,
      alike: sorted.filter((other) => other !== brains[i] && !differ.has(pairKey(brains[i]!, other))),
      notCompared: sorted.filter((other) => apart.has(pairKey(brains[i]!, other))),
    })),
    pairs,
    groups: groupNeighbours(sorted, (a, b) => differ.has(pairKey(a, b))),
    commonConditions: common.length,
    coverage: sorted.map((brain) => ({
      brain,
      driven: blocks.filter(({ results }) => results.has(brain)).length,
    })),
    friedman: friedmanTest(costs),
    tests,
    conditionsNeeded: fewestConditions(tests),
  };
}

function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b]);
}

/** Midranks of scores, 1 the best. */
function orderCosts(scores: readonly Score[]): number[] {
  return scores.map((score) => {
    const differences = scores.map((other) => difference(other, score));
    const better = differences.filter((value) => value > 0).length;
    const equal = differences.filter((value) => value === 0).length;
    return better + (equal + 1) / 2;
  });
}

/** Indices of the brains, the best first: by mean rank, then by success and merit over all that each drove. */
function sortBrains(
  blocks: readonly Block[],
  brains: readonly string[],
  ranks: readonly (number | null)[],
  criterion: Criterion,
): number[] {
  const totals = brains.map((brain) => {
    const scores = blocks.flatMap(({ results }) => {
      const result = results.get(brain);
      return result === undefined ? [] : [scoreOf(criterion, result)];
    });
    const merits = scores.flatMap(({ merit }) => merit ?? []);
    return { success: average(scores.map(({ success }) => success)), merit: average(merits) };
  });
  return brains
    .map((_, i) => i)
    .sort((i, j) => {
      const [x, y] = [totals[i]!, totals[j]!];
      return (
        (ranks[i] ?? 0) - (ranks[j] ?? 0) || descending(x.success, y.success) || descending(x.merit, y.merit)
      );
    });
}

function average(values: readonly number[]): number {
  if (values.length === 0) return Number.NEGATIVE_INFINITY;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function descending(a: number, b: number): number {
  return a === b ? 0 : b - a;
}

/** The largest ranges of a ranking within which no two differ. */
export function groupNeighbours(
  sorted: readonly string[],
  differ: (a: string, b: string) => boolean,
): string[][] {
  const groups: string[][] = [];
  let reached = 0;
  for (const first of sorted.keys()) {
    let end = first + 1;
    while (end < sorted.length && sorted.slice(first, end).every((brain) => !differ(brain, sorted[end]!)))
      end += 1;
    if (end - first > 1 && end > reached) groups.push(sorted.slice(first, end));
    reached = Math.max(reached, end);
  }
  return groups;
}

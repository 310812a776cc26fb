import { mean } from '../../support/statistics';
import type { Block, CommonBlocks } from './blocks';
import { type Criterion, difference, type Scores, scoreBlocks } from './criterion';
import { fewestConditions, type PairTest, testPairs } from './pair-tests';
import { type FriedmanResult, friedmanTest, meanRanks } from './statistics/friedman';

/** A brain in a ranking. */
export interface RankedBrain {
  readonly brain: string;
  /** From 1; null where no brain completed a run. */
  readonly position: number | null;
  /** Mean over the conditions that all brains drove, 1 the best; null without such a condition, and where no brain completed
   *  a run. */
  readonly meanRank: number | null;
  /** Brains that the test cannot tell from it, in order. */
  readonly alike: readonly string[];
  /** Of those: without a condition that both drove. */
  readonly notCompared: readonly string[];
}

export interface Ranking {
  readonly criterion: Criterion;
  /** Best first, where one completed a run. */
  readonly brains: readonly RankedBrain[];
  /** Whether any of them completed a run: otherwise none is before another. */
  readonly isOrdered: boolean;
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
  common: CommonBlocks,
  brains: readonly string[],
  criterion: Criterion,
): Ranking {
  const scores = scoreBlocks(blocks, brains, criterion);
  const all = [...scores.values()];
  const ofAll = common(brains);
  const costs = ofAll.map((at) => orderCosts(all, at));
  const isOrdered = all.some(({ success }) => success.some((share) => share > 0));
  const ranks = costs.length === 0 || !isOrdered ? brains.map(() => null) : meanRanks(costs);
  const pairs = testPairs(scores, common, brains, criterion);
  const order = sortBrains(all, ranks);
  const differ = indexPairs(pairs.filter((pair) => pair.differ));
  const apart = indexPairs(pairs.filter(({ p }) => p === null));
  const sorted = order.map((i) => brains[i]!);
  const tests = pairs.filter(({ p }) => p !== null).length;
  return {
    criterion,
    brains: order.map((i, at) => ({
      brain: brains[i]!,
      position: isOrdered ? at + 1 : null,
      meanRank: ranks[i]!,
      alike: sorted.filter((other) => other !== brains[i] && !differ(brains[i]!, other)),
      notCompared: sorted.filter((other) => apart(brains[i]!, other)),
    })),
    isOrdered,
    pairs,
    groups: groupNeighbours(sorted, differ),
    commonConditions: ofAll.length,
    coverage: order.map((i) => ({ brain: brains[i]!, driven: known(all[i]!.success).length })),
    friedman: friedmanTest(costs),
    tests,
    conditionsNeeded: fewestConditions(tests),
  };
}

/** Whether two brains are one of the pairs. */
function indexPairs(pairs: readonly PairTest[]): (a: string, b: string) => boolean {
  const partners = new Map<string, Set<string>>();
  for (const { a, b } of pairs) {
    partners.set(a, (partners.get(a) ?? new Set()).add(b));
    partners.set(b, (partners.get(b) ?? new Set()).add(a));
  }
  return (a, b) => partners.get(a)?.has(b) ?? false;
}

/** Midranks of scores in a block that all drove, 1 the best. */
function orderCosts(scores: readonly Scores[], at: number): number[] {
  return scores.map((score) => {
    let [better, equal] = [0, 0];
    for (const other of scores) {
      const value = difference(other, score, at);
      if (value > 0) better += 1;
      else if (value === 0) equal += 1;
    }
    return better + (equal + 1) / 2;
  });
}

/** Indices of the brains, the best first: by mean rank, then by success and merit over all that each drove. */
function sortBrains(scores: readonly Scores[], ranks: readonly (number | null)[]): number[] {
  const totals = scores.map(({ success, merit }) => ({
    success: mean(known(success)) ?? Number.NEGATIVE_INFINITY,
    merit: mean(known(merit)) ?? Number.NEGATIVE_INFINITY,
  }));
  return scores
    .map((_, i) => i)
    .sort((i, j) => {
      const [x, y] = [totals[i]!, totals[j]!];
      return (
        (ranks[i] ?? 0) - (ranks[j] ?? 0) || descending(x.success, y.success) || descending(x.merit, y.merit)
      );
    });
}

/** What is not missing. */
function known(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value));
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

import { LEVEL } from '../../measure/compare/compare-runs';
import { correctHolm } from '../../measure/compare/holm';
import { mean } from '../../support/statistics';
import type { RunRow } from '../run/run-row';
import { type Block, type BlockResult, groupBlocks } from './blocks';
import { REPORTED_METRICS, type ReportedMetric, readMetric } from './reported-metric';
import { noRunNumbers, readReportedRuns } from './reported-run';
import { type Mean, meanInterval } from './statistics/mean-interval';
import { signTest } from './statistics/sign-test';
import { signedRankTest } from './statistics/signed-rank';

/** A metric of two experiments, over the conditions that both have; null for success. */
export interface PairedComparison {
  readonly metric: ReportedMetric | null;
  /** Conditions in which both sides have it. */
  readonly pairs: number;
  readonly a: number | null;
  readonly b: number | null;
  /** B - A with its interval. */
  readonly difference: Mean | null;
  /** Null without pairs. */
  readonly p: number | null;
  /** Corrected over all tests of the comparison. */
  readonly p_holm: number | null;
  readonly verdict: 'missing' | 'same' | 'alike' | 'B better' | 'B worse' | 'B higher' | 'B lower';
}

/** A brain of A and the one of B that it is compared with. */
export interface ComparedBrain {
  readonly a: string;
  readonly b: string;
  /** Distinct conditions that both drove. */
  readonly conditions: number;
  /** Of those: driven exactly the same, metric by metric. */
  readonly identical: number;
  readonly metrics: readonly PairedComparison[];
}

export interface ExperimentComparison {
  readonly brains: readonly ComparedBrain[];
  /** Tests in Holm's correction. */
  readonly tests: number;
  /** Brains and conditions that only one side has, a line each. */
  readonly leftOut: readonly string[];
}

type Pair = readonly [a: BlockResult, b: BlockResult];
type Untested = Omit<PairedComparison, 'p_holm' | 'verdict'>;

/**
 * Compares two experiments: each brain of A with that of the same name of B, or the only brain of A with the only one of B. Only
 * conditions that both drove are compared, pair by pair, by Wilcoxon's signed-rank test, success by McNemar's exact test.
 */
export function compareExperiments(a: readonly RunRow[], b: readonly RunRow[]): ExperimentComparison {
  const numbers = noRunNumbers();
  const [runsA, runsB] = [readReportedRuns(a, numbers), readReportedRuns(b, numbers)];
  // Blocks of both sides at once, so that their variants can be compared.
  const blocks = groupBlocks([
    ...runsA.map((run) => ({ ...run, brain: `A${run.brain}` })),
    ...runsB.map((run) => ({ ...run, brain: `B${run.brain}` })),
  ]);
  const names = {
    a: [...new Set(runsA.map(({ brain }) => brain))],
    b: [...new Set(runsB.map(({ brain }) => brain))],
  };
  const matches = matchBrains(names.a, names.b);
  const untested = matches.map(([ofA, ofB]) => {
    const pairs = pairBlocks(blocks, `A${ofA}`, `B${ofB}`);
    return {
      a: ofA,
      b: ofB,
      conditions: pairs.length,
      identical: pairs.filter(([x, y]) => x.variant === y.variant).length,
      metrics: [compareSuccess(pairs), ...REPORTED_METRICS.map((metric) => compareMetric(metric, pairs))],
    };
  });
  const tested = untested.flatMap(({ metrics }) => metrics).filter(({ p }) => p !== null);
  const corrected = correctHolm(tested.map(({ p }) => p!));
  const p_holm = new Map(tested.map((metric, i) => [metric, corrected[i]!]));
  return {
    brains: untested.map((brain) => ({
      ...brain,
      metrics: brain.metrics.map((metric) => decide(metric, p_holm.get(metric) ?? null)),
    })),
    tests: tested.length,
    leftOut: [
      ...names.a.filter((name) => !matches.some(([own]) => own === name)).map((name) => `${name}: only in A`),
      ...names.b
        .filter((name) => !matches.some(([, own]) => own === name))
        .map((name) => `${name}: only in B`),
    ],
  };
}

function matchBrains(a: readonly string[], b: readonly string[]): (readonly [string, string])[] {
  const shared = a.filter((name) => b.includes(name));
  if (shared.length > 0) return shared.map((name) => [name, name]);
  return a.length === 1 && b.length === 1 ? [[a[0]!, b[0]!]] : [];
}

function pairBlocks(blocks: readonly Block[], a: string, b: string): Pair[] {
  const seen = new Set<string>();
  return blocks.flatMap(({ place, isLockstep, results }): Pair[] => {
    const [ofA, ofB] = [results.get(a), results.get(b)];
    if (ofA === undefined || ofB === undefined) return [];
    const identity = `${place} ${ofA.variant} ${ofB.variant}`;
    if (isLockstep && seen.has(identity)) return [];
    seen.add(identity);
    return [[ofA, ofB]];
  });
}

function compareSuccess(pairs: readonly Pair[]): Untested {
  const changes = pairs.map(([a, b]) => b.success - a.success);
  return {
    metric: null,
    pairs: pairs.length,
    a: mean(pairs.map(([a]) => a.success)),
    b: mean(pairs.map(([, b]) => b.success)),
    difference: meanInterval(changes),
    p:
      pairs.length === 0 ? null : signTest(countAbove(changes), countAbove(changes.map((change) => -change))),
  };
}

function compareMetric(metric: ReportedMetric, pairs: readonly Pair[]): Untested {
  const values = pairs.flatMap(([a, b]) => {
    const [x, y] = [meanOf(metric, a), meanOf(metric, b)];
    return x === null || y === null ? [] : [{ x, y }];
  });
  const differences = values.map(({ x, y }) => y - x);
  return {
    metric,
    pairs: values.length,
    a: mean(values.map(({ x }) => x)),
    b: mean(values.map(({ y }) => y)),
    difference: meanInterval(differences),
    p: values.length === 0 ? null : signedRankTest(differences).p,
  };
}

function meanOf(metric: ReportedMetric, { runs }: BlockResult): number | null {
  return mean(runs.map((run) => readMetric(metric, run)).filter((value) => value !== null));
}

function countAbove(values: readonly number[]): number {
  return values.filter((value) => value > 0).length;
}

function decide(comparison: Untested, p_holm: number | null): PairedComparison {
  return { ...comparison, p_holm, verdict: verdictOf(comparison, p_holm) };
}

function verdictOf(
  { metric, a, b, difference }: Untested,
  p_holm: number | null,
): PairedComparison['verdict'] {
  if (p_holm === null || difference === null) return 'missing';
  if (difference.mean === 0 && (difference.sd ?? 0) === 0) return 'same';
  if (p_holm >= LEVEL) return 'alike';
  const higher = b! > a!;
  const better = metric === null ? 'higher' : metric.better;
  if (better === null) return higher ? 'B higher' : 'B lower';
  return higher === (better === 'higher') ? 'B better' : 'B worse';
}

import type { BagMeasurement } from '../metrics/measurement';
import { isPartialRun, METRICS, type Metric } from '../report/metric';
import { courseName, groupBy } from '../report/run';
import { classifyEffect, type EffectMagnitude, effectSize, isSlight } from './effect';
import { correctHolm } from './holm';
import { type Sample, summarize, type WelchResult, welchTest } from './welch';

/** Significance level: the probability of finding any difference if there is none. */
export const LEVEL = 0.05;

/** - `beyond`: the difference is significant at LEVEL after Holm's correction
 *  - `within`: it is not
 *  - `spread_unknown`: a side has fewer than two values
 *  - `no_spread`: all repetitions of both sides are identical, as runs with one seed are
 *  - `missing`: a side has no value */
export type Verdict = 'beyond' | 'within' | 'spread_unknown' | 'no_spread' | 'missing';

export interface MetricComparison {
  readonly metric: Metric;
  /** Null without values. */
  readonly a: Sample | null;
  readonly b: Sample | null;
  /** Mean of B minus mean of A. */
  readonly difference: number | null;
  /** Difference in percent of A's mean; null where that is 0. */
  readonly percent: number | null;
  /** Effect size, Cohen's d. */
  readonly effect: number | null;
  readonly magnitude: EffectMagnitude | null;
  /** Whether the difference is significant but tiny: a negligible effect, or below 1 % of A's mean. Null if it was
   *  not tested. */
  readonly tiny: boolean | null;
  readonly test: WelchResult | null;
  /** p after Holm's correction over all tests of the comparison. */
  readonly p_holm: number | null;
  readonly verdict: Verdict;
}

/** Comparison of both sides on one circuit in one direction. */
export interface CourseComparison {
  readonly course: string;
  readonly runs: { readonly a: number; readonly b: number };
  readonly metrics: readonly MetricComparison[];
}

export interface Comparison {
  readonly courses: readonly CourseComparison[];
  /** Number of tests in Holm's correction. */
  readonly tests: number;
  /** Courses that only one side has, one line each. */
  readonly leftOut: readonly string[];
}

type Untested = Omit<MetricComparison, 'p_holm' | 'verdict' | 'tiny'>;

/** Compares two sets of repetitions. Only runs on the same circuit in the same direction are compared. */
export function compareRuns(a: readonly BagMeasurement[], b: readonly BagMeasurement[]): Comparison {
  const sides = { a: groupBy(a, courseName), b: groupBy(b, courseName) };
  const shared = [...sides.a.keys()].filter((course) => sides.b.has(course));
  const untested = shared.map((course) => {
    const [runsA, runsB] = [sides.a.get(course)!, sides.b.get(course)!];
    return {
      course,
      runs: { a: runsA.length, b: runsB.length },
      metrics: METRICS.map((metric) => compareMetric(metric, runsA, runsB)),
    };
  });
  const tested = untested.flatMap(({ metrics }) => metrics).filter(({ test }) => test !== null);
  const corrected = correctHolm(tested.map(({ test }) => test!.p));
  const p_holm = new Map(tested.map((comparison, i) => [comparison, corrected[i]!]));
  return {
    courses: untested.map((course) => ({
      ...course,
      metrics: course.metrics.map((metric) => addVerdict(metric, p_holm.get(metric) ?? null)),
    })),
    tests: tested.length,
    leftOut: [...listUnshared('A', sides.a, sides.b), ...listUnshared('B', sides.b, sides.a)],
  };
}

function compareMetric(
  metric: Metric,
  runsA: readonly BagMeasurement[],
  runsB: readonly BagMeasurement[],
): Untested {
  const [a, b] = [collectSample(metric, runsA), collectSample(metric, runsB)];
  if (a === null || b === null) {
    return { metric, a, b, difference: null, percent: null, effect: null, magnitude: null, test: null };
  }
  const difference = b.mean - a.mean;
  const effect = effectSize(a, b);
  return {
    metric,
    a,
    b,
    difference,
    percent: a.mean === 0 ? null : (100 * difference) / Math.abs(a.mean),
    effect,
    magnitude: classifyEffect(effect),
    test: welchTest(a, b),
  };
}

/** Partial runs are excluded from metrics about driving. */
function collectSample(metric: Metric, runs: readonly BagMeasurement[]): Sample | null {
  const whole = metric.isAboutDriving ? runs.filter((run) => !isPartialRun(run)) : runs;
  const values = whole.map(metric.value).filter((value) => value !== null);
  return values.length === 0 ? null : summarize(values);
}

function addVerdict(comparison: Untested, p_holm: number | null): MetricComparison {
  const verdict = decideVerdict(comparison, p_holm);
  const isTiny = comparison.magnitude === 'negligible' || isSlight(comparison.percent);
  return { ...comparison, p_holm, verdict, tiny: p_holm === null ? null : verdict === 'beyond' && isTiny };
}

function decideVerdict({ a, b }: Untested, p_holm: number | null): Verdict {
  if (a === null || b === null) return 'missing';
  if (p_holm !== null) return p_holm < LEVEL ? 'beyond' : 'within';
  return a.sd === null || b.sd === null ? 'spread_unknown' : 'no_spread';
}

function listUnshared(
  side: string,
  here: Map<string, BagMeasurement[]>,
  there: Map<string, BagMeasurement[]>,
) {
  return [...here]
    .filter(([course]) => !there.has(course))
    .map(
      ([course, runs]) =>
        `${course}: only ${side} has it (${runs.length} ${runs.length === 1 ? 'run' : 'runs'})`,
    );
}

import type { BagMeasurement } from '../metrics/measurement';
import { drovePart, METRICS, type Metric } from '../report/metric';
import { courseOf, grouped } from '../report/run';
import { holm } from './holm';
import { effectSize, type Sample, sampleOf, type WelchResult, welchTest } from './welch';

/** Chance of finding a difference anywhere where there is none. */
export const LEVEL = 0.05;

/** - `beyond`: the difference exceeds the spread of the repetitions at LEVEL, after Holm's correction
 *  - `within`: it does not
 *  - `spread_unknown`: a side has fewer than two values
 *  - `no_spread`: all repetitions of both sides are alike, as runs of one seed are
 *  - `missing`: a side has no value */
export type Verdict = 'beyond' | 'within' | 'spread_unknown' | 'no_spread' | 'missing';

export interface MetricComparison {
  readonly metric: Metric;
  /** Null without a value. */
  readonly a: Sample | null;
  readonly b: Sample | null;
  /** Mean of B less mean of A. */
  readonly difference: number | null;
  /** The same in percent of A's mean; null where that is 0. */
  readonly percent: number | null;
  /** The difference in units of the spread; see effectSize. */
  readonly effect: number | null;
  readonly test: WelchResult | null;
  /** p after Holm's correction over all tests of the comparison. */
  readonly p_holm: number | null;
  readonly verdict: Verdict;
}

/** Both sides on one circuit in one direction. */
export interface CourseComparison {
  readonly course: string;
  readonly runs: { readonly a: number; readonly b: number };
  readonly metrics: readonly MetricComparison[];
}

export interface Comparison {
  readonly courses: readonly CourseComparison[];
  /** Number of tests that Holm's correction ran over. */
  readonly tests: number;
  /** Courses that only one side has, in words. */
  readonly leftOut: readonly string[];
}

type Untested = Omit<MetricComparison, 'p_holm' | 'verdict'>;

/** Two sets of repetitions, circuit by circuit: only runs on the same circuit in the same direction are held
 *  against each other. */
export function compareRuns(a: readonly BagMeasurement[], b: readonly BagMeasurement[]): Comparison {
  const sides = { a: grouped(a, courseOf), b: grouped(b, courseOf) };
  const shared = [...sides.a.keys()].filter((course) => sides.b.has(course));
  const untested = shared.map((course) => {
    const [runsA, runsB] = [sides.a.get(course)!, sides.b.get(course)!];
    return {
      course,
      runs: { a: runsA.length, b: runsB.length },
      metrics: METRICS.map((metric) => held(metric, runsA, runsB)),
    };
  });
  const tested = untested.flatMap(({ metrics }) => metrics).filter(({ test }) => test !== null);
  const corrected = holm(tested.map(({ test }) => test!.p));
  const p_holm = new Map(tested.map((comparison, i) => [comparison, corrected[i]!]));
  return {
    courses: untested.map((course) => ({
      ...course,
      metrics: course.metrics.map((metric) => judged(metric, p_holm.get(metric) ?? null)),
    })),
    tests: tested.length,
    leftOut: [...onlyIn('A', sides.a, sides.b), ...onlyIn('B', sides.b, sides.a)],
  };
}

function held(metric: Metric, runsA: readonly BagMeasurement[], runsB: readonly BagMeasurement[]): Untested {
  const [a, b] = [sample(metric, runsA), sample(metric, runsB)];
  if (a === null || b === null) {
    return { metric, a, b, difference: null, percent: null, effect: null, test: null };
  }
  const difference = b.mean - a.mean;
  return {
    metric,
    a,
    b,
    difference,
    percent: a.mean === 0 ? null : (100 * difference) / Math.abs(a.mean),
    effect: effectSize(a, b),
    test: welchTest(a, b),
  };
}

/** A drive that broke off says nothing about driving a whole lap. */
function sample(metric: Metric, runs: readonly BagMeasurement[]): Sample | null {
  const whole = metric.ofDriving ? runs.filter((run) => !drovePart(run)) : runs;
  const values = whole.map(metric.value).filter((value) => value !== null);
  return values.length === 0 ? null : sampleOf(values);
}

function judged(comparison: Untested, p_holm: number | null): MetricComparison {
  return { ...comparison, p_holm, verdict: verdictOf(comparison, p_holm) };
}

function verdictOf({ a, b }: Untested, p_holm: number | null): Verdict {
  if (a === null || b === null) return 'missing';
  if (p_holm !== null) return p_holm < LEVEL ? 'beyond' : 'within';
  return a.sd === null || b.sd === null ? 'spread_unknown' : 'no_spread';
}

function onlyIn(side: string, here: Map<string, BagMeasurement[]>, there: Map<string, BagMeasurement[]>) {
  return [...here]
    .filter(([course]) => !there.has(course))
    .map(
      ([course, runs]) =>
        `${course}: only ${side} has it (${runs.length} ${runs.length === 1 ? 'run' : 'runs'})`,
    );
}

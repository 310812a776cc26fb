import { groupBy } from '../../measure/report/run';
import { countOutcomes, type OutcomeCount } from './outcomes';
import { REPORTED_METRICS, type ReportedMetric, readMetric } from './reported-metric';
import type { ReportedRun } from './reported-run';
import { type Mean, meanInterval } from './statistics/mean-interval';
import { type Proportion, wilsonInterval } from './statistics/wilson';

/** Statistics over runs of one brain. */
export interface Summary {
  readonly brain: string;
  /** Null for all circuits together. */
  readonly course: string | null;
  /** All runs, with faults and copies. */
  readonly runs: number;
  readonly faults: number;
  /** Runs that drove exactly as another one in lockstep did. */
  readonly copies: number;
  /** Runs that count: without faults and copies. */
  readonly distinct: number;
  /** Of the runs that count. */
  readonly success: Proportion;
  /** Of all runs. */
  readonly outcomes: readonly OutcomeCount[];
  /** By column, over the runs that count and have the metric; null without any. */
  readonly metrics: ReadonlyMap<string, Mean | null>;
}

/** @param metrics the ones to summarize */
export function summarizeRuns(
  brain: string,
  course: string | null,
  runs: readonly ReportedRun[],
  metrics: readonly ReportedMetric[] = REPORTED_METRICS,
): Summary {
  const counted = runs.filter(({ isFault, isCopy }) => !isFault && !isCopy);
  return {
    brain,
    course,
    runs: runs.length,
    faults: runs.filter(({ isFault }) => isFault).length,
    copies: runs.filter(({ isCopy }) => isCopy).length,
    distinct: counted.length,
    success: wilsonInterval(counted.filter(({ completed }) => completed).length, counted.length),
    outcomes: countOutcomes(runs.map(({ outcome }) => outcome)),
    metrics: new Map(metrics.map((metric) => [metric.column, meanOf(metric, counted)])),
  };
}

/** A summary of each brain on each circuit that it drove, circuit by circuit. @param brains in the order of the report */
export function summarizeCourses(runs: readonly ReportedRun[], brains: readonly string[]): Summary[] {
  return [...groupBy(runs, ({ course }) => course)].flatMap(([course, ofCourse]) => {
    const byBrain = groupBy(ofCourse, ({ brain }) => brain);
    return brains.flatMap((brain) => {
      const own = byBrain.get(brain);
      return own === undefined ? [] : [summarizeRuns(brain, course, own)];
    });
  });
}

function meanOf(metric: ReportedMetric, runs: readonly ReportedRun[]): Mean | null {
  return meanInterval(runs.map((run) => readMetric(metric, run)).filter((value) => value !== null));
}

import type { BagMeasurement } from '../metrics/measurement';

/** A run of a report: its measurement and its names in pages. */
export interface ReportRun {
  /** From 1, in the order of the report. */
  readonly number: number;
  /** Unique in the report; valid in file names and anchors. */
  readonly slug: string;
  /** Folder or bag of the run. */
  readonly label: string;
  readonly measurement: BagMeasurement;
  /** Size of the model file; null without a model or if it was not found. */
  readonly model_bytes: number | null;
  /** Why the size is missing. */
  readonly modelReason: string | null;
}

/** A bag that could not be measured, with the reason in one line. */
export interface FailedRun {
  readonly file: string;
  readonly reason: string;
}

export const UNKNOWN_CIRCUIT = 'unknown circuit';
export const UNKNOWN_BRAIN = 'unknown brain';

/** Circuit and direction of a run; only runs that share them can be compared. */
export function courseName({ identity }: BagMeasurement): string {
  const circuit = identity.circuit ?? UNKNOWN_CIRCUIT;
  return identity.direction === 'reverse' ? `${circuit}, reverse` : circuit;
}

/** Between a course and its world. */
export const COURSE_SEPARATOR = ' · ';

/** The course of each run, with its world if the report has several: metrics of a simulator that runs in
 *  parallel and of one in lockstep must not be mixed. */
export function labelCourses(runs: readonly ReportRun[]): ReadonlyMap<ReportRun, string> {
  const worldOf = ({ measurement }: ReportRun) => measurement.identity.world ?? 'unknown world';
  const several = distinct(runs.map(worldOf)).length > 1;
  return new Map(
    runs.map((run) => {
      const course = courseName(run.measurement);
      return [run, several ? `${course}${COURSE_SEPARATOR}${worldOf(run)}` : course];
    }),
  );
}

/** The brain of each run, with its model and provider if one brain ran with several. */
export function labelBrains(runs: readonly ReportRun[]): ReadonlyMap<ReportRun, string> {
  const brainOf = (run: ReportRun) => run.measurement.identity.brain ?? UNKNOWN_BRAIN;
  const several = (run: ReportRun, what: 'model' | 'provider') => {
    const found = new Set(
      runs
        .filter((other) => brainOf(other) === brainOf(run))
        .map((other) => other.measurement.identity[what]),
    );
    return found.size > 1;
  };
  return new Map(
    runs.map((run) => {
      const { identity } = run.measurement;
      const more = (['model', 'provider'] as const)
        .filter((what) => several(run, what))
        .map((what) => identity[what] ?? `no ${what}`);
      return [run, [brainOf(run), ...more].join(' · ')];
    }),
  );
}

/** Distinct values in order of first appearance. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}

/** Groups values by key, keys in order of first appearance. */
export function groupBy<K, T>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

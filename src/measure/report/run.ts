import type { BagMeasurement } from '../metrics/measurement';

/** A run of a report: its measurement and what the pages call it. */
export interface ReportRun {
  /** From 1, in the order of the report. */
  readonly number: number;
  /** Unique in the report; fit for file names and anchors. */
  readonly slug: string;
  /** Folder or bag, as people know it. */
  readonly label: string;
  readonly measurement: BagMeasurement;
  /** Size of the model's file; null where there is none or it was not found. */
  readonly model_bytes: number | null;
  /** Why there is no size. */
  readonly modelReason: string | null;
}

/** A bag that gave no measurement, and why, in one line. */
export interface FailedRun {
  readonly file: string;
  readonly reason: string;
}

export const UNKNOWN_CIRCUIT = 'unknown circuit';
export const UNKNOWN_BRAIN = 'unknown brain';

/** Circuit and direction of a run: only runs that share them can be held against each other. */
export function courseOf({ identity }: BagMeasurement): string {
  const circuit = identity.circuit ?? UNKNOWN_CIRCUIT;
  return identity.direction === 'reverse' ? `${circuit}, reverse` : circuit;
}

/** Between a course and its world. */
export const COURSE_SEPARATOR = ' · ';

/** The course of a run, with its world where the report has several: a simulator that runs beside the brain
 *  and one that waits for it give metrics that no ranking or box may mix. */
export function courseLabels(runs: readonly ReportRun[]): ReadonlyMap<ReportRun, string> {
  const worldOf = ({ measurement }: ReportRun) => measurement.identity.world ?? 'unknown world';
  const several = distinct(runs.map(worldOf)).length > 1;
  return new Map(
    runs.map((run) => {
      const course = courseOf(run.measurement);
      return [run, several ? `${course}${COURSE_SEPARATOR}${worldOf(run)}` : course];
    }),
  );
}

/** The brain of a run with what tells it apart from the other brains of the report: its model and provider
 *  are named where one brain ran with several. */
export function brainLabels(runs: readonly ReportRun[]): ReadonlyMap<ReportRun, string> {
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

/** Values in the order of their first appearance. */
export function distinct<T>(values: Iterable<T>): T[] {
  return [...new Set(values)];
}

/** Values that share a key, by key in the order of its first appearance. */
export function grouped<K, T>(values: Iterable<T>, keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

import { shortest } from '../../config/named-model';
import type { BagMeasurement, RunIdentity } from '../metrics/measurement';

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
  const models = labelModels(runs);
  const labels = {
    model: (run: ReportRun) => models.get(run) ?? 'no model',
    provider: (run: ReportRun) => run.measurement.identity.provider ?? 'no provider',
  };
  const several = (run: ReportRun, what: 'model' | 'provider') =>
    distinct(runs.filter((other) => brainOf(other) === brainOf(run)).map(labels[what])).length > 1;
  return new Map(
    runs.map((run) => {
      const more = (['model', 'provider'] as const)
        .filter((what) => several(run, what))
        .map((what) => labels[what](run));
      return [run, [brainOf(run), ...more].join(' · ')];
    }),
  );
}

/** Characters of a hash that tell files apart. */
const SHORT_HASH = 8;

/**
 * The model of each run: its name, and its file where several files bear the name. Which model it is, its hash says; a
 * name alone may be that of another file. Null for a run without a model.
 */
export function labelModels(runs: readonly ReportRun[]): ReadonlyMap<ReportRun, string | null> {
  const byName = groupBy(runs, ({ measurement }) => measurement.identity.model);
  return new Map(
    runs.map((run) => {
      const { identity } = run.measurement;
      if (identity.model === null) return [run, null];
      const namesakes = byName.get(identity.model)!.map(({ measurement }) => measurement.identity);
      const files = distinct(namesakes.map(({ model_sha256 }) => model_sha256));
      return [
        run,
        files.length < 2 ? identity.model : `${identity.model} (${describeFile(identity, namesakes)})`,
      ];
    }),
  );
}

/** Tells a model's file from those of the same name: by its path, or by its hash where one path held several. */
function describeFile({ model_sha256, model_path }: RunIdentity, namesakes: readonly RunIdentity[]): string {
  if (model_sha256 === null) return 'file unknown';
  const paths = distinct(
    namesakes.filter((other) => other.model_sha256 === model_sha256).map((other) => other.model_path),
  );
  const [path] = paths;
  const isItsOwn = namesakes.every(
    (other) => other.model_path !== path || other.model_sha256 === model_sha256,
  );
  if (paths.length === 1 && path != null && path === model_path && isItsOwn) return shortest(path);
  return `sha256 ${model_sha256.slice(0, SHORT_HASH)}`;
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

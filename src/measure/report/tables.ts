import { BEHAVIOR_METRICS_KEYS } from '../metrics/behavior-metrics/result';
import { roundSignificant } from './charts/chart';
import { chooseDecimals, formatNumber, MISSING } from './format';
import { findMissingReason, formatMetricName, isPartialRun, METRICS, type Metric } from './metric';
import { courseName, type FailedRun, groupBy, labelCourses, labelModels, type ReportRun } from './run';

export interface Column {
  /** Header in CSV: name with unit, for programs. */
  readonly key: string;
  /** Header in pages and Markdown. */
  readonly name: string;
  readonly better: Metric['better'];
  readonly isNumber: boolean;
}

export interface Cell {
  readonly text: string;
  /** Null for a missing value. */
  readonly value: number | string | boolean | null;
  /** Whether it is the best of its circuit, direction and world. */
  readonly best: boolean;
  /** Why the value is missing. */
  readonly reason: string | null;
}

export interface Table {
  /** Stem of its files. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** The table for people, where it has other columns. */
  readonly rounded?: Table;
  /** Group that bold values are the best of. Default: its circuit, direction and world. */
  readonly bestOf?: string;
}

const DIGITS = 6;

/** One row per run: who drove where, and every metric that runs are compared by. */
export function buildRunsTable(runs: readonly ReportRun[]): Table {
  const best = new Map(METRICS.map((metric) => [metric, findBestRuns(metric, runs)]));
  const models = labelModels(runs);
  return {
    name: 'runs',
    title: 'Runs',
    columns: [
      ...(['run', 'label', 'circuit', 'brain', 'model', 'provider', 'world'] as const).map((key) =>
        textColumn(key, key === 'label' ? 'folder or bag' : key),
      ),
      numberColumn('seed', 'seed'),
      ...METRICS.map((metric) => ({
        ...numberColumn(metric.key, formatMetricName(metric)),
        better: metric.better,
      })),
    ],
    rows: runs.map((run) => {
      const { identity } = run.measurement;
      return [
        { ...textCell(String(run.number)), value: run.number },
        textCell(run.label),
        textCell(courseName(run.measurement)),
        textCell(identity.brain),
        textCell(models.get(run) ?? null),
        textCell(identity.provider),
        textCell(identity.world),
        identity.seed === null
          ? textCell(null)
          : { ...textCell(String(identity.seed)), value: identity.seed },
        ...METRICS.map((metric) => metricCell(metric, run, best.get(metric)!.has(run))),
      ];
    }),
  };
}

/** BehaviorMetrics' metrics with their own names. */
export function buildBehaviorMetricsTable(runs: readonly ReportRun[]): Table {
  return {
    name: 'behavior-metrics',
    title: "BehaviorMetrics' metrics",
    columns: [
      textColumn('run', 'run'),
      textColumn('perfect_lap', 'perfect lap'),
      ...BEHAVIOR_METRICS_KEYS.map((key) => numberColumn(key, key)),
    ],
    rows: runs.map(({ number, measurement }) => [
      { ...textCell(String(number)), value: number },
      textCell(measurement.perfectLap),
      ...BEHAVIOR_METRICS_KEYS.map((key): Cell => {
        const value = measurement.behaviorMetrics.metrics[key];
        const reason = measurement.behaviorMetrics.notes.find((note) => note.figure === key)?.reason ?? null;
        if (value === null || (typeof value === 'number' && !Number.isFinite(value))) {
          return { text: MISSING, value: null, best: false, reason };
        }
        const shown = typeof value === 'number' ? roundSignificant(value, DIGITS) : value;
        return { text: String(shown), value: shown, best: false, reason: null };
      }),
    ]),
  };
}

/** Notes about runs, each listed once with all its runs and metrics. */
export function buildNotesTable(runs: readonly ReportRun[]): Table {
  const said = runs.flatMap((run) =>
    [...groupNotes(run)].map(([reason, figures]) => ({ run, reason, figures: figures.join(', ') })),
  );
  const groups = groupBy(said, ({ reason, figures }) => `${figures}: ${reason}`);
  return {
    name: 'notes',
    title: 'Notes',
    columns: [textColumn('runs', 'runs'), textColumn('figures', 'metrics'), textColumn('reason', 'note')],
    rows: [...groups.values()].map((group) => [
      textCell(group.map(({ run }) => run.number).join(', ')),
      textCell(group[0]!.figures === '' ? null : group[0]!.figures),
      textCell(group[0]!.reason),
    ]),
  };
}

export function buildFailedTable(failed: readonly FailedRun[]): Table {
  return {
    name: 'not-read',
    title: 'Could not be read',
    columns: [textColumn('file', 'file'), textColumn('reason', 'reason')],
    rows: failed.map(({ file, reason }) => [textCell(file), textCell(reason)]),
  };
}

/** Notes of a run on both kinds of metrics, without duplicates. */
export function listNotes({ measurement }: ReportRun) {
  const notes = [...measurement.notes, ...measurement.behaviorMetrics.notes];
  return notes.filter(
    (note, i) =>
      notes.findIndex((other) => other.figure === note.figure && other.reason === note.reason) === i,
  );
}

/** The reasons in a run's notes, each with the keys of its metrics. */
export function groupNotes(run: ReportRun): Map<string, string[]> {
  const reasons = groupBy(listNotes(run), ({ reason }) => reason);
  return new Map(
    [...reasons].map(([reason, notes]) => [
      reason,
      notes.flatMap(({ figure: name }) => (name === null ? [] : [name])),
    ]),
  );
}

function metricCell(metric: Metric, run: ReportRun, best: boolean): Cell {
  const value = metric.value(run.measurement);
  if (value === null) {
    return { text: MISSING, value: null, best: false, reason: findMissingReason(metric, run.measurement) };
  }
  const shown =
    Math.abs(value) < 1e6
      ? formatNumber(value, chooseDecimals([value], metric.decimals))
      : value.toExponential(2);
  return { text: shown, value: roundSignificant(value, DIGITS), best, reason: null };
}

/** The best runs of each circuit, direction and world, unless most runs share the best value. */
function findBestRuns(metric: Metric, runs: readonly ReportRun[]): Set<ReportRun> {
  const best = new Set<ReportRun>();
  if (metric.better === null) return best;
  const sign = metric.better === 'higher' ? 1 : -1;
  const courses = labelCourses(runs);
  for (const group of groupBy(runs, (run) => courses.get(run)).values()) {
    const candidates = group.flatMap((run) => {
      const value = metric.value(run.measurement);
      return value === null || (metric.isAboutDriving && isPartialRun(run.measurement))
        ? []
        : [{ run, height: sign * Number(value.toFixed(metric.decimals)) }];
    });
    const heights = candidates.map(({ height }) => height);
    const top = Math.max(...heights);
    const winners = candidates.filter(({ height }) => height === top);
    // A value that most runs share distinguishes none of them.
    if (winners.length > candidates.length / 2) continue;
    for (const { run } of winners) best.add(run);
  }
  return best;
}

export function textColumn(key: string, name: string): Column {
  return { key, name, better: null, isNumber: false };
}

export function numberColumn(key: string, name: string): Column {
  return { key, name, better: null, isNumber: true };
}

export function textCell(value: string | null): Cell {
  return { text: value ?? MISSING, value, best: false, reason: null };
}

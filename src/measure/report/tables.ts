import { BEHAVIOR_METRICS_KEYS } from '../metrics/behavior-metrics/result';
import { significant } from './charts/chart';
import { figure, MISSING } from './format';
import { drovePart, METRICS, type Metric, metricName, missingReason } from './metric';
import { courseLabels, courseOf, type FailedRun, grouped, type ReportRun } from './run';

export interface Column {
  /** Header in CSV: name with its unit, fit for programs. */
  readonly key: string;
  /** Header for people. */
  readonly name: string;
  readonly better: Metric['better'];
  readonly isNumber: boolean;
}

export interface Cell {
  readonly text: string;
  /** Null where there is no value. */
  readonly value: number | string | boolean | null;
  /** The best of its circuit, direction and world. */
  readonly best: boolean;
  /** Why there is no value. */
  readonly reason: string | null;
}

export interface Table {
  /** Stem of its files. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Among what the bold figures are the best; its circuit, direction and world where nothing is said. */
  readonly bestOf?: string;
}

const DIGITS = 6;

/** One row a run: who drove where, and every figure that runs are compared by. */
export function runsTable(runs: readonly ReportRun[]): Table {
  const best = new Map(METRICS.map((metric) => [metric, bestRuns(metric, runs)]));
  return {
    name: 'runs',
    title: 'Runs',
    columns: [
      ...(['run', 'label', 'circuit', 'brain', 'model', 'provider', 'world'] as const).map((key) =>
        textColumn(key, key === 'label' ? 'folder or bag' : key),
      ),
      numberColumn('seed', 'seed'),
      ...METRICS.map((metric) => ({
        ...numberColumn(metric.key, metricName(metric)),
        better: metric.better,
      })),
    ],
    rows: runs.map((run) => {
      const { identity } = run.measurement;
      return [
        { ...textCell(String(run.number)), value: run.number },
        textCell(run.label),
        textCell(courseOf(run.measurement)),
        textCell(identity.brain),
        textCell(identity.model),
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

/** BehaviorMetrics' figures under their own names. */
export function behaviorMetricsTable(runs: readonly ReportRun[]): Table {
  return {
    name: 'behavior-metrics',
    title: "BehaviorMetrics' figures",
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
        const shown = typeof value === 'number' ? significant(value, DIGITS) : value;
        return { text: String(shown), value: shown, best: false, reason: null };
      }),
    ]),
  };
}

/** What is to be said about runs, once for all the runs and figures that it is true of. */
export function notesTable(runs: readonly ReportRun[]): Table {
  const said = runs.flatMap((run) =>
    [...notesByReason(run)].map(([reason, figures]) => ({ run, reason, figures: figures.join(', ') })),
  );
  const groups = grouped(said, ({ reason, figures }) => `${figures}: ${reason}`);
  return {
    name: 'notes',
    title: 'Notes',
    columns: [textColumn('runs', 'runs'), textColumn('figures', 'figures'), textColumn('reason', 'note')],
    rows: [...groups.values()].map((group) => [
      textCell(group.map(({ run }) => run.number).join(', ')),
      textCell(group[0]!.figures === '' ? null : group[0]!.figures),
      textCell(group[0]!.reason),
    ]),
  };
}

export function failedTable(failed: readonly FailedRun[]): Table {
  return {
    name: 'not-read',
    title: 'Could not be read',
    columns: [textColumn('file', 'file'), textColumn('reason', 'reason')],
    rows: failed.map(({ file, reason }) => [textCell(file), textCell(reason)]),
  };
}

/** Notes on both kinds of figures, each once. */
export function notesOf({ measurement }: ReportRun) {
  const notes = [...measurement.notes, ...measurement.behaviorMetrics.notes];
  return notes.filter(
    (note, i) =>
      notes.findIndex((other) => other.figure === note.figure && other.reason === note.reason) === i,
  );
}

/** The reasons of a run's notes, each with the figures that it is about. */
export function notesByReason(run: ReportRun): Map<string, string[]> {
  const reasons = grouped(notesOf(run), ({ reason }) => reason);
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
    return { text: MISSING, value: null, best: false, reason: missingReason(metric, run.measurement) };
  }
  const shown = Math.abs(value) < 1e6 ? figure(value, metric.decimals) : value.toExponential(2);
  return { text: shown, value: significant(value, DIGITS), best, reason: null };
}

/** The best runs of each circuit, direction and world, where there is a choice. */
function bestRuns(metric: Metric, runs: readonly ReportRun[]): Set<ReportRun> {
  const best = new Set<ReportRun>();
  if (metric.better === null) return best;
  const sign = metric.better === 'higher' ? 1 : -1;
  const courses = courseLabels(runs);
  for (const group of grouped(runs, (run) => courses.get(run)).values()) {
    const candidates = group.flatMap((run) => {
      const value = metric.value(run.measurement);
      return value === null || (metric.ofDriving && drovePart(run.measurement))
        ? []
        : [{ run, height: sign * Number(value.toFixed(metric.decimals)) }];
    });
    const heights = candidates.map(({ height }) => height);
    const top = Math.max(...heights);
    const winners = candidates.filter(({ height }) => height === top);
    // What most runs reach marks nobody out.
    if (winners.length > candidates.length / 2) continue;
    for (const { run } of winners) best.add(run);
  }
  return best;
}

function textColumn(key: string, name: string): Column {
  return { key, name, better: null, isNumber: false };
}

function numberColumn(key: string, name: string): Column {
  return { key, name, better: null, isNumber: true };
}

function textCell(value: string | null): Cell {
  return { text: value ?? MISSING, value, best: false, reason: null };
}

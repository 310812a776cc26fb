import { formatNumber } from '../../../measure/report/format';
import { formatMetricName } from '../../../measure/report/metric';
import { type Cell, numberColumn, type Table, textCell, textColumn } from '../../../measure/report/tables';
import type { ExperimentAnalysis } from '../analysis';
import { formatOutcome } from '../outcomes';
import { DEVIATION, readMetric, SPEED } from '../reported-metric';
import type { ReportedRun } from '../reported-run';
import { numberCell, shownCell } from './cells';

/** Numbers of runs by brain and outcome. */
export function buildOutcomesTable({ summaries, outcomes }: ExperimentAnalysis): Table {
  return {
    name: 'outcomes',
    title: 'How runs ended',
    columns: [
      textColumn('brain', 'brain'),
      numberColumn('runs', 'runs'),
      ...outcomes.map(({ outcome }) => numberColumn(outcome, formatOutcome(outcome))),
    ],
    rows: summaries.map((summary) => [
      textCell(summary.brain),
      shownCell(summary.runs),
      ...outcomes.map(({ outcome }) =>
        shownCell(summary.outcomes.find((own) => own.outcome === outcome)?.runs ?? 0),
      ),
    ]),
  };
}

/** Runs that a fault ended, with the reason. */
export function buildFaultsTable({ faults }: Pick<ExperimentAnalysis, 'faults'>): Table {
  return {
    name: 'faults',
    title: 'Faults',
    columns: [
      textColumn('run', 'run'),
      textColumn('brain', 'brain'),
      textColumn('circuit', 'circuit'),
      textColumn('outcome', 'outcome'),
      textColumn('detail', 'reason'),
      numberColumn('attempts', 'attempts'),
    ],
    rows: faults.map(({ name, brain, course, outcome, row }) => [
      textCell(name),
      textCell(brain),
      textCell(course),
      textCell(formatOutcome(outcome)),
      textCell(row.detail == null ? null : String(row.detail)),
      shownCell(typeof row.attempts === 'number' ? row.attempts : null),
    ]),
  };
}

/** Metrics that are missing, by reason. */
export function buildWithheldTable({ withheld }: ExperimentAnalysis): Table {
  return {
    name: 'withheld',
    title: 'Missing metrics',
    columns: [
      textColumn('reason', 'reason'),
      numberColumn('runs', 'runs'),
      textColumn('metrics', 'metrics'),
      textColumn('brains', 'brains'),
    ],
    rows: withheld.map(({ reason, runs, metrics }) => [
      textCell(reason),
      shownCell(runs.length),
      textCell(metrics.map(({ label }) => label).join('; ')),
      textCell(listSome([...new Set(runs.map(({ brain }) => brain))])),
    ]),
  };
}

const MAX_NAMED = 5;

function listSome(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Runs for the page: who drove where, how it ended, and the main metrics. */
export function buildRunsPageTable(runs: readonly ReportedRun[]): Table {
  const metrics = [DEVIATION, SPEED];
  return {
    name: 'runs',
    title: 'Runs',
    columns: [
      textColumn('run', 'run'),
      textColumn('brain', 'brain'),
      textColumn('circuit', 'circuit'),
      textColumn('start', 'start'),
      textColumn('corruption', 'corruption'),
      numberColumn('camera_rate_hz', 'camera (Hz)'),
      numberColumn('latency_ms', 'latency (ms)'),
      numberColumn('seed', 'seed'),
      textColumn('outcome', 'ended'),
      ...metrics.map((metric) => ({
        ...numberColumn(metric.column, formatMetricName(metric)),
        better: metric.better,
      })),
      textColumn('note', 'note'),
    ],
    rows: runs.map((run) => [
      textCell(run.name),
      textCell(run.brain),
      textCell(run.course),
      cellOf(run, 'start'),
      cellOf(run, 'corruption'),
      cellOf(run, 'camera_rate_hz'),
      cellOf(run, 'latency_ms'),
      cellOf(run, 'seed'),
      textCell(formatOutcome(run.outcome)),
      ...metrics.map((metric) => {
        const value = readMetric(metric, run);
        return shownCell(value, formatNumber(value, metric.decimals));
      }),
      textCell(run.isCopy ? 'drove exactly as another run did' : null),
    ]),
  };
}

function cellOf({ row }: ReportedRun, column: string): Cell {
  const cell = row[column] ?? null;
  return typeof cell === 'number' ? numberCell(cell) : textCell(cell === null ? null : String(cell));
}

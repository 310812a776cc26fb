import { formatOutcome } from './outcomes';
import { isPartial, REPORTED_METRICS, type ReportedMetric, readMetric } from './reported-metric';
import { numberOf, type ReportedRun } from './reported-run';

/** A reason why a metric is missing, with the runs that miss it. */
export interface Withheld {
  readonly reason: string;
  readonly metrics: readonly ReportedMetric[];
  readonly runs: readonly ReportedRun[];
}

/** Why metrics are missing, the reason with the most runs first. Runs without any metric because of a fault are not here. */
export function listWithheld(runs: readonly ReportedRun[]): Withheld[] {
  const found = new Map<string, { readonly metrics: Set<ReportedMetric>; readonly runs: Set<ReportedRun> }>();
  for (const run of runs.filter(({ isFault }) => !isFault)) {
    const missing = REPORTED_METRICS.filter((metric) => readMetric(metric, run) === null);
    const said = missing.length === 0 ? {} : readReasons(run);
    for (const metric of missing) {
      const reason = reasonOf(metric, run, said[metric.column]);
      const own = found.get(reason) ?? { metrics: new Set(), runs: new Set() };
      own.metrics.add(metric);
      own.runs.add(run);
      found.set(reason, own);
    }
  }
  return [...found]
    .map(([reason, own]) => ({ reason, metrics: [...own.metrics], runs: [...own.runs] }))
    .sort((a, b) => b.runs.length - a.runs.length);
}

/** @param said why, by the run's result */
function reasonOf(metric: ReportedMetric, run: ReportedRun, said: string | undefined): string {
  if (said !== undefined) return said;
  if (numberOf(run.row, metric.column) !== null && isPartial(run)) {
    return 'the run ended before a lap, so that its value is not that of a lap';
  }
  return run.completed ? 'not measured' : `the run ended: ${formatOutcome(run.outcome)}`;
}

/** Reasons by metric, as the run's result has them. */
function readReasons({ row }: ReportedRun): Readonly<Record<string, string>> {
  const cell = row.withheld;
  if (typeof cell !== 'string') return {};
  try {
    const read: unknown = JSON.parse(cell);
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(
      Object.entries(read).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}

import { groupBy } from '../../measure/report/run';
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
  const missing = runs
    .filter(({ isFault }) => !isFault)
    .flatMap((run) =>
      REPORTED_METRICS.flatMap((metric) =>
        readMetric(metric, run) === null ? [{ run, metric, reason: reasonOf(metric, run) }] : [],
      ),
    );
  const byReason = groupBy(missing, ({ reason }) => reason);
  return [...byReason]
    .map(([reason, all]) => ({
      reason,
      metrics: [...new Set(all.map(({ metric }) => metric))],
      runs: [...new Set(all.map(({ run }) => run))],
    }))
    .sort((a, b) => b.runs.length - a.runs.length);
}

function reasonOf(metric: ReportedMetric, run: ReportedRun): string {
  const said = readReasons(run)[metric.column];
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

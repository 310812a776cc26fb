import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsValues,
} from '../../measure/metrics/behavior-metrics/result';
import { explainWithheldMetrics } from '../../measure/metrics/metric-notes';
import { formatEnd } from '../../measure/report/format';
import type { SessionResult } from '../../session/run';
import type { RunStatistics } from '../../session/run-files';
import { removeRest } from '../../support/open-file';
import type { Driven } from './driven';
import { faultOfEnd } from './faults';

/** What a session that drove to an end gives for its run.
 *  @param folder of the run; its files are named relative to it from now on, since the folder will be moved */
export function outcomeOf(result: SessionResult, folder: string): Driven {
  const statistics = placeFiles(result.statistics, folder);
  const { ended_because, ended_detail = null } = statistics;
  const lost = result.brainLost ? 'the brain hung and could not be restarted' : null;
  const unsaved = result.unsaved ? 'files of the run are missing or incomplete; its log says which' : null;
  const fault = faultOfEnd(ended_because, statistics.frames.answered);
  const why = [fault !== null ? formatEnd(ended_because) : null, lost, ended_detail, unsaved];
  return {
    outcome: fault !== null || ended_because === null ? 'fault' : ended_because,
    detail: why.filter((part) => part !== null).join('; ') || null,
    ...(fault === 'lasting' && { lasting: true }),
    statistics,
    behavior_metrics: readBehaviorMetrics(statistics, folder),
    withheld: explainWithheldMetrics(statistics),
  };
}

/** Statistics whose files are named relative to the folder, in the file of the statistics too. */
function placeFiles(statistics: RunStatistics, folder: string): RunStatistics {
  const files = Object.fromEntries(
    Object.entries(statistics.files).map(([kind, file]) => [
      kind,
      isWithin(folder, file) ? path.relative(folder, file) : file,
    ]),
  );
  const placed = { ...statistics, files };
  const own = statistics.files.statistics;
  if (own !== undefined && isWithin(folder, own)) rewrite(own, placed);
  return placed;
}

function isWithin(folder: string, file: string): boolean {
  return !path.relative(folder, file).startsWith('..');
}

/** The file keeps its old content where the disk is full. */
function rewrite(file: string, statistics: RunStatistics): void {
  const unfinished = `${file}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(statistics, null, 2)}\n`);
    renameSync(unfinished, file);
  } catch {
    removeRest(unfinished);
  }
}

/** From the file beside the bag; null where there is none, or where it could not be measured. */
function readBehaviorMetrics({ files }: RunStatistics, folder: string): BehaviorMetricsValues | null {
  if (files.metrics === undefined) return null;
  try {
    const found = JSON.parse(
      readFileSync(path.join(folder, files.metrics), 'utf8'),
    ) as Partial<BehaviorMetricsValues>;
    return Object.fromEntries(
      BEHAVIOR_METRICS_KEYS.map((key) => [key, found[key] ?? null]),
    ) as BehaviorMetricsValues;
  } catch {
    return null;
  }
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../scripts/support/paths';
import { formatNumber, MISSING } from '../src/measure/report/format';
import type { ModelEvaluation } from '../src/models/evaluate/evaluation';
import { type Column, columnsTable, longOnly, shown } from './columns';
import type { StudyLap } from './drive-laps';
import type { EvaluatedRow } from './evaluate-models';
import { OTHER_FAMILY, ships } from './list';
import { cardOf } from './make-models';
import { largest, mean, sum } from './numbers';

/** What a model costs and how it drives. */
interface Row extends Pick<EvaluatedRow, 'entry' | 'ratio'> {
  readonly found: ModelEvaluation;
  readonly laps: readonly StudyLap[];
  readonly completed: readonly StudyLap[];
}

const COLUMNS: readonly Column<Row>[] = [
  shown('model', ({ entry }) => `\`${path.parse(entry.source).name}\``),
  shown('what it is', ({ entry }) =>
    entry.family === OTHER_FAMILY ? entry.words : `${entry.family}, ${entry.words}`,
  ),
  shown('size MB', ({ found }) => formatNumber(found.size_bytes / 1e6, 2)),
  shown('inference ms p50', ({ found }) => formatNumber(found.inference_time_ms.p50, 3)),
  shown('speed-up over the fp32 PilotNet of its layout', ({ ratio }) =>
    formatNumber(ratio?.speed ?? null, 2),
  ),
  longOnly('MSE', ({ found }) => found.mse?.toPrecision(3) ?? MISSING),
  shown('angular-velocity MAE rad/s', ({ found }) => formatNumber(found.mean_absolute_error_w_radps, 3)),
  shown('laps completed', ({ laps, completed }) =>
    laps.length === 0 ? MISSING : `${completed.length} of ${laps.length}`,
  ),
  longOnly('wall contacts', ({ laps }) =>
    formatNumber(sum(laps.map(({ wall_contacts }) => wall_contacts)), 0),
  ),
  shown('speed m/s', ({ completed }) => formatNumber(mean(completed.map((lap) => lap.average_speed_mps)), 2)),
  shown('lateral deviation mean m', ({ completed }) =>
    formatNumber(mean(completed.map((lap) => lap.position_deviation_mean_m)), 3),
  ),
  longOnly('lateral deviation max m', ({ completed }) =>
    formatNumber(largest(completed.map((lap) => lap.position_deviation_max_m)), 3),
  ),
  longOnly('steers to the correct side on recorded Gazebo frames', ({ entry }) => agreement(entry.source)),
];

/** The models of models/ side by side, the smallest error first: all columns for docs/results.md, and fewer for the
 *  README. */
export function shippedTables(
  evaluated: readonly EvaluatedRow[],
  laps: readonly StudyLap[],
): { docs: string; readme: string } {
  const rows = evaluated
    .flatMap(({ entry, found, ratio }): Row[] => {
      if (found === null || !ships(entry)) return [];
      // Laps of an earlier model of that name are none of this one.
      const own = laps.filter(({ id, sha256 }) => id === entry.id && sha256 === found.sha256);
      return [{ entry, found, ratio, laps: own, completed: own.filter(({ completed }) => completed) }];
    })
    .sort((a, b) => (a.found.mse ?? Number.MAX_VALUE) - (b.found.mse ?? Number.MAX_VALUE));
  const short = COLUMNS.filter((column) => column.short);
  return { docs: columnsTable(COLUMNS, rows), readme: columnsTable(short, rows) };
}

/** How often a model steers to the side of the line 2 m ahead, as training/judge.ts wrote it into the card. */
function agreement(source: string): string {
  const card = parse(readFileSync(path.join(PACKAGE_ROOT, cardOf(source)), 'utf8')) as {
    figures?: { recorded_frames_steering?: Record<string, { frames: number; agreement: number }> };
  };
  const circuits = Object.values(card.figures?.recorded_frames_steering ?? {});
  if (circuits.length === 0) return MISSING;
  const right = sum(circuits.map((circuit) => Math.round(circuit.frames * circuit.agreement)));
  return `${right} of ${sum(circuits.map(({ frames }) => frames))}`;
}

import { formatNumber } from '../../measure/report/format';
import { count } from '../../support/count';
import { formatColumns } from '../../support/terminal/columns';
import { formatMiss } from '../goal/judge';
import { METRICS } from '../goal/metric';
import type { CandidateResult, SearchResult } from '../search-result';
import { FIGURE_COLUMNS, formatLaps, textOf } from './columns';
import { formatCompleted, inOrder, SENSITIVITY_COLUMNS } from './tables';

/** A search for the terminal: table, reasons, sensitivity, and what came of it. */
export function formatSearch(result: SearchResult): string {
  const { model, candidates, sensitivity, provider, laps, seed, processor } = result;
  return [
    `${model}: ${formatGoal(result)}`,
    `${count(candidates.length, 'candidate')} on ${provider ?? 'no provider'}, ${processor ?? 'unknown processor'}; ` +
      `${count(laps, 'lap')} each at most, seed ${seed}`,
    '',
    formatCandidates(candidates),
    ...(sensitivity.length === 0 ? [] : ['', ...formatSensitivity(result)]),
    '',
    ...formatOutcome(result),
  ].join('\n');
}

function formatGoal({ goal }: SearchResult): string {
  const objectives = goal.objectives.map(({ metric }) => {
    return `${METRICS[metric].better === 'lower' ? 'minimise' : 'maximise'} ${metric}`;
  });
  return [...goal.bounds.map(({ text }) => text), ...objectives].join(', ');
}

function formatCandidates(candidates: readonly CandidateResult[]): string {
  const shown = FIGURE_COLUMNS.filter(
    ({ isShown, metric }) => isShown && candidates.some(({ figures }) => typeof figures[metric] === 'number'),
  );
  const rows = [
    ['candidate', ...shown.map(({ name }) => name), 'laps', 'front', 'outcome'],
    ...inOrder(candidates).map((candidate) => [
      candidate.name,
      ...shown.map((column) => textOf(column, candidate)),
      formatLaps(candidate),
      candidate.on_front ? '*' : '',
      formatStatus(candidate),
    ]),
  ];
  const last = rows[0]!.length - 1;
  return formatColumns(rows, { isRight: (i) => i > 0 && i < last });
}

function formatStatus({ status, reason }: CandidateResult): string {
  if (reason === null) return status;
  return status === 'halved' ? `in the worse half ${reason}` : `${status}: ${reason}`;
}

function formatSensitivity({ sensitivity }: SearchResult): string[] {
  const rows = [
    ['layer quantized alone', ...SENSITIVITY_COLUMNS.map(({ name }) => name), 'lap'],
    ...sensitivity.map((row) => [
      row.layer,
      ...SENSITIVITY_COLUMNS.map(({ key, decimals }) => formatNumber(row[key], decimals)),
      row.reason ?? formatCompleted(row),
    ]),
  ];
  const last = rows[0]!.length - 1;
  return ['Sensitivity of layers', formatColumns(rows, { isRight: (i) => i > 0 && i < last })];
}

function formatOutcome({ winner, nearest, interrupted, folder }: SearchResult): string[] {
  const where = `results: ${folder}`;
  if (winner !== null) return [`winner: ${winner.name}, ${winner.file}`, where];
  if (interrupted) return ['interrupted before a winner was found; the same command goes on', where];
  const by = nearest === null ? 'no candidate could be measured' : `nearest: ${formatNearest(nearest)}`;
  return [`no candidate meets the goal; ${by}`, where];
}

function formatNearest({ name, misses }: NonNullable<SearchResult['nearest']>): string {
  return `${name} (${misses.map(formatMiss).join('; ')})`;
}

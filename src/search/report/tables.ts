import { formatNumber } from '../../measure/report/format';
import type { Cell, Column, Table } from '../../measure/report/tables';
import type { CandidateResult, SearchResult } from '../search-result';
import type { LayerSensitivity } from '../sensitivity';
import { FIGURE_COLUMNS, figureOf, formatLaps, textOf } from './columns';

const DIGITS = 6;

/** A row for each candidate, in the order of the search. */
export function buildCandidateTable({ candidates }: SearchResult): Table {
  const text = (key: string, name = key): Column => ({ key, name, better: null, isNumber: false });
  return {
    name: 'candidates',
    title: 'Candidates',
    columns: [
      text('candidate'),
      text('strategies'),
      ...FIGURE_COLUMNS.map(({ key, name, better }) => ({ key, name, better, isNumber: true })),
      text('laps', 'laps completed'),
      text('on_front', 'on the front'),
      text('status'),
      text('reason'),
    ],
    rows: candidates.map((candidate) => [
      textCell(candidate.name),
      textCell(candidate.strategies.join(', ')),
      ...FIGURE_COLUMNS.map((column) => numberCell(figureOf(column, candidate), textOf(column, candidate))),
      textCell(formatLaps(candidate)),
      textCell(candidate.on_front ? 'yes' : ''),
      textCell(candidate.status),
      textCell(candidate.reason ?? ''),
    ]),
  };
}

/** A row for each layer: what it costs to quantize it alone. */
export function buildSensitivityTable({ sensitivity }: SearchResult): Table {
  const text = (key: string, name: string): Column => ({ key, name, better: null, isNumber: false });
  return {
    name: 'sensitivity',
    title: 'Sensitivity of layers',
    columns: [
      text('layer', 'layer quantized alone'),
      ...SENSITIVITY_COLUMNS.map(({ key, name }) => ({ key, name, better: null, isNumber: true })),
      text('completed', 'lap'),
      text('reason', 'reason'),
    ],
    rows: sensitivity.map((row) => [
      textCell(row.layer),
      ...SENSITIVITY_COLUMNS.map(({ key, decimals }) =>
        numberCell(row[key], formatNumber(row[key], decimals)),
      ),
      textCell(formatCompleted(row)),
      textCell(row.reason ?? ''),
    ]),
  };
}

interface SensitivityColumn {
  readonly key: {
    [K in keyof LayerSensitivity]: LayerSensitivity[K] extends number | null ? K : never;
  }[keyof LayerSensitivity];
  readonly name: string;
  readonly decimals: number;
}

export const SENSITIVITY_COLUMNS: readonly SensitivityColumn[] = [
  { key: 'w_difference_radps', name: 'w difference rad/s', decimals: 4 },
  { key: 'mean_deviation_change_m', name: 'mean dev. change m', decimals: 4 },
  { key: 'max_deviation_change_m', name: 'max dev. change m', decimals: 4 },
  { key: 'mean_deviation_m', name: 'mean dev. m', decimals: 4 },
  { key: 'max_deviation_m', name: 'max dev. m', decimals: 3 },
];

export function formatCompleted({ completed }: LayerSensitivity): string {
  return completed === null ? '' : completed ? 'completed' : 'not completed';
}

function numberCell(value: number | null, text: string): Cell {
  return {
    text,
    value: value === null ? null : Number(value.toPrecision(DIGITS)),
    best: false,
    reason: null,
  };
}

function textCell(value: string): Cell {
  return { text: value, value: value === '' ? null : value, best: false, reason: null };
}

/** Orders candidates for people: the winner, those that meet the goal, then by how far they got. */
export function inOrder(candidates: readonly CandidateResult[]): CandidateResult[] {
  const order = ['winner', 'meets the goal', 'not finished', 'halved', 'dominated', 'missed', 'rejected'];
  return candidates.toSorted(
    (a, b) => order.indexOf(a.status) - order.indexOf(b.status) || b.laps.length - a.laps.length,
  );
}

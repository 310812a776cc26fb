import { MISSING } from '../../measure/report/format';
import type { Cell, Table } from '../../measure/report/tables';
import { formatColumns } from '../../support/terminal/columns';
import { EVALUATION_COLUMNS, type EvaluationColumn } from './columns';
import type { Evaluation, ModelEvaluation } from './evaluation';

const DIGITS = 6;

/** Builds the table for files: one row per model and provider. */
export function buildEvaluationTable({ models }: Evaluation): Table {
  const columns = EVALUATION_COLUMNS.filter(({ shown }) => shown !== 'on terminals').map((column) => ({
    ...column,
    isNumber: models.some((model) => typeof column.value(model) === 'number'),
  }));
  const best = new Map(columns.map((column) => [column.key, findBest(column, models)]));
  return {
    name: 'evaluation',
    title: 'Evaluation',
    bestOf: 'its provider',
    columns: [
      ...columns.map(({ key, name, better, isNumber }) => ({ key, name, better, isNumber })),
      { key: 'status', name: 'status', better: null, isNumber: false },
      { key: 'reason', name: 'reason', better: null, isNumber: false },
    ],
    rows: models.map((model) => [
      ...columns.map((column) => buildCell(column, model, best.get(column.key)!.has(model))),
      textCell(formatStatus(model)),
      textCell(model.reason),
    ]),
  };
}

/** Formats an evaluation for the terminal, with notes about models below. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { dataset, settings, machine, models } = evaluation;
  const shown = EVALUATION_COLUMNS.filter(
    ({ shown, value }) => shown !== 'in files' && models.some((model) => value(model) !== null),
  );
  const rows = [
    shown.map(({ name }) => name),
    ...models.map((model) => shown.map((column) => buildCell(column, model, false).text)),
  ];
  const isNumber = shown.map((column) => models.some((model) => typeof column.value(model) === 'number'));
  const parts = dataset.parts.map(({ part, pictures }) => `${part} ${pictures}`).join(', ');
  return [
    `${dataset.folder}: ${formatCount(dataset.pictures, 'image')}${parts === '' ? '' : ` (${parts})`}, ${formatCount(settings.rounds, 'round')}, ` +
      `${formatCount(settings.threads, 'thread')}, ${machine.processor}`,
    ...(settings.reference === null ? [] : [`ref.: ${settings.reference}, on the same provider`]),
    '',
    formatColumns(rows, { isRight: (i) => isNumber[i] === true }),
    ...formatNotes(models),
  ].join('\n');
}

function formatCount(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function formatNotes(models: readonly ModelEvaluation[]): string[] {
  const notes = models.flatMap(({ model, provider_asked, reason, command, status }) => {
    if (reason === null) return [];
    const what = status === 'measured' ? '' : `${formatStatus({ status })}: `;
    const how = command === null ? [] : [`    ${command}`];
    return [`  ${model} on ${provider_asked}: ${what}${reason}`, ...how];
  });
  return notes.length === 0 ? [] : ['', 'Notes', ...notes];
}

export function formatStatus({ status }: Pick<ModelEvaluation, 'status'>): string {
  return status.replaceAll('_', ' ');
}

function buildCell(column: EvaluationColumn, model: ModelEvaluation, best: boolean): Cell {
  const value = column.value(model);
  if (typeof value !== 'number') return textCell(value);
  return { text: column.text(value), value: Number(value.toPrecision(DIGITS)), best, reason: null };
}

function textCell(value: string | null): Cell {
  return { text: value ?? MISSING, value, best: false, reason: null };
}

/** The models that are best in a column on their provider, if the provider has several. */
function findBest(
  { better, value, text }: EvaluationColumn,
  models: readonly ModelEvaluation[],
): Set<ModelEvaluation> {
  if (better === null) return new Set();
  const sign = better === 'higher' ? 1 : -1;
  const known = models.flatMap((model) => {
    const found = value(model);
    // Values that are displayed equally are equal.
    return typeof found === 'number' && model.status === 'measured'
      ? [{ model, height: sign * Number(text(found)) }]
      : [];
  });
  return new Set(
    known
      .filter(({ model, height }) => {
        const others = known.filter((other) => other.model.provider === model.provider);
        return others.length > 1 && others.every((other) => other.height <= height);
      })
      .map(({ model }) => model),
  );
}

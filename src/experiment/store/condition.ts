import { ConfigurationError, quoted } from '../../errors';
import { suggestion } from '../../support/nearest';
import { columnNamed, RUN_COLUMNS, type RunColumn } from '../run/run-row';
import type { SqlValue } from './database';

/** A comparison on a column of the table of runs, as SQL. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const OPERATORS = ['<=', '>=', '!=', '==', '=', '<', '>', '~'] as const;
type Operator = (typeof OPERATORS)[number];

const SHAPE = new RegExp(`^\\s*([\\w-]+)\\s*(${OPERATORS.join('|')})\\s*(.*?)\\s*$`, 's');

/**
 * Reads comparisons such as `brain=pilotnet`, `position_deviation_max_m>0.2`, `model~int8` (contains, in any case) and
 * `lap_seconds=` (is missing).
 * @throws ConfigurationError that names all that is wrong with them
 */
export function readConditions(texts: readonly string[]): Condition[] {
  const problems: string[] = [];
  const conditions = texts.flatMap((text) => {
    const read = readCondition(text);
    if (typeof read !== 'string') return [read];
    problems.push(`${quoted(text)} ${read}`);
    return [];
  });
  if (problems.length > 0) throw new ConfigurationError(`--where: ${problems.join('; ')}`);
  return conditions;
}

/** The column of a name.
 *  @throws ConfigurationError that names the option, with a suggestion */
export function requireColumn(name: string, option: string): RunColumn {
  const column = columnNamed(name);
  if (column !== null) return column;
  throw new ConfigurationError(`${option}: ${unknownColumn(name)}`);
}

function unknownColumn(name: string): string {
  const names = RUN_COLUMNS.map((column) => column.name);
  return `there is no column ${quoted(name)}${suggestion(name, names)}; --columns all shows them`;
}

/** @returns the condition, or what is wrong with it */
function readCondition(text: string): Condition | string {
  const [, name, operator, value = ''] = SHAPE.exec(text) ?? [];
  if (name === undefined || operator === undefined) {
    return `is no comparison; write COLUMN OPERATOR VALUE with one of ${OPERATORS.join(' ')}`;
  }
  const column = columnNamed(name);
  if (column === null) return `names no column: ${unknownColumn(name)}`;
  return compare(column, operator as Operator, value);
}

function compare(column: RunColumn, operator: Operator, value: string): Condition | string {
  const name = `"${column.name}"`;
  const isEquality = operator === '=' || operator === '==' || operator === '!=';
  if (value === '') {
    if (!isEquality) return 'has no value; COLUMN= finds runs in which it is missing';
    return { sql: `${name} IS ${operator === '!=' ? 'NOT ' : ''}NULL`, values: [] };
  }
  if (operator === '~') {
    if (column.type !== 'text') return `looks for text in a column of numbers; use = < > with ${column.name}`;
    return { sql: `instr(lower(${name}), lower(?)) > 0`, values: [value] };
  }
  const operand = readOperand(column, value);
  if (operand === null) return `needs ${NEEDED[column.type]} for ${column.name}`;
  const wrong = whyNever(column, operand, isEquality);
  if (wrong !== null) return wrong;
  // A run without a network has another model than any.
  if (isEquality) return { sql: `${name} IS ${operator === '!=' ? 'NOT ' : ''}?`, values: [operand] };
  return { sql: `${name} ${operator} ?`, values: [operand] };
}

const NEEDED = {
  text: 'a text',
  integer: 'a number',
  real: 'a number',
  boolean: 'true or false',
} as const;

/** Why a comparison would hold for no run, or for every one; null where that depends on the runs. */
function whyNever({ name, type }: RunColumn, operand: SqlValue, isEquality: boolean): string | null {
  if (isEquality)
    return type === 'integer' && !Number.isInteger(operand) ? `needs a whole number for ${name}` : null;
  if (type === 'boolean') return `orders true and false; use = or != with ${name}`;
  if (name.endsWith('_at') && !TIME.test(String(operand)))
    return `needs a time such as 2026-11-30T12:00 for ${name}`;
  return null;
}

/** The start of a time in ISO 8601. */
const TIME = /^\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?Z?)?)?)?$/;

/** @returns null where it is not of the column's type */
function readOperand({ type }: RunColumn, value: string): SqlValue {
  if (type === 'text') return value;
  if (type === 'boolean')
    return { true: 1, yes: 1, '1': 1, false: 0, no: 0, '0': 0 }[value.toLowerCase()] ?? null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

import type { Cell } from '../run/run-column';
import { RUN_COLUMNS, type RunColumn, type RunRow } from '../run/run-row';
import { type Condition, requireColumn } from './condition';
import type { Database, SqlValue } from './database';

/** Which rows of the table, and in which order. */
export interface RunQuery {
  /** All have to hold. Default: every row. */
  readonly where?: readonly Condition[];
  /** Default: the order of the plan. */
  readonly sort?: readonly SortKey[];
  /** Default: no limit. */
  readonly limit?: number;
  /** Default: all. */
  readonly columns?: readonly RunColumn[];
}

export interface SortKey {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/** Reads `lap_seconds` and `lap_seconds:desc`.
 *  @throws ConfigurationError for an unknown column or order */
export function readSort(names: readonly string[]): SortKey[] {
  return names.map((text) => {
    const [, name = text, order] = /^(.*):(asc|desc)$/.exec(text) ?? [];
    return { column: requireColumn(name, '--sort'), descending: order === 'desc' };
  });
}

/** Rows of results; where a value is missing, a run comes last whatever the order. */
export function queryRows(database: Database, query: RunQuery): RunRow[] {
  const { where = [], sort = [], limit, columns = RUN_COLUMNS } = query;
  const names = columns.map(({ name }) => `runs."${name}"`).join(', ');
  const conditions = where.length === 0 ? '' : `WHERE ${where.map(({ sql }) => `(${sql})`).join(' AND ')}`;
  const order = [
    ...sort.map(
      ({ column, descending }) => `runs."${column.name}" ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
    ),
    '(SELECT position FROM plan WHERE plan.key = runs.key)',
  ];
  const sql = `SELECT ${names} FROM runs ${conditions} ORDER BY ${order.join(', ')} ${limit === undefined ? '' : 'LIMIT ?'}`;
  const values = [...where.flatMap((condition) => condition.values), ...(limit === undefined ? [] : [limit])];
  // Copies of one object share its layout: they are smaller than such that are put together, and quicker to read.
  const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
  return database.rows(sql, ...values).map((cells) => {
    const row: Record<string, Cell> = { ...empty };
    for (const [i, column] of columns.entries()) row[column.name] = toCell(column, cells[i] ?? null);
    return row;
  });
}

function toCell({ type }: RunColumn, value: SqlValue): Cell {
  return type === 'boolean' && value !== null ? value === 1 : value;
}

import { MACHINE_COLUMNS } from './machine-columns';
import { OUTCOME_COLUMNS } from './outcome-columns';
import { PLAN_COLUMNS } from './plan-columns';
import type { Cell, RunColumn } from './run-column';
import type { RunResult } from './run-result';

export { outcomeSha256 } from './outcome-sha256';
export type { Cell, RunColumn } from './run-column';

/** The columns of the table of runs, in the order in which files have them. */
export const RUN_COLUMNS: readonly RunColumn[] = [...PLAN_COLUMNS, ...OUTCOME_COLUMNS, ...MACHINE_COLUMNS];

/** A row of the table: a cell for every column of RUN_COLUMNS, in their order. */
export type RunRow = Readonly<Record<string, Cell>>;

export function rowOf(result: RunResult): RunRow {
  return Object.fromEntries(RUN_COLUMNS.map((column) => [column.name, column.of(result)]));
}

/** The column of that name; null where there is none. */
export function columnNamed(name: string): RunColumn | null {
  return RUN_COLUMNS.find((column) => column.name === name) ?? null;
}

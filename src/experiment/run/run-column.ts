import type { RunResult } from './run-result';

/** A cell of the table of runs; null where the value is missing. */
export type Cell = string | number | boolean | null;

/** A column of the table of runs. */
export interface RunColumn {
  /** With the unit in it. */
  readonly name: string;
  readonly type: 'text' | 'integer' | 'real' | 'boolean';
  /**
   * `plan`: what was asked for. `outcome`: what the drive came to; in lockstep, the same bit for bit on every machine.
   * `machine`: what depends on the machine and the moment, such as times, and on whether a bag was recorded.
   */
  readonly kind: 'plan' | 'outcome' | 'machine';
  /** What it holds, in a few words. */
  readonly says: string;
  readonly of: (result: RunResult) => Cell;
}

/** A column before its kind is known. */
export type ColumnOfKind = Omit<RunColumn, 'kind'>;

/** Makes a column. */
export function column(
  name: string,
  type: RunColumn['type'],
  says: string,
  of: (result: RunResult) => Cell | undefined,
): ColumnOfKind {
  return { name, type, says, of: (result) => of(result) ?? null };
}

import { lastAtMost } from '../support/last-at-most';
import type { RecordedTable } from './recording';

/** Rows of numbers, a column for each name; NaN for a missing value. Column `time_s` ascends. */
export class Rows<Name extends string> {
  readonly #names: readonly Name[];
  #columns: Float64Array[];
  #length = 0;

  constructor(names: readonly Name[]) {
    this.#names = names;
    this.#columns = names.map(() => new Float64Array(256));
  }

  get length(): number {
    return this.#length;
  }

  /** @param values one for each name */
  push(values: Readonly<Record<Name, number>>): void {
    const at = this.#length;
    if (at === this.#columns[0]!.length) this.#columns = this.#columns.map(doubled);
    this.#names.forEach((name, i) => {
      this.#columns[i]![at] = values[name];
    });
    this.#length = at + 1;
  }

  get(name: Name, index: number): number {
    return this.#columns[this.#names.indexOf(name)]![index]!;
  }

  set(name: Name, index: number, value: number): void {
    this.#columns[this.#names.indexOf(name)]![index] = value;
  }

  /** As long as the rows; a view. */
  column(name: Name): Float64Array {
    return this.#columns[this.#names.indexOf(name)]!.subarray(0, this.#length);
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}

/** A table over rows that are complete.
 *  @param toRow makes a row from its index */
export function tableOf<Row extends { readonly time_s: number }>(
  rows: { column(name: 'time_s'): Float64Array },
  toRow: (index: number) => Row,
): RecordedTable<Row> {
  const times = rows.column('time_s');
  const indexAt = (time_s: number) => lastAtMost(times, time_s);
  return {
    length: times.length,
    row: toRow,
    indexAt,
    at: (time_s) => {
      const index = indexAt(time_s);
      return index === null ? null : toRow(index);
    },
  };
}

export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The newest rows of numbers; a row keeps its number from the first row on. */
export class RowLog {
  readonly #columns: number;
  readonly #capacity: number;
  readonly #table: Float64Array;
  #end = 0;

  /** @param columns numbers of a row
   *  @param capacity rows that are kept */
  constructor(columns: number, capacity: number) {
    this.#columns = columns;
    this.#capacity = capacity;
    this.#table = new Float64Array(columns * capacity);
  }

  /** Number of the next row. */
  get end(): number {
    return this.#end;
  }

  /** Number of the oldest row that is kept. */
  get begin(): number {
    return Math.max(0, this.#end - this.#capacity);
  }

  push(row: ArrayLike<number>): void {
    const at = this.#columns * (this.#end % this.#capacity);
    for (let c = 0; c < this.#columns; c++) this.#table[at + c] = row[c]!;
    this.#end += 1;
  }

  /** A number of a row that is kept. */
  at(row: number, column: number): number {
    return this.#table[this.#columns * (row % this.#capacity) + column]!;
  }
}

/** Rows of a whole run in bounded memory: when it is full, every other row is dropped, and of those that come only every
 *  other one is kept from then on. */
export class ThinnedRows {
  readonly #columns: number;
  readonly #capacity: number;
  readonly #table: Float64Array;
  #length = 0;
  #stride = 1;
  #skipped = 0;

  constructor(columns: number, capacity: number) {
    this.#columns = columns;
    this.#capacity = capacity;
    this.#table = new Float64Array(columns * capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(row: ArrayLike<number>): void {
    this.#skipped += 1;
    if (this.#length > 0 && this.#skipped < this.#stride) return;
    this.#skipped = 0;
    if (this.#length === this.#capacity) this.#thin();
    const at = this.#columns * this.#length;
    for (let c = 0; c < this.#columns; c++) this.#table[at + c] = row[c]!;
    this.#length += 1;
  }

  at(row: number, column: number): number {
    return this.#table[this.#columns * row + column]!;
  }

  clear(): void {
    this.#length = 0;
    this.#stride = 1;
    this.#skipped = 0;
  }

  #thin(): void {
    const columns = this.#columns;
    const half = Math.ceil(this.#length / 2);
    for (let i = 1; i < half; i++) {
      this.#table.copyWithin(columns * i, columns * 2 * i, columns * (2 * i + 1));
    }
    this.#length = half;
    this.#stride *= 2;
  }
}

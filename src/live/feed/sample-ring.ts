/**
 * Rows of numbers from the thread that drives to the one that serves pages, through shared memory and without a lock. The
 * writer never waits: rows for which there is no room are lost, and counted.
 */

const HEAD = 0;
const TAIL = 1;
const LOST = 2;
const WORDS = 4;

export interface SampleRingMemory {
  readonly words: SharedArrayBuffer;
  readonly rows: SharedArrayBuffer;
  /** Numbers of a row. */
  readonly columns: number;
}

/** @param rows that may wait to be read; a power of two */
export function sampleRingMemory(columns: number, rows: number): SampleRingMemory {
  if (rows < 2 || (rows & (rows - 1)) !== 0)
    throw new RangeError(`${rows} rows; they must be a power of two`);
  return {
    words: new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT),
    rows: new SharedArrayBuffer(columns * rows * Float64Array.BYTES_PER_ELEMENT),
    columns,
  };
}

export class SampleWriter {
  readonly #words: Int32Array;
  readonly #rows: Float64Array;
  readonly #columns: number;
  readonly #capacity: number;
  #head = 0;

  constructor({ words, rows, columns }: SampleRingMemory) {
    this.#words = new Int32Array(words);
    this.#rows = new Float64Array(rows);
    this.#columns = columns;
    this.#capacity = this.#rows.length / columns;
    // Another writer may have been here.
    this.#head = Atomics.load(this.#words, HEAD);
  }

  /** Writes a row, or counts it as lost.
   *  @param row a number for each column; NaN for a missing one */
  write(row: Float64Array): void {
    if (!this.tryWrite(row)) this.lose();
  }

  /** @returns false when there is no room; then nothing is counted */
  tryWrite(row: Float64Array): boolean {
    const used = (this.#head - Atomics.load(this.#words, TAIL)) | 0;
    if (used >= this.#capacity) return false;
    this.#rows.set(row, this.#columns * (this.#head & (this.#capacity - 1)));
    this.#head = (this.#head + 1) | 0;
    Atomics.store(this.#words, HEAD, this.#head);
    return true;
  }

  /** Counts a row that is not written. */
  lose(): void {
    Atomics.add(this.#words, LOST, 1);
  }
}

export class SampleReader {
  readonly #words: Int32Array;
  readonly #rows: Float64Array;
  readonly #columns: number;
  readonly #capacity: number;
  #tail = 0;

  constructor({ words, rows, columns }: SampleRingMemory) {
    this.#words = new Int32Array(words);
    this.#rows = new Float64Array(rows);
    this.#columns = columns;
    this.#capacity = this.#rows.length / columns;
  }

  /** Hands out every row that has come, oldest first.
   *  @param take gets a view that holds until it returns */
  drain(take: (row: Float64Array) => void): void {
    const head = Atomics.load(this.#words, HEAD);
    while (this.#tail !== head) {
      const from = this.#columns * (this.#tail & (this.#capacity - 1));
      take(this.#rows.subarray(from, from + this.#columns));
      this.#tail = (this.#tail + 1) | 0;
    }
    Atomics.store(this.#words, TAIL, this.#tail);
  }

  /** Rows lost since the last call. */
  takeLost(): number {
    return Atomics.exchange(this.#words, LOST, 0);
  }
}

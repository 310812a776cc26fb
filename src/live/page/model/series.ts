/** Values over time for a strip chart. A missing value is null. */
export interface Points {
  readonly at_ms: readonly number[];
  readonly values: readonly (number | null)[];
}

/** Of a group of neighbours, how many are kept when the older half is thinned. */
const GROUP = 4;

/**
 * Bounded history of one value. When it is full its older half is thinned: of each group of neighbours the lowest and the
 * highest stay, so that no peak is lost and the newest values are all there.
 */
export class Series {
  readonly #capacity: number;
  #at_ms: number[] = [];
  #values: (number | null)[] = [];

  /** @param capacity most points kept */
  constructor(capacity = 4000) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#at_ms.length;
  }

  /** The newest point; null when there is none. */
  get newest(): { readonly at_ms: number; readonly value: number | null } | null {
    const last = this.size - 1;
    return last < 0 ? null : { at_ms: this.#at_ms[last]!, value: this.#values[last]! };
  }

  /** A point that is older than the newest one is left out: charts need ascending times. */
  push(at_ms: number, value: number | null): void {
    if (this.size > 0 && at_ms < this.#at_ms[this.size - 1]!) return;
    this.#at_ms.push(at_ms);
    this.#values.push(value);
    if (this.size > this.#capacity) this.#thin();
  }

  clear(): void {
    this.#at_ms = [];
    this.#values = [];
  }

  /** Points from `from_ms` on, with the one before it so that a curve reaches the edge of its chart. */
  since(from_ms: number): Points {
    const start = Math.max(0, this.#firstFrom(from_ms) - 1);
    return { at_ms: this.#at_ms.slice(start), values: this.#values.slice(start) };
  }

  /** Index of the first point at or after a time. */
  #firstFrom(from_ms: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#at_ms[middle]! < from_ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #thin(): void {
    const half = Math.floor(this.size / 2);
    const kept: number[] = [];
    for (let start = 0; start < half; start += GROUP) {
      kept.push(...findExtremes(this.#values, start, Math.min(start + GROUP, half)));
    }
    this.#at_ms = [...kept.map((i) => this.#at_ms[i]!), ...this.#at_ms.slice(half)];
    this.#values = [...kept.map((i) => this.#values[i]!), ...this.#values.slice(half)];
  }
}

/** Indices of the lowest and the highest value of [start, end), ascending; a gap stays a gap. */
function findExtremes(values: readonly (number | null)[], start: number, end: number): number[] {
  let low = -1;
  let high = -1;
  for (let i = start; i < end; i++) {
    const value = values[i]!;
    if (value === null) continue;
    if (low < 0 || value < values[low]!) low = i;
    if (high < 0 || value >= values[high]!) high = i;
  }
  if (low < 0) return [start];
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}

import type { Points } from '../series';
import { lastAt } from './player';

/** All values of a recording for a strip chart, in the order of time. */
export class Curve {
  readonly #at_s: readonly number[];
  readonly #values: readonly (number | null)[];

  /** @param at_s ascending */
  constructor(at_s: readonly number[], values: readonly (number | null)[]) {
    this.#at_s = at_s;
    this.#values = values;
  }

  /** Points from one time to another, with one more at each end so that the curve reaches the edges of its chart. */
  between(from_ms: number, to_ms: number): Points {
    const start = Math.max(0, lastAt(this.#at_s, from_ms / 1000));
    const end = lastAt(this.#at_s, to_ms / 1000) + 2;
    return {
      at_ms: this.#at_s.slice(start, end).map((time_s) => 1000 * time_s),
      values: this.#values.slice(start, end),
    };
  }

  /** The newest value at a time; null where it is missing, or too old to be one of then. */
  valueAt(time_s: number, longest_s = 1): number | null {
    const at = lastAt(this.#at_s, time_s);
    if (at < 0 || time_s - this.#at_s[at]! > longest_s) return null;
    return this.#values[at] ?? null;
  }
}

/** The curve on another clock. @param toOther ascending; null where that clock has no such time */
export function movedCurve(
  at_s: readonly number[],
  values: readonly (number | null)[],
  toOther: (time_s: number) => number | null,
): Curve {
  const moved_s: number[] = [];
  const kept: (number | null)[] = [];
  at_s.forEach((time_s, i) => {
    const other_s = toOther(time_s);
    if (other_s === null || other_s < (moved_s.at(-1) ?? Number.NEGATIVE_INFINITY)) return;
    moved_s.push(other_s);
    kept.push(values[i] ?? null);
  });
  return new Curve(moved_s, kept);
}

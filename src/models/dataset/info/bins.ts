import { clamp } from '../../../support/numbers';

/** Values counted in bins of equal width around multiples of that width. */
export interface Bins {
  readonly width: number;
  /** Middle of the first bin, a multiple of `labelled` bins. */
  readonly first: number;
  readonly count: number;
  /** Every so many bins have a label, the first one among them. */
  readonly labelled: number;
}

/** Widths with the number of bins from one round number to the next. */
const WIDTHS: readonly (readonly [width: number, labelled: number])[] = [
  [0.05, 4],
  [0.1, 5],
  [0.2, 5],
  [0.5, 4],
  [1, 5],
];

/** Bins that take all values, `most` of them at most and none narrower than `least`. */
export function binsOf(values: readonly number[], most: number, least: number): Bins {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const made = WIDTHS.filter(([width]) => width >= least).map(([width, labelled]) => {
    const step = width * labelled;
    const [from, to] = [Math.floor((low - width / 2) / step), Math.ceil((high + width / 2) / step)];
    return { width, labelled, first: from * step, count: Math.max(1, to - from) * labelled + 1 };
  });
  return made.find(({ count }) => count <= most) ?? made.at(-1)!;
}

/** Index of a value's bin. */
export function binOf({ first, width, count }: Bins, value: number): number {
  return clamp(Math.round((value - first) / width), 0, count - 1);
}

/** Middles of the bins as texts, without the noise of binary fractions. */
export function binNames({ first, width, count }: Bins): string[] {
  return Array.from({ length: count }, (_, i) => String(Number((first + i * width).toFixed(6)) + 0));
}

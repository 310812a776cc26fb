import { clamp } from '../../../support/numbers';

/** Bins of equal width around multiples of that width. */
export interface Bins {
  readonly width: number;
  /** Centre of the first bin, a multiple of `labelled` bins. */
  readonly first: number;
  readonly count: number;
  /** Distance between labelled bins, starting with the first. */
  readonly labelled: number;
}

/** Widths, with the number of bins between round numbers. */
const WIDTHS: readonly (readonly [width: number, labelled: number])[] = [
  [0.05, 4],
  [0.1, 5],
  [0.2, 5],
  [0.5, 4],
  [1, 5],
];

/** Bins that cover all values. @param most maximum number of bins @param least minimum width */
export function chooseBins(values: readonly number[], most: number, least: number): Bins {
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

/** Index of the bin of a value. */
export function findBin({ first, width, count }: Bins, value: number): number {
  return clamp(Math.round((value - first) / width), 0, count - 1);
}

/** Centres of the bins as text, without binary rounding noise. */
export function nameBins({ first, width, count }: Bins): string[] {
  return Array.from({ length: count }, (_, i) => String(Number((first + i * width).toFixed(6)) + 0));
}

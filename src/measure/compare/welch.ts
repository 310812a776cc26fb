import { jStat } from 'jstat';
import { mean, median, squaredDeviations } from '../../support/statistics';

/** Statistics of the repetitions of one side. */
export interface Sample {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation with n - 1 in the denominator; null with fewer than two values. */
  readonly sd: number | null;
}

export interface WelchResult {
  readonly t: number;
  /** By the Welch-Satterthwaite equation; rarely an integer. */
  readonly degrees_of_freedom: number;
  /** Two-sided, not corrected for the number of tests. */
  readonly p: number;
  /** 95% confidence interval of the difference of the means, b - a. */
  readonly interval: readonly [low: number, high: number];
}

const CONFIDENCE = 0.95;
/** A relative standard deviation up to this is rounding error and counts as 0. */
const ROUNDING = 1e-9;

/** Mean, median and standard deviation. @param values at least one, all finite */
export function summarize(values: readonly number[]): Sample {
  const n = values.length;
  const centre = mean(values)!;
  const sd = n < 2 ? null : Math.sqrt(squaredDeviations(values, centre) / (n - 1));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    n,
    mean: centre,
    median: median(values)!,
    sd: sd !== null && sd <= ROUNDING * largest ? 0 : sd,
  };
}

/**
 * Welch's two-sided t-test of equal means with unequal variances (B. L. Welch, Biometrika 34, 1947).
 * @returns null if neither side has a spread, or one has fewer than two values
 */
export function welchTest(a: Sample, b: Sample): WelchResult | null {
  if (a.sd === null || b.sd === null || (a.sd === 0 && b.sd === 0)) return null;
  const [shareA, shareB] = [a.sd ** 2 / a.n, b.sd ** 2 / b.n];
  const error = Math.sqrt(shareA + shareB);
  const degrees_of_freedom = (shareA + shareB) ** 2 / (shareA ** 2 / (a.n - 1) + shareB ** 2 / (b.n - 1));
  const difference = b.mean - a.mean;
  const t = difference / error;
  const reach = error * jStat.studentt.inv((1 + CONFIDENCE) / 2, degrees_of_freedom);
  return {
    t,
    degrees_of_freedom,
    p: t === 0 ? 1 : Math.min(1, 2 * jStat.studentt.cdf(-Math.abs(t), degrees_of_freedom)),
    interval: [difference - reach, difference + reach],
  };
}

import { jStat } from 'jstat';
import { summarize } from '../../../measure/compare/welch';

/** A mean over runs with its spread. */
export interface Mean {
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  /** Standard deviation with n - 1 in the denominator; null with fewer than two values. */
  readonly sd: number | null;
  /** 95 % confidence interval of the mean; null with fewer than two values, or where all are the same. */
  readonly low: number | null;
  readonly high: number | null;
}

const PROBABILITY = 0.975;

/**
 * Mean with its 95 % interval by Student's t distribution (Student, Biometrika 6, 1908). Repetitions are few, mostly three to
 * ten; there a percentile bootstrap is too narrow (T. C. Hesterberg, The American Statistician 69, 2015), and with many the
 * two agree.
 * @returns null without values
 */
export function meanInterval(values: readonly number[]): Mean | null {
  if (values.length === 0) return null;
  const { n, mean, median, sd } = summarize(values);
  if (sd === null || sd === 0) return { n, mean, median, sd, low: null, high: null };
  const reach = (studentQuantile(n - 1) * sd) / Math.sqrt(n);
  return { n, mean, median, sd, low: mean - reach, high: mean + reach };
}

/** By degrees of freedom: a report has many means over as many runs. */
const quantiles = new Map<number, number>();

function studentQuantile(degrees_of_freedom: number): number {
  const known = quantiles.get(degrees_of_freedom);
  if (known !== undefined) return known;
  const quantile = jStat.studentt.inv(PROBABILITY, degrees_of_freedom);
  quantiles.set(degrees_of_freedom, quantile);
  return quantile;
}

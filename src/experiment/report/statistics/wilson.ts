/** A share of runs with its confidence interval, all from 0 to 1. */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
  /** Null without runs. */
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The 0.975 quantile of the normal distribution. */
const Z_95 = 1.959963984540054;

/**
 * Success rate with its 95 % score interval (E. B. Wilson, Journal of the American Statistical Association 22, 1927). It
 * stays within 0 and 1 and keeps its coverage with few runs and where all or none succeed, where the usual `p ± 1.96 s` has
 * no width (L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16, 2001).
 */
export function wilsonInterval(successes: number, n: number): Proportion {
  if (n === 0) return { successes, n, share: null, low: null, high: null };
  const share = successes / n;
  const scale = 1 + Z_95 ** 2 / n;
  const centre = (share + Z_95 ** 2 / (2 * n)) / scale;
  const reach = (Z_95 / scale) * Math.sqrt((share * (1 - share)) / n + Z_95 ** 2 / (4 * n ** 2));
  return {
    successes,
    n,
    share,
    // Rounding must not exclude the ends.
    low: successes === 0 ? 0 : Math.max(0, centre - reach),
    high: successes === n ? 1 : Math.min(1, centre + reach),
  };
}

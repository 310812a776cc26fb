import { chooseDecimals, formatNumber } from '../report/format';
import { LEVEL, type MetricComparison } from './compare-runs';
import { isSlight, NOTABLE_PERCENT } from './effect';

/** Describes the test and its assumptions, one line each. */
export function describeMethod(tests: number): string[] {
  if (tests === 0) {
    return [
      'No difference was tested: a test needs at least two runs on each side that are not all identical ' +
        "(Welch's two-sided t-test with Holm's correction).",
    ];
  }
  return [
    `Test: Welch's two-sided t-test of equal means for each metric, with Holm's correction over ${tests} ${tests === 1 ? 'test' : 'tests'}; level ${LEVEL}.`,
    'Assumptions: repetitions are independent, and their means are approximately normal; variances may differ.',
    'Intervals are 95 % confidence intervals of the difference of the means, uncorrected.',
    "Effect: Cohen's d, the difference divided by the root mean square of both standard deviations; negligible below 0.2, small below 0.5, medium below 0.8, else large (Cohen, 1988).",
    `A significant difference is called tiny if its effect is negligible or it is below ${NOTABLE_PERCENT} % of A.`,
  ];
}

/** The verdict on one metric as text. */
export function formatVerdict(comparison: MetricComparison): string {
  const { a, verdict } = comparison;
  if (verdict === 'missing')
    return a === null ? (comparison.b === null ? 'in neither' : 'not in A') : 'not in B';
  const which = formatDirection(comparison);
  if (verdict === 'spread_unknown') return `${which}; spread unknown: a side has fewer than two runs`;
  if (verdict === 'no_spread') {
    return which === 'the same' ? 'the same; no spread' : `${which}; no spread, so no test`;
  }
  if (verdict === 'within') return 'within the spread';
  return `${which}, beyond the spread${describeTiny(comparison)}`;
}

function describeTiny({ tiny, percent, magnitude }: MetricComparison): string {
  if (tiny !== true) return '';
  const why = [
    ...(magnitude === 'negligible' ? ['a negligible effect'] : []),
    ...(isSlight(percent) ? [`below ${NOTABLE_PERCENT} %`] : []),
  ];
  return `, but tiny: ${why.join(' and ')}`;
}

/** Which side is better, or higher where neither is better; `difference` must not be null. A difference that is
 *  shown as 0 and was not tested is rounding. */
export function formatDirection(comparison: MetricComparison): string {
  const { metric, test } = comparison;
  const difference = comparison.difference!;
  const shown = Number(formatNumber(difference, countDecimals(comparison) + 1));
  if (difference === 0 || (test === null && shown === 0)) return 'the same';
  const higher = difference > 0;
  if (metric.better === null) return higher ? 'B higher' : 'B lower';
  return higher === (metric.better === 'higher') ? 'B better' : 'B worse';
}

/** Decimals of the means of both sides: more than those of the metric for small values and means of counts. */
export function countDecimals({ metric, a, b }: MetricComparison): number {
  return chooseDecimals(
    [a, b].flatMap((sample) => sample?.mean ?? []),
    metric.decimals,
  );
}

/** Significant digits of a large difference. */
const DIGITS = 6;

/** Difference and interval with one more decimal than the means, because differences are small. */
export function formatDifference(comparison: MetricComparison): string {
  const { difference, test } = comparison;
  if (difference === null) return formatNumber(null, 0);
  const largest = Math.max(1e-9, ...[difference, ...(test?.interval ?? [])].map(Math.abs));
  const room = DIGITS - 1 - Math.floor(Math.log10(largest));
  const decimals = Math.min(countDecimals(comparison) + 1, Math.max(0, room));
  const signed = (value: number) => {
    const text = formatNumber(value, decimals);
    return (Number(text) > 0 ? '+' : '') + text;
  };
  return test === null
    ? signed(difference)
    : `${signed(difference)} [${test.interval.map(signed).join(', ')}]`;
}

export function formatP(p: number | null): string {
  if (p === null) return formatNumber(null, 0);
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

export function formatRunCount(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}

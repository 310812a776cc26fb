import { formatNumber } from '../report/format';
import { LEVEL, type MetricComparison } from './compare-runs';

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
    'Effect: the difference divided by the root mean square of both standard deviations.',
  ];
}

/** The verdict on one metric as text. */
export function formatVerdict({ metric, a, b, difference, verdict }: MetricComparison): string {
  if (verdict === 'missing') return a === null ? (b === null ? 'in neither' : 'not in A') : 'not in B';
  const which = formatDirection({ metric, difference });
  if (verdict === 'spread_unknown') return `${which}; spread unknown: a side has fewer than two runs`;
  if (verdict === 'no_spread') {
    return difference === 0 ? 'the same; no spread' : `${which}; no spread, so no test`;
  }
  return verdict === 'beyond' ? `${which}, beyond the spread` : 'within the spread';
}

/** Which side is better, or higher where neither is better; `difference` must not be null. */
export function formatDirection({
  metric: { better },
  difference,
}: Pick<MetricComparison, 'metric' | 'difference'>): string {
  if (difference === 0) return 'the same';
  const higher = difference! > 0;
  if (better === null) return higher ? 'B higher' : 'B lower';
  return higher === (better === 'higher') ? 'B better' : 'B worse';
}

/** Difference and interval with one more decimal than the metric itself, because differences are small. */
export function formatDifference({ metric, difference, test }: MetricComparison): string {
  if (difference === null) return formatNumber(null, 0);
  const decimals = metric.decimals + 1;
  const signed = (value: number) => (value > 0 ? '+' : '') + formatNumber(value, decimals);
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

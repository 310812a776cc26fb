import { figure } from '../report/format';
import { LEVEL, type MetricComparison } from './compare-runs';

/** How the differences were tested and what that takes for granted, line by line. */
export function methodLines(tests: number): string[] {
  if (tests === 0) {
    return [
      'No difference was tested: that takes at least two runs on each side that are not all alike ' +
        "(Welch's two-sided t-test with Holm's correction).",
    ];
  }
  return [
    `Test: Welch's two-sided t-test of equal means for each figure, with Holm's correction over ${tests} ${tests === 1 ? 'test' : 'tests'}; level ${LEVEL}.`,
    'It takes for granted that repetitions are independent and their means roughly normal; variances may differ.',
    'Intervals hold the difference of the means with 95 % confidence, each for itself (uncorrected).',
    'Effect: the difference over the root mean square of both standard deviations.',
  ];
}

/** What a comparison says about one figure. */
export function verdictInWords({ metric, a, b, difference, verdict }: MetricComparison): string {
  if (verdict === 'missing') return a === null ? (b === null ? 'in neither' : 'not in A') : 'not in B';
  const which = directionInWords({ metric, difference });
  if (verdict === 'spread_unknown') return `${which}; spread unknown: fewer than two runs on a side`;
  if (verdict === 'no_spread') {
    return difference === 0 ? 'the same; no spread in either' : `${which}; no spread in either, so no test`;
  }
  return verdict === 'beyond' ? `${which}, beyond the spread` : 'within the spread';
}

/** Who is better, for a difference that is there. */
export function directionInWords({
  metric: { better },
  difference,
}: Pick<MetricComparison, 'metric' | 'difference'>): string {
  if (difference === 0) return 'the same';
  const higher = difference! > 0;
  if (better === null) return higher ? 'B higher' : 'B lower';
  return higher === (better === 'higher') ? 'B better' : 'B worse';
}

/** One more digit than the figure itself is given with: differences are small. */
export function difference({ metric, difference, test }: MetricComparison): string {
  if (difference === null) return figure(null, 0);
  const decimals = metric.decimals + 1;
  const signed = (value: number) => (value > 0 ? '+' : '') + figure(value, decimals);
  return test === null
    ? signed(difference)
    : `${signed(difference)} [${test.interval.map(signed).join(', ')}]`;
}

export function pInWords(p: number | null): string {
  if (p === null) return figure(null, 0);
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

export function counted(runs: number): string {
  return runs === 1 ? '1 run' : `${runs} runs`;
}

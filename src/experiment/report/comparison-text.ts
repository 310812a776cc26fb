import { LEVEL } from '../../measure/compare/compare-runs';
import { formatP } from '../../measure/compare/verdict';
import { chooseDecimals, formatNumber, formatPercent, MISSING } from '../../measure/report/format';
import { formatMetricName } from '../../measure/report/metric';
import { formatColumns } from '../../support/terminal/columns';
import type { ComparedBrain, ExperimentComparison, PairedComparison } from './compare-experiments';
import { count, formatMean } from './wording';

const VERDICTS: Readonly<Partial<Record<PairedComparison['verdict'], string>>> = {
  missing: 'in no pair',
  same: 'the same in all',
  alike: 'cannot be told apart',
};

/** Formats a comparison of two experiments as aligned text. */
export function formatExperimentComparison({ brains, tests, leftOut }: ExperimentComparison): string[] {
  return [
    ...brains.flatMap((brain) => [...formatBrain(brain), '']),
    tests === 0
      ? 'No difference was tested: no condition was driven on both sides.'
      : `Test: Wilcoxon's signed-rank test of pairs of runs under the same condition, for success McNemar's exact test; Holm's correction over ${count(tests, 'test')}; level ${LEVEL}. Intervals are Student's, 95 %, uncorrected.`,
    ...leftOut.map((what) => `Note: left out: ${what}.`),
  ];
}

/** The same for programs. */
export function buildExperimentComparisonJson({ brains, tests, leftOut }: ExperimentComparison): object {
  return {
    level: LEVEL,
    tests,
    left_out: leftOut,
    brains: brains.map(({ metrics, ...brain }) => ({
      ...brain,
      metrics: metrics.map(({ metric, ...found }) => ({ metric: metric?.key ?? 'success', ...found })),
    })),
  };
}

function formatBrain({ a, b, conditions, identical, metrics }: ComparedBrain): string[] {
  const title = a === b ? a : `A: ${a}, B: ${b}`;
  const rows = metrics
    .filter(({ pairs }) => pairs > 0)
    .map((found) => [
      found.metric === null ? 'success (%)' : formatMetricName(found.metric),
      String(found.pairs),
      formatValue(found, found.a),
      formatValue(found, found.b),
      formatDifference(found),
      formatP(found.p_holm),
      VERDICTS[found.verdict] ?? found.verdict,
    ]);
  return [
    `${title}: ${count(conditions, 'condition')} on both sides, ${identical} driven exactly the same`,
    ...(rows.length === 0
      ? []
      : [
          formatColumns([['metric', 'pairs', 'A', 'B', 'B - A [95 %]', 'p (Holm)', 'verdict'], ...rows], {
            isRight: (i) => i > 0 && i < 6,
          }),
        ]),
  ];
}

function formatValue({ metric }: PairedComparison, value: number | null): string {
  if (value === null) return MISSING;
  if (metric === null) return formatPercent(100 * value, 0);
  return (metric.isShare ? formatPercent : formatNumber)(value, chooseDecimals([value], metric.decimals));
}

function formatDifference({ metric, difference }: PairedComparison): string {
  if (difference === null) return MISSING;
  const scale = metric === null ? 100 : 1;
  const { low, high } = difference;
  const scaled = {
    ...difference,
    mean: scale * difference.mean,
    low: low === null ? null : scale * low,
    high: high === null ? null : scale * high,
  };
  return `${scaled.mean > 0 ? '+' : ''}${formatMean(scaled, metric?.decimals ?? 0)}`;
}

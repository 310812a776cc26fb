import type { Chart } from '../../../measure/report/charts/chart';
import { formatMetricName } from '../../../measure/report/metric';
import type { Factor, FactorCell } from '../factors';
import { DEVIATION } from '../reported-metric';
import { formatMean, formatShare } from '../wording';
import { buildIntervalChart, type IntervalRow } from './interval-chart';
import { describeCut, MAX_CHART_ROWS } from './limits';

/** Success rate and mean lateral deviation at each level of a factor, brain by brain.
 *  @param brains all brains of the report, best first */
export function buildFactorCharts(factor: Factor, brains: readonly string[]): Chart[] {
  const most = Math.max(1, Math.floor(MAX_CHART_ROWS / factor.levels.length));
  const cut = describeCut(brains.length, most);
  const rowsOf = (rowOf: (cell: FactorCell) => Omit<IntervalRow, 'names' | 'brain'> | null) =>
    brains.slice(0, most).flatMap((brain) =>
      (factor.cells.get(brain) ?? []).flatMap((cell) => {
        const row = rowOf(cell);
        return row === null
          ? []
          : [{ ...row, brain, names: brains.length === 1 ? [cell.level] : [brain, cell.level] }];
      }),
    );
  return [
    buildIntervalChart({
      name: `factor-${factor.key}-success`,
      title: `Success rate by ${factor.label}`,
      subtitle: `Share of the runs that completed, with Wilson's 95 % interval${cut}`,
      axis: 'completed (%)',
      range: [0, 100],
      brains,
      rows: rowsOf(successRow),
    }),
    buildIntervalChart({
      name: `factor-${factor.key}-deviation`,
      title: `${formatMetricName(DEVIATION)}, by ${factor.label}`,
      subtitle: `Mean over the runs with a lap, with Student's 95 % interval${cut}`,
      axis: formatMetricName(DEVIATION),
      brains,
      rows: rowsOf(deviationRow),
    }),
  ].filter((chart) => chart !== null);
}

function successRow({ summary: { success } }: FactorCell) {
  if (success.share === null) return null;
  return {
    value: 100 * success.share,
    low: 100 * success.low!,
    high: 100 * success.high!,
    text: `${success.successes} of ${success.n}, ${formatShare(success)}`,
  };
}

function deviationRow({ summary: { metrics } }: FactorCell) {
  const found = metrics.get(DEVIATION.column) ?? null;
  if (found === null) return null;
  const { mean, low, high } = found;
  return { value: mean, low, high, text: `${formatMean(found, DEVIATION.decimals)} m` };
}

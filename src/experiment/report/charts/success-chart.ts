import type { Chart } from '../../../measure/report/charts/chart';
import type { ExperimentAnalysis } from '../analysis';
import { formatShare } from '../wording';
import { buildIntervalChart } from './interval-chart';
import { describeCut, MAX_CHART_BRAINS } from './limits';

/** Success rate of each brain with its interval; null where no run counts. */
export function buildSuccessChart({ summaries, brains }: ExperimentAnalysis): Chart | null {
  const shown = summaries.slice(0, MAX_CHART_BRAINS).filter(({ success }) => success.share !== null);
  return buildIntervalChart({
    name: 'success',
    title: 'Success rate',
    subtitle: `Share of the runs that completed, with Wilson's 95 % interval${describeCut(brains.length)}`,
    axis: 'completed (%)',
    range: [0, 100],
    brains,
    rows: shown.map(({ brain, success }) => ({
      names: [brain],
      brain,
      value: 100 * success.share!,
      low: 100 * success.low!,
      high: 100 * success.high!,
      text: `${success.successes} of ${success.n}, ${formatShare(success)}`,
    })),
  });
}

import type { RatePoint } from '../../metrics/measurement';
import { formatNumber } from '../format';
import type { ReportRun } from '../run';
import { buildGrid, buildXAxis, buildYAxis } from './axes';
import { type Chart, type Json, round } from './chart';

const POINTS = 300;

/** Rates of decisions and frames, and the real time factor, over the run; null without any. */
export function buildRateChart(run: ReportRun): Chart | null {
  const { series, metrics } = run.measurement;
  const rates = thinRates(series?.overTime ?? []);
  const curves = (
    [
      ['decisions (1/s)', 'decisions_per_s', 0, 'solid', '@series0'],
      ['frames (1/s)', 'frames_per_s', 0, [4, 3], '@series1'],
      ['real time factor', 'real_time_factor', 1, 'solid', '@series2'],
    ] as const
  ).filter(([, key]) => rates.some((rate) => rate[key] !== null));
  if (curves.length === 0) return null;
  const panels = [...new Set(curves.map(([, , panel]) => panel))];
  const axes = ['rates per wall second (1/s)', 'real time factor'];
  return {
    name: `${run.slug}-rates`,
    title: 'Rates and real time factor over time',
    subtitle: 'Distinct frames answered and frames received per wall second',
    alt:
      `Run ${run.number}: ${formatNumber(metrics.decisions_per_second, 1)} decisions per wall second on average, ` +
      `real time factor ${formatNumber(metrics.real_time_factor, 2)}.`,
    width: 960,
    height: 60 + 176 * panels.length,
    proportional: false,
    maps: [],
    option: {
      tooltip: { trigger: 'axis' },
      legend: {
        top: 0,
        right: 20,
        itemWidth: 26,
        data: curves.filter(([, , panel]) => panel === 0).map(([name]) => name),
      },
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      grid: panels.map((_, i) => buildGrid({ top: 58 + 176 * i, height: 118 })),
      xAxis: panels.map((_, i) =>
        buildXAxis(i, 'simulated time (s)', { min: 0, max: 'dataMax' }, i === panels.length - 1),
      ),
      yAxis: panels.map((panel, i) => buildYAxis(i, axes[panel]!, { min: 0 })),
      series: curves.map(([name, key, panel, type, color]) => ({
        name,
        type: 'line',
        xAxisIndex: panels.indexOf(panel),
        yAxisIndex: panels.indexOf(panel),
        symbol: rates.length < 3 ? 'circle' : 'none',
        data: rates.map(
          (rate): Json => [round(rate.time_s, 1), rate[key] === null ? null : round(rate[key], 3)],
        ),
        lineStyle: { width: 1.8, type: typeof type === 'string' ? type : [...type], color },
        itemStyle: { color },
      })),
    },
  };
}

function thinRates(rates: readonly RatePoint[]): RatePoint[] {
  const stride = Math.max(1, Math.ceil(rates.length / POINTS));
  return rates.filter((_, i) => i % stride === 0);
}

import type { RatePoint } from '../../metrics/measurement';
import { figure } from '../format';
import type { ReportRun } from '../run';
import { grid, xAxis, yAxis } from './axes';
import { type Chart, type Json, rounded } from './chart';

const POINTS = 300;

/** How often the brain decided and frames arrived, and how fast simulated time went, over the run. */
export function rateChart(run: ReportRun): Chart | null {
  const { series, metrics } = run.measurement;
  const rates = even(series?.overTime ?? []);
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
    title: 'Frequency and real time factor over time',
    subtitle: 'Distinct frames answered and frames arrived per wall second',
    alt:
      `Run ${run.number}: ${figure(metrics.decisions_per_second, 1)} decisions per wall second on average, ` +
      `real time factor ${figure(metrics.real_time_factor, 2)}.`,
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
      grid: panels.map((_, i) => grid({ top: 58 + 176 * i, height: 118 })),
      xAxis: panels.map((_, i) =>
        xAxis(i, 'simulated time (s)', { min: 0, max: 'dataMax' }, i === panels.length - 1),
      ),
      yAxis: panels.map((panel, i) => yAxis(i, axes[panel]!, { min: 0 })),
      series: curves.map(([name, key, panel, type, color]) => ({
        name,
        type: 'line',
        xAxisIndex: panels.indexOf(panel),
        yAxisIndex: panels.indexOf(panel),
        symbol: rates.length < 3 ? 'circle' : 'none',
        data: rates.map(
          (rate): Json => [rounded(rate.time_s, 1), rate[key] === null ? null : rounded(rate[key], 3)],
        ),
        lineStyle: { width: 1.8, type: typeof type === 'string' ? type : [...type], color },
        itemStyle: { color },
      })),
    },
  };
}

function even(rates: readonly RatePoint[]): RatePoint[] {
  const stride = Math.max(1, Math.ceil(rates.length / POINTS));
  return rates.filter((_, i) => i % stride === 0);
}

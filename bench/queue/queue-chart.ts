import { type Chart, lineTypeOf, seriesColour, symbolOf } from '../../src/measure/report/charts/chart';
import type { Scenario } from './simulated';

/** Runs per hour by number of workers, both axes logarithmic.
 *  @param run_s mean time of a run on a machine whose cores are all busy */
export function buildQueueChart(scenarios: readonly Scenario[], run_s: number): Chart {
  const workers = scenarios[0]!.rows.map((row) => row.workers);
  const ideal = workers.map((count) => [count, (3600 * count) / run_s]);
  const min = 10 ** Math.floor(Math.log10(3600 / run_s));
  const series = scenarios.map(({ name, rows }, i) => ({
    ...{ name, type: 'line', symbol: symbolOf(i), symbolSize: 8, color: seriesColour(i) },
    lineStyle: { width: 2, type: lineTypeOf(i) },
    data: rows.map(({ workers, outcome }) => [workers, 60 * outcome.runsPerMinute]),
  }));
  return {
    name: 'queue-model',
    title: 'Throughput over a queue',
    subtitle: `Simulated laps of ${run_s.toFixed(1)} s on machines with two cores, by number of workers; both axes are logarithmic.`,
    alt: 'Runs per hour by number of workers, simulated: proportional to the workers until a submitter or the network is busy.',
    width: 860,
    height: 420,
    proportional: true,
    maps: [],
    option: {
      legend: { top: 0, left: 'center' },
      grid: { left: 44, right: 28, top: 62, bottom: 44, containLabel: true },
      xAxis: { type: 'log', name: 'workers', nameLocation: 'middle', nameGap: 28, min: 1, max: 1000 },
      yAxis: { type: 'log', name: 'runs per hour', nameLocation: 'middle', nameGap: 76, min },
      series: [
        ...series,
        {
          ...{ name: 'if nothing but driving took time', type: 'line', symbol: 'none', color: '@muted' },
          lineStyle: { width: 1.5, type: [4, 4] },
          data: ideal,
        },
      ],
    },
  };
}

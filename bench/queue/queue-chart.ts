import { type Chart, lineTypeOf, seriesColour, symbolOf } from '../../src/measure/report/charts/chart';
import type { Scenario } from './simulated';

/** Runs per hour by number of workers, both axes logarithmic.
 *  @param alone_s mean time of a run that has its machine to itself
 *  @param full_s the same on a machine whose cores are all busy */
export function buildQueueChart(scenarios: readonly Scenario[], alone_s: number, full_s: number): Chart {
  const ideal = scenarios[0]!.rows.map((row) => [row.workers, row.idealPerHour]);
  const min = 10 ** Math.floor(Math.log10(3600 / full_s));
  const series = scenarios.map(({ name, rows }, i) => ({
    ...{ name, type: 'line', symbol: symbolOf(i), symbolSize: 8, color: seriesColour(i) },
    lineStyle: { width: 2, type: lineTypeOf(i) },
    data: rows.map(({ workers, outcome }) => [workers, 60 * outcome.runsPerMinute]),
  }));
  return {
    name: 'queue-model',
    title: 'Throughput over a queue',
    subtitle: `Simulated laps of ${alone_s.toFixed(2)} s, ${full_s.toFixed(2)} s where both cores of a machine have one, by number of workers; both axes are logarithmic.`,
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

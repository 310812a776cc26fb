import { chartSvg, registerMaps } from '../../../../src/measure/report/charts/draw';
import { withUsableTrace } from '../../../../src/measure/report/input/usable-trace';
import { reportCharts } from '../../../../src/measure/report/report-charts';
import { notesOf } from '../../../../src/measure/report/tables';
import { madeUpMeasurement } from '../../../helpers/measurement';
import { reportRuns } from '../../../helpers/report-runs';

test('one run with poses out of this world has no map but a note, and the others are drawn', async () => {
  const good = await madeUpMeasurement({ seed: 1 });
  const series = good.series!;
  const trace = series.trace.map((point, i) => ({ ...point, x_m: i > 20 ? 1e200 * i : point.x_m }));
  const wild = { ...good, file: 'wild.bag', series: { ...series, trace } };
  const runs = reportRuns([good, wild, { ...good, file: 'third.bag' }].map(withUsableTrace));
  const report = reportCharts(runs);
  const names = (i: number) => report.byRun.get(runs[i]!)!.map(({ title }) => title.split(',')[0]);
  expect(names(0)).toContain('Driven line');
  expect(names(1)).not.toContain('Driven line');
  expect(notesOf(runs[1]!).map(({ reason }) => reason)).toContainEqual(
    expect.stringContaining('cannot be drawn'),
  );
  registerMaps(report.maps);
  for (const chart of [...report.overlays, ...report.boxes, ...[...report.byRun.values()].flat()]) {
    expect(chartSvg(chart)).not.toMatch(/NaN|Infinity/);
  }
});

test('a drive that can be drawn is left as it is', async () => {
  const measurement = await madeUpMeasurement();
  expect(withUsableTrace(measurement)).toBe(measurement);
});

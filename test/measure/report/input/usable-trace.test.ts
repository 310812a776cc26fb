import { registerMaps, renderChartSvg } from '../../../../src/measure/report/charts/draw';
import { dropUnusableTrace } from '../../../../src/measure/report/input/usable-trace';
import { buildReportCharts } from '../../../../src/measure/report/report-charts';
import { listNotes } from '../../../../src/measure/report/tables';
import { syntheticMeasurement } from '../../../helpers/measurement';
import { reportRuns } from '../../../helpers/report-runs';

test('a run with huge coordinates has a note instead of a map, and the others are drawn', async () => {
  const good = await syntheticMeasurement({ seed: 1 });
  const series = good.series!;
  const trace = series.trace.map((point, i) => ({ ...point, x_m: i > 20 ? 1e200 * i : point.x_m }));
  const wild = { ...good, file: 'wild.bag', series: { ...series, trace } };
  const runs = reportRuns([good, wild, { ...good, file: 'third.bag' }].map(dropUnusableTrace));
  const report = buildReportCharts(runs);
  const names = (i: number) => report.byRun.get(runs[i]!)!.map(({ title }) => title.split(',')[0]);
  expect(names(0)).toContain('Driven path');
  expect(names(1)).not.toContain('Driven path');
  expect(listNotes(runs[1]!).map(({ reason }) => reason)).toContainEqual(
    expect.stringContaining('cannot be drawn'),
  );
  registerMaps(report.maps);
  for (const chart of [...report.overlays, ...report.boxes, ...[...report.byRun.values()].flat()]) {
    expect(renderChartSvg(chart)).not.toMatch(/NaN|Infinity/);
  }
});

test('a run that can be drawn is unchanged', async () => {
  const measurement = await syntheticMeasurement();
  expect(dropUnusableTrace(measurement)).toBe(measurement);
});

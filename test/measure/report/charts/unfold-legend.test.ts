import { buildBoxChart } from '../../../../src/measure/report/charts/box-chart';
import type { JsonObject } from '../../../../src/measure/report/charts/chart';
import { lineTypeOf, seriesColour, symbolOf } from '../../../../src/measure/report/charts/chart';
import { renderChartSvg } from '../../../../src/measure/report/charts/draw';
import { unfoldLegend } from '../../../../src/measure/report/charts/unfold-legend';
import { METRICS } from '../../../../src/measure/report/metric';

const boxChart = (brains: readonly string[]) =>
  buildBoxChart(
    METRICS[0]!,
    brains.map((brain, i) => ({ course: 'simple_circuit', brain, run: brain, value: i })),
    { brains, courses: ['simple_circuit'] },
  )!;

test('an image names all of forty brains, because nobody can turn the pages of its legend', () => {
  const brains = Array.from({ length: 40 }, (_, i) => `brain_number_${i}`);
  const svg = renderChartSvg(boxChart(brains));
  for (const brain of brains) expect(svg.split(`>${brain}</text>`).length - 1).toBeGreaterThanOrEqual(2);
  expect(svg).not.toContain('1/');
});

test('the plot moves down by as much as the legend grows', () => {
  const chart = boxChart(Array.from({ length: 40 }, (_, i) => `brain_number_${i}`));
  const unfolded = unfoldLegend(chart);
  const topOf = ({ option }: typeof chart) => (option.grid as JsonObject).top as number;
  expect(unfolded.height - chart.height).toBeGreaterThan(50);
  expect(topOf(unfolded) - topOf(chart)).toBe(unfolded.height - chart.height);
  expect(unfoldLegend(boxChart(['a', 'b']))).toMatchObject({ height: boxChart(['a', 'b']).height });
});

test('a very long name is shortened instead of pushing others out', () => {
  const svg = renderChartSvg(boxChart(['x'.repeat(300), 'short']));
  expect(svg).toContain('>short</text>');
  expect(svg).not.toContain('x'.repeat(100));
});

test('thirty-six series differ in colour or symbol, and eighteen lines in colour or type', () => {
  const indices = Array.from({ length: 36 }, (_, i) => i);
  expect(new Set(indices.map((i) => seriesColour(i) + symbolOf(i))).size).toBe(36);
  const lines = indices.slice(0, 18).map((i) => seriesColour(i) + JSON.stringify(lineTypeOf(i)));
  expect(new Set(lines).size).toBe(18);
});

import { svgToPng } from '../../../src/image/svg';
import type { JsonObject } from '../../../src/measure/report/charts/chart';
import { renderChartSvg } from '../../../src/measure/report/charts/draw';
import { buildEvaluationChart } from '../../../src/models/evaluate/evaluation-chart';
import { syntheticEvaluation, syntheticModel, UNMEASURED } from './support/synthetic';

const small = syntheticModel({
  model: 'slim_pilotnet',
  size_bytes: 120_000,
  mse: 0.0015,
  inference_time_ms: { timed: 945, mean: 0.1, p50: 0.08, p99: 0.2 },
});
const missing = syntheticModel({ ...UNMEASURED, model: 'not_here', provider_asked: 'cuda' });

test('each model with size, time and error has a mark with its name', async () => {
  const chart = buildEvaluationChart(syntheticEvaluation([syntheticModel({}), small, missing]))!;
  const [series] = chart.option.series as JsonObject[];
  expect(series!.data).toEqual([
    [0.5, 6.4, expect.closeTo(Math.log10(0.02), 3)],
    [0.08, 0.12, expect.closeTo(Math.log10(0.0015), 3)],
  ]);
  const svg = renderChartSvg(chart);
  expect(svg).toContain('slim_pilotnet');
  expect(svg).not.toContain('not_here');
  expect(svg).not.toContain('NaN');
  expect(svg).toContain('MSE 0.0200');
  expect((await svgToPng(svg)).subarray(1, 4).toString()).toBe('PNG');
});

test('providers have different symbols', () => {
  const cuda = syntheticModel({ provider: 'cuda', provider_asked: 'cuda' });
  const chart = buildEvaluationChart(syntheticEvaluation([syntheticModel({}), cuda]))!;
  const looks = (chart.option.series as JsonObject[]).map(({ name, symbol }) => [name, symbol]);
  expect(looks).toEqual([
    ['cpu', 'circle'],
    ['cuda', 'triangle'],
  ]);
});

test('a single model, or several with the same values, can be drawn', () => {
  for (const models of [[small], [small, { ...small, model: 'twin' }]]) {
    const chart = buildEvaluationChart(syntheticEvaluation(models))!;
    const { min, max } = chart.option.xAxis as { min: number; max: number };
    expect(min).toBeLessThan(0.08);
    expect(max).toBeGreaterThan(0.08);
    expect(renderChartSvg(chart)).not.toMatch(/NaN|Infinity/);
  }
});

test('without a measured model there is no chart', () => {
  expect(buildEvaluationChart(syntheticEvaluation([missing]))).toBeNull();
});

const tickLabels = (svg: string) =>
  [...svg.matchAll(/<text[^>]*>([\d.,]+)<\/text>/g)].map(([, label]) => Number(label!.replaceAll(',', '')));

test('a single model, two close ones and two far ones have at least four ticks on each axis', () => {
  const close = { ...small, size_bytes: 150_000 };
  const huge = syntheticModel({
    size_bytes: 4e9,
    inference_time_ms: { timed: 1, mean: 9e3, p50: 9e3, p99: 9e3 },
  });
  for (const models of [[small], [small, close], [small, huge]]) {
    const { option } = buildEvaluationChart(syntheticEvaluation(models))!;
    for (const axis of [option.xAxis, option.yAxis] as JsonObject[]) {
      expect((axis.axisLabel as JsonObject).customValues).toHaveProperty('length', expect.any(Number));
      expect(((axis.axisLabel as JsonObject).customValues as number[]).length).toBeGreaterThanOrEqual(4);
    }
  }
  const svg = renderChartSvg(buildEvaluationChart(syntheticEvaluation([small]))!);
  expect(tickLabels(svg).length).toBeGreaterThanOrEqual(8);
});

test('a model without any error is drawn, in the best colour', () => {
  const perfect = syntheticModel({ model: 'perfect', mse: 0 });
  const chart = buildEvaluationChart(syntheticEvaluation([perfect, small]))!;
  const svg = renderChartSvg(chart);
  expect(svg).toContain('perfect');
  expect(svg).toContain('≤ 0.00106');
  expect(chart.alt).toContain('MSE 0');
  expect(renderChartSvg(buildEvaluationChart(syntheticEvaluation([perfect]))!)).not.toMatch(/NaN|Infinity/);
});

test('a very long name is shortened, and its label stays in the plot', () => {
  const long = { ...small, model: 'models/<b>&amp;</b> '.repeat(40) };
  const svg = renderChartSvg(buildEvaluationChart(syntheticEvaluation([long, syntheticModel({})]))!);
  expect(svg).toMatch(/>models\/&lt;b&gt;&amp;amp;&lt;\/b&gt; [^<]*…<\/text>/);
});

test('models that were not measured are counted, and errors with many zeros get an exponent', () => {
  const exact = { ...small, mse: 0.000_001_5 };
  const chart = buildEvaluationChart(syntheticEvaluation([exact, missing]))!;
  expect(chart.subtitle).toContain('1 of 2 models not measured');
  expect(renderChartSvg(chart)).toContain('MSE 2.12e-6');
});

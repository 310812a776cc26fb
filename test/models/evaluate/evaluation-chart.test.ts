import { svgToPng } from '../../../src/image/svg';
import type { JsonObject } from '../../../src/measure/report/charts/chart';
import { renderChartSvg } from '../../../src/measure/report/charts/draw';
import { evaluationChart } from '../../../src/models/evaluate/evaluation-chart';
import { madeUpEvaluation, madeUpModel, UNMEASURED } from './support/made-up';

const small = madeUpModel({
  model: 'slim_pilotnet',
  size_bytes: 120_000,
  mse: 0.0015,
  inference_time_ms: { timed: 945, mean: 0.1, p50: 0.08, p99: 0.2 },
});
const missing = madeUpModel({ ...UNMEASURED, model: 'not_here', provider_asked: 'cuda' });

test('a mark for each model that has size, time and error, and its name beside it', async () => {
  const chart = evaluationChart(madeUpEvaluation([madeUpModel({}), small, missing]))!;
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

test('providers are told apart by their marks', () => {
  const cuda = madeUpModel({ provider: 'cuda', provider_asked: 'cuda' });
  const chart = evaluationChart(madeUpEvaluation([madeUpModel({}), cuda]))!;
  const looks = (chart.option.series as JsonObject[]).map(({ name, symbol }) => [name, symbol]);
  expect(looks).toEqual([
    ['cpu', 'circle'],
    ['cuda', 'triangle'],
  ]);
});

test('one model alone, and several with the same figures, are a picture', () => {
  for (const models of [[small], [small, { ...small, model: 'twin' }]]) {
    const chart = evaluationChart(madeUpEvaluation(models))!;
    const { min, max } = chart.option.xAxis as { min: number; max: number };
    expect(min).toBeLessThan(0.08);
    expect(max).toBeGreaterThan(0.08);
    expect(renderChartSvg(chart)).not.toMatch(/NaN|Infinity/);
  }
});

test('nothing measured is no picture', () => {
  expect(evaluationChart(madeUpEvaluation([missing]))).toBeNull();
});

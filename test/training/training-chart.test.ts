import type { JsonObject } from '../../src/measure/report/charts/chart';
import { renderChartSvg } from '../../src/measure/report/charts/draw';
import { curveChart } from '../../training/strategies/curves';
import { trainingChart } from '../../training/training-chart';

const row = (loss: string, mse: string) => ({ loss, mse, mse_v: mse, mse_w: mse });
const seriesOf = (option: JsonObject) => option.series as readonly JsonObject[];

test('losses are drawn in their own unit', () => {
  const { option } = trainingChart('pilotnet', [[row('0.0021', '0.0009'), row('0.0011', '0.00062')]]);
  const [loss, mse] = seriesOf(option);
  expect(loss!.data).toEqual([
    [1, 0.0021],
    [2, 0.0011],
  ]);
  expect(mse!.data).toEqual([
    [1, 0.0009],
    [2, 0.00062],
  ]);
  expect((option.yAxis as JsonObject[])[0]!.name).toBe('squared error');
});

test('the axis of errors has at least four ticks, also for equal errors, one epoch and an error of 0', () => {
  for (const rows of [
    [row('0.0021', '0.0009'), row('0.0011', '0.00062')],
    [row('0.002', '0.002')],
    [row('0.002', '0'), row('0.001', '0')],
    [row('0', '0')],
  ]) {
    const chart = trainingChart('pilotnet', [rows]);
    const [axis] = chart.option.yAxis as JsonObject[];
    expect(((axis!.axisLabel as JsonObject).customValues as number[]).length).toBeGreaterThanOrEqual(4);
    expect(renderChartSvg(chart)).not.toMatch(/NaN|Infinity/);
  }
  const curve = curveChart('qat', [
    { step: 0, loss: null, mse: 0.0004, sparsity: 0 },
    { step: 10, loss: 0.0005, mse: 0.0003, sparsity: 0 },
  ]);
  const [axis] = curve.option.yAxis as JsonObject[];
  expect(((axis!.axisLabel as JsonObject).customValues as number[]).length).toBeGreaterThanOrEqual(4);
});

import { buildLogAxis, chooseLogTicks } from '../../../../src/measure/report/charts/log-axis';

test('a logarithmic axis has at least four round ticks, however wide or narrow its range', () => {
  for (const low of [1e-12, 0.0003, 0.37, 4.53, 871, 3.2e8]) {
    for (const factor of [1.05, 1.4, 2, 3, 7, 12, 80, 1e3, 1e6, 1e14]) {
      const ticks = chooseLogTicks(low, low * factor);
      expect(ticks.length).toBeGreaterThanOrEqual(4);
      expect(ticks.length).toBeLessThanOrEqual(12);
      expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
      expect(ticks.every((tick) => tick >= low && tick <= low * factor)).toBe(true);
    }
  }
});

test('ticks are decades where there are enough, else parts of them, else equal steps', () => {
  expect(chooseLogTicks(1e-4, 2e4)).toEqual([1e-4, 1e-2, 1, 1e2, 1e4]);
  expect(chooseLogTicks(0.8, 1500)).toEqual([1, 10, 100, 1000]);
  expect(chooseLogTicks(0.9, 40)).toEqual([1, 3, 10, 30]);
  expect(chooseLogTicks(0.35, 0.75)).toEqual([0.4, 0.5, 0.6, 0.7]);
});

test('ticks and labels of an axis are the same values', () => {
  const { axisLabel, axisTick, min, max } = buildLogAxis(0.4, 0.9);
  expect([min, max]).toEqual([0.4, 0.9]);
  expect(axisLabel).toMatchObject({ customValues: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9] });
  expect(axisTick).toEqual({ customValues: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9] });
});

import { Histogram } from '../../../src/measure/metrics/histogram';

test('percentiles of a wide spread of values are within 1% and the mean is exact', () => {
  const histogram = new Histogram();
  const values: number[] = [];
  for (let i = 1; i <= 10_000; i += 1) values.push(0.01 * 1.0012 ** i);
  for (const value of values) histogram.add(value);
  for (const percent of [1, 50, 95, 99, 99.9]) {
    const exact = values[Math.ceil((percent / 100) * values.length) - 1]!;
    expect(Math.abs(histogram.percentile(percent)! / exact - 1)).toBeLessThanOrEqual(0.01);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(histogram.mean).toBeCloseTo(mean, 6);
});

test('every percentile of a single value is that value', () => {
  const histogram = new Histogram();
  histogram.add(2.7);
  expect(histogram.percentile(0)).toBe(2.7);
  expect(histogram.percentile(50)).toBe(2.7);
  expect(histogram.percentile(100)).toBe(2.7);
});

test('percentiles of zeros and values beyond the range stay between the minimum and maximum', () => {
  const histogram = new Histogram(1e-3, 10);
  histogram.add(0);
  histogram.add(5000);
  expect(histogram.percentile(50)).toBe(0);
  expect(histogram.percentile(99)).toBeGreaterThan(5);
  expect(histogram.max).toBe(5000);
});

test('negative and non-finite values are ignored', () => {
  const histogram = new Histogram();
  for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY]) histogram.add(value);
  expect(histogram.count).toBe(0);
});

test('an empty histogram has no mean, maximum or percentiles', () => {
  const histogram = new Histogram();
  expect([histogram.mean, histogram.max, histogram.percentile(50)]).toEqual([null, null, null]);
});

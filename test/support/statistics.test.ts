import {
  ascending,
  lowerQuantile,
  mean,
  median,
  nearestRank,
  quantile,
  squaredDeviations,
} from '../../src/support/statistics';

describe('Statistics', () => {
  it.each<[string, number[], number | null]>([
    ['the middle of an odd number of values', [9, 1, 4], 4],
    ['the mean of the middle two of an even number', [9, 1, 4, 6], 5],
    ['one value', [7], 7],
    ['numbers, not their texts', [10, 9, 100], 10],
    ['nothing without values', [], null],
  ])('take as median %s', (_name, values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('leave the values as they were', () => {
    const values = [3, 1, 2];
    expect([median(values), ...ascending(values)]).toEqual([2, 1, 2, 3]);
    expect(values).toEqual([3, 1, 2]);
  });

  it('give mean and squared deviations', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(squaredDeviations([1, 2, 6], 3)).toBe(14);
    expect(mean([])).toBeNull();
  });

  it.each<[number, number, number, number]>([
    [0, 10, 10, 10],
    [0.25, 10, 17.5, 10],
    [0.5, 20, 25, 20],
    [0.51, 30, 25.3, 20],
    [0.99, 40, 39.7, 30],
    [1, 40, 40, 40],
  ])('give the quantiles of a share of %f', (share, nearest, interpolated, lower) => {
    const sorted = [10, 20, 30, 40];
    expect(nearestRank(sorted, share)).toBe(nearest);
    expect(quantile(sorted, share)).toBeCloseTo(interpolated, 9);
    expect(lowerQuantile(sorted, share)).toBe(lower);
  });

  it('give no quantiles without values', () => {
    expect([nearestRank([], 0.5), quantile([], 0.5), lowerQuantile([], 0.5)]).toEqual([null, null, null]);
  });
});

import { spreadIndices } from '../../../src/models/optimize/calibration-set';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('calibration images spread over a dataset', () => {
  it('are all images, in order, if as many are requested', () => {
    expect(spreadIndices(120, 120, 50)).toEqual(upTo(120));
    expect(spreadIndices(120, 500, 50)).toEqual(upTo(120));
    expect(spreadIndices(7, 7, 1)).toEqual(upTo(7));
  });

  it('are evenly spread', () => {
    expect(spreadIndices(10, 5, 1)).toEqual([0, 2, 4, 6, 8]);
  });

  it('form evenly spread sequences, the last one shorter', () => {
    expect(spreadIndices(100, 25, 10)).toEqual([
      ...upTo(10),
      ...upTo(10).map((i) => 33 + i),
      ...upTo(5).map((i) => 66 + i),
    ]);
  });

  it('are as many as requested, without duplicates', () => {
    for (const [count, wanted, row] of [
      [120, 119, 50],
      [120, 110, 50],
      [101, 100, 50],
      [1000, 333, 50],
      [60, 51, 50],
      [30, 29, 50],
      [997, 500, 1],
    ] as const) {
      const indices = spreadIndices(count, wanted, row);
      expect(new Set(indices).size).toBe(wanted);
      expect(indices).toEqual(indices.toSorted((a, b) => a - b));
      expect(indices.at(-1)).toBeLessThan(count);
    }
  });
});

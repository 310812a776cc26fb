import { spreadIndices, spreadOverSteering } from '../../../src/models/dataset/spread-samples';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('samples spread over a dataset', () => {
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

describe('samples spread over the steering', () => {
  /** A lap: straights, a wide bend, and a few samples of a tight one. */
  const lap = [
    ...Array.from({ length: 600 }, (_, i) => 0.05 * Math.sin(i)),
    ...Array.from({ length: 390 }, (_, i) => 0.8 * Math.sin(i / 100)),
    ...[1.2, -3, 2.1, 2.8, 3.3, 3.1, 2.4, 1.6, 0.9, 0.2],
  ];

  it('contain every sample of the tight bend', () => {
    const chosen = spreadOverSteering(lap, 100);
    const isTight = (index: number) => Math.abs(lap[index]!) > 1;
    expect(chosen.filter(isTight)).toEqual(upTo(lap.length).filter(isTight));
    expect(spreadIndices(lap.length, 100, 1).filter(isTight)).toHaveLength(1);
  });

  it('are half of them evenly spread, so that the usual is there as well', () => {
    const chosen = new Set(spreadOverSteering(lap, 100));
    for (const index of spreadIndices(lap.length, 50, 1)) expect(chosen).toContain(index);
  });

  it('are as many as requested, in order, without duplicates', () => {
    for (const wanted of [1, 2, 3, 99, 500, 998, 999, 1000, 2000]) {
      const chosen = spreadOverSteering(lap, wanted);
      expect(new Set(chosen).size).toBe(Math.min(wanted, lap.length));
      expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
      expect(chosen.at(-1)).toBeLessThan(lap.length);
    }
  });

  it('are spread over samples of equal steering, too', () => {
    const chosen = spreadOverSteering(
      Array.from({ length: 1000 }, () => 0),
      100,
    );
    const quarters = [0, 250, 500, 750].map(
      (from) => chosen.filter((index) => index >= from && index < from + 250).length,
    );
    expect(Math.min(...quarters)).toBeGreaterThan(15);
  });
});

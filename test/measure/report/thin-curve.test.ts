import { thinCurve } from '../../../src/measure/report/thin-curve';

const wave = Array.from({ length: 10_000 }, (_, i) => ({
  at: i,
  height: Math.sin(i / 50),
  breaks: i === 5001,
}));

test('a thinned curve keeps its ends, its peaks and the selected points', () => {
  const kept = thinCurve(
    wave,
    200,
    ({ height }) => height,
    ({ breaks }) => breaks,
  );
  expect(kept.length).toBeLessThanOrEqual(205);
  expect(kept[0]!.at).toBe(0);
  expect(kept.at(-1)!.at).toBe(9999);
  expect(kept.some(({ breaks }) => breaks)).toBe(true);
  const highest = Math.max(...wave.map(({ height }) => height));
  expect(Math.max(...kept.map(({ height }) => height))).toBe(highest);
  expect(kept.map(({ at }) => at)).toEqual(kept.map(({ at }) => at).toSorted((a, b) => a - b));
});

test.each([961, 1000, 1023])('of %i points at most the requested number is kept, plus the ends', (length) => {
  const kept = thinCurve(wave.slice(0, length), 400, ({ height }) => height);
  expect(kept.length).toBeGreaterThan(200);
  expect(kept.length).toBeLessThanOrEqual(402);
  expect(new Set(kept).size).toBe(kept.length);
});

test('a short curve is unchanged', () => {
  expect(thinCurve([1, 2, 3], 4, (x) => x)).toEqual([1, 2, 3]);
  expect(thinCurve([], 4, (x: number) => x)).toEqual([]);
});

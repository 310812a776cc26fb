import { WideningHistogram } from '../../../../src/models/optimize/quantize/histogram';
import { computeDivergence } from '../../../../src/models/optimize/quantize/kl-range';
import { type CalibrationMethod, createObserver } from '../../../../src/models/optimize/quantize/observers';
import type { Range } from '../../../../src/models/optimize/quantize/parameters';
import { RandomSource } from '../../../../src/support/random';

const draws = (count: number, draw: (random: RandomSource) => number): Float32Array => {
  const random = new RandomSource(7, 0);
  return Float32Array.from({ length: count }, () => draw(random));
};

function rangeOf(
  values: Float32Array,
  method: CalibrationMethod,
  percentile = 99.99,
  symmetric = false,
): Range {
  const observer = createObserver({ method, percentile, symmetric });
  for (let i = 0; i < values.length; i += 1000) expect(observer.add(values.subarray(i, i + 1000))).toBe(-1);
  return observer.range();
}

describe('a widening histogram', () => {
  const values = draws(20_000, (random) => random.normal(3) ** 3);

  it('counts each value in its bin, however it was widened', () => {
    const histogram = new WideningHistogram();
    for (let i = 0; i < values.length; i += 100) histogram.add(values.subarray(i, i + 100));
    const { first, counts } = histogram.bins;
    const brute = new Map<number, number>();
    for (const value of values) {
      const bin = Math.floor(value / histogram.width);
      brute.set(bin, (brute.get(bin) ?? 0) + 1);
    }
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(values.length);
    for (const [bin, count] of brute) expect(counts[bin - first]).toBe(count);
    expect([histogram.min, histogram.max]).toEqual([Math.min(...values), Math.max(...values)]);
  });

  it('does not depend on the order of the values', () => {
    const [one, other] = [new WideningHistogram(), new WideningHistogram()];
    for (const value of values) one.add([value]);
    for (const value of values.toReversed()) other.add([value]);
    expect(other.width).toBe(one.width);
    const told = ({ bins }: WideningHistogram) =>
      [...bins.counts].flatMap((n, k) => (n > 0 ? [[bins.first + k, n]] : []));
    expect(told(other)).toEqual(told(one));
  });

  it('counts exact zeros separately', () => {
    const histogram = new WideningHistogram();
    histogram.add([0, 0, -0, 1]);
    expect([histogram.zeros, histogram.count]).toEqual([3, 4]);
    expect(histogram.bins.counts.reduce((sum, n) => sum + n, 0)).toBe(1);
  });

  it.each([[[0, 1, Number.NaN]], [[1, 2, Number.POSITIVE_INFINITY]], [[0, 3, Number.NEGATIVE_INFINITY]]])(
    'names the value of %j that cannot be counted, and counts none of them',
    (bad) => {
      const histogram = new WideningHistogram();
      expect(histogram.add(bad)).toBe(2);
      expect(histogram.count).toBe(0);
      expect(createObserver({ method: 'minmax', percentile: 99, symmetric: false }).add(bad)).toBe(2);
    },
  );

  it('handles the smallest and the largest numbers together', () => {
    const histogram = new WideningHistogram();
    histogram.add(Float32Array.of(1e-45, 2e-45));
    histogram.add(Float32Array.of(3.4e38, -3.4e38));
    expect(histogram.bins.counts.reduce((sum, n) => sum + n, 0)).toBe(4);
  });
});

describe('min-max calibration', () => {
  it('gives the smallest and largest value added', () => {
    expect(rangeOf(Float32Array.of(3, -2, 0.5, 7), 'minmax')).toEqual({ min: -2, max: 7 });
  });
});

describe('percentile calibration', () => {
  it.each([99, 99.9, 99.99])('clips half of the values outside %d % at each end', (percentile) => {
    const values = draws(100_000, (random) => random.normal(1));
    const sorted = values.toSorted();
    const cut = ((1 - percentile / 100) * values.length) / 2;
    const { min, max } = rangeOf(values, 'percentile', percentile);
    const bin = (sorted.at(-1)! - sorted[0]!) / 4096;
    expect(Math.abs(min - sorted[Math.floor(cut)]!)).toBeLessThan(2 * bin);
    expect(Math.abs(max - sorted[values.length - 1 - Math.floor(cut)]!)).toBeLessThan(2 * bin);
  });

  it('clips only at the top if no value is negative, counting the zeros of ReLU', () => {
    const values = draws(100_000, (random) => Math.max(0, random.normal(1)));
    const { min, max } = rangeOf(values, 'percentile', 99.9);
    expect(min).toBe(0);
    expect(Math.abs(max - values.toSorted()[99_900]!)).toBeLessThan(0.005);
  });

  it('keeps the whole range at 100 %', () => {
    const values = draws(5000, (random) => random.normal(1));
    expect(rangeOf(values, 'percentile', 100)).toEqual(rangeOf(values, 'minmax'));
  });
});

describe('entropy calibration', () => {
  /** Straight from the definition, with P and Q written out. */
  function bruteDivergence(counts: number[], kept: number, levels: number): number {
    const p = counts.slice(0, kept);
    p[kept - 1]! += counts.slice(kept).reduce((sum, n) => sum + n, 0);
    const q = new Array<number>(kept).fill(0);
    for (let level = 0; level < levels; level++) {
      const bins = Array.from({ length: kept }, (_, k) => k).filter(
        (k) => k >= Math.floor((level * kept) / levels) && k < Math.floor(((level + 1) * kept) / levels),
      );
      const filled = bins.filter((k) => counts[k]! > 0);
      const sum = bins.reduce((total, k) => total + counts[k]!, 0);
      for (const k of filled) q[k] = sum / filled.length;
    }
    const [sumP, sumQ] = [p, q].map((list) => list.reduce((sum, n) => sum + n, 0)) as [number, number];
    return p.reduce(
      (sum, n, k) => (n === 0 ? sum : sum + (n / sumP) * Math.log(n / sumP / Math.max(q[k]! / sumQ, 1e-9))),
      0,
    );
  }

  it('computes the Kullback-Leibler divergence of its definition', () => {
    const random = new RandomSource(3, 0);
    const counts = Array.from({ length: 300 }, (_, k) =>
      random.chance(0.2) ? 0 : Math.floor(1e4 * Math.exp(-k / 60)),
    );
    for (const kept of [128, 131, 200, 257, 300]) {
      const found = computeDivergence(Float64Array.from(counts), kept, 128);
      expect(found).toBeCloseTo(bruteDivergence(counts, kept, 128), 10);
    }
  });

  it('keeps the whole range of a uniform distribution', () => {
    const values = draws(200_000, (random) => random.uniform(0, 4));
    expect(rangeOf(values, 'entropy').max).toBeGreaterThan(3.9);
  });

  it('clips a few outliers', () => {
    const values = draws(200_000, (random) => Math.abs(random.normal(1)));
    values[17] = 40;
    const { max } = rangeOf(values, 'entropy');
    expect(max).toBeGreaterThan(2.5);
    expect(max).toBeLessThan(12);
  });

  it.each<[string, (random: RandomSource) => number, number]>([
    ['evenly between 5 and 10', (random) => random.uniform(5, 10), 9.5],
    ['about 8', (random) => 8 + random.normal(1), 10],
    ['evenly between 0.4 and 1, as behind a Sigmoid', (random) => random.uniform(0.4, 1), 0.95],
    ['on both sides', (random) => (random.chance(0.5) ? 1 : -1) * random.uniform(5, 10), 9.5],
    ['mostly at one place', (random) => (random.chance(0.6) ? 5 : random.uniform(5, 10)), 9.5],
  ])('keeps values that stay away from zero: %s', (_, draw, least) => {
    expect(rangeOf(draws(200_000, draw), 'entropy').max).toBeGreaterThan(least);
  });

  it('is independent of the zeros of ReLU', () => {
    const values = draws(50_000, (random) => Math.abs(random.normal(1)));
    const withZeros = new Float32Array(500_000);
    withZeros.set(values);
    expect(rangeOf(withZeros, 'entropy')).toEqual({ ...rangeOf(values, 'entropy'), min: 0 });
  });

  it('gives the range [0, 0] for values that are always 0', () => {
    expect(rangeOf(new Float32Array(1000), 'entropy')).toEqual({ min: 0, max: 0 });
  });
});

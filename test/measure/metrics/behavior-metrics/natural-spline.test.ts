import { globalMinimum, simplexMinimum } from '../../../../src/measure/metrics/behavior-metrics/minimum';
import { NaturalSpline } from '../../../../src/measure/metrics/behavior-metrics/natural-spline';

const X = Float64Array.from([0, 1, 2.5, 3, 2, 0.5]);
const Y = Float64Array.from([0, 0.5, 0, 1.5, 3, 3.5]);
const spline = new NaturalSpline(X, Y);

describe('NaturalSpline', () => {
  // scipy 1.10: CubicSpline(range(6), ..., bc_type='natural'), ends extrapolated.
  it.each([
    [-1.5, 1.8364663944788582, 3.463411103746214],
    [0, 0, 2.23606797749979],
    [0.25, 0.30295688723194353, 1.9479755728599544],
    [1, 1.118033988749895, 1.5],
    [2.7, 3.1551242285669305, 2.2927210173155195],
    [4.5, 3.567272894209955, 1.3609666271214274],
    [5, 3.5355339059327378, 1.5811388300841898],
    [6.25, 4.488245636335316, 3.2702581131361423],
  ])('at %d has the same distance to two points as in scipy', (t, fromOrigin_m, fromPoint_m) => {
    expect(spline.distance(t, 0, 0)).toBeCloseTo(fromOrigin_m, 12);
    expect(spline.distance(t, 1, 2)).toBeCloseTo(fromPoint_m, 12);
  });

  it('through two points is an infinite straight line', () => {
    const straight = new NaturalSpline(Float64Array.of(1, 3), Float64Array.of(0, 0));
    expect(straight.last).toBe(1);
    expect(straight.distance(0.5, 2, 3)).toBe(3);
    expect(straight.distance(4, 9, 0)).toBe(0);
  });
});

describe('simplexMinimum', () => {
  // scipy 1.10: fmin(distance, [start]). The fifth row finds a minimum behind the start, the last one leaves
  // the spline.
  it.each([
    [1, 0.4, 0, 1.01775],
    [3, 1, 0, 2.7434375],
    [3, 1, 3, 2.7434326171875],
    [0, 4, 5, 5.38531494140625],
    [2, 2, 1.5, 1.1994140625],
    [-3, -3, 0.5, -1.25390625],
  ])('near (%d, %d) from %d finds the same minimum as fmin', (x_m, y_m, start, found) => {
    expect(simplexMinimum(spline, x_m, y_m, start)).toBeCloseTo(found, 12);
  });

  it('ends for a point that is infinitely far away', () => {
    expect(Number.isNaN(simplexMinimum(spline, Number.POSITIVE_INFINITY, 0, 1))).toBe(false);
  });
});

describe('globalMinimum', () => {
  it('finds the nearer of two minima', () => {
    const t = globalMinimum(spline, 2, 2, 0, 5);
    const local = simplexMinimum(spline, 2, 2, 1.5);
    expect(spline.distance(t, 2, 2)).toBeLessThan(spline.distance(local, 2, 2));
    for (let other = 0; other <= 5; other += 0.001)
      expect(spline.distance(t, 2, 2)).toBeLessThanOrEqual(spline.distance(other, 2, 2) + 1e-12);
  });

  it('stays within its bounds', () => {
    expect(globalMinimum(spline, 0, 0, 2, 3)).toBe(2);
    expect(globalMinimum(spline, 0.5, 3.5, 1, 4)).toBe(4);
  });

  it('returns the last of equally near parameters: the moment when a stopped car starts', () => {
    const stood = new NaturalSpline(
      Float64Array.from({ length: 30 }, (_, i) => Math.max(0, i - 20)),
      new Float64Array(30),
    );
    expect(globalMinimum(stood, 0, 1, 0, 29)).toBeGreaterThan(19);
  });
});

import { resample } from '../circuit/spline';

export type Point = readonly [x_m: number, y_m: number];

/** A closed curve as points at even distance. */
export interface EvenCurve {
  readonly x_m: Float64Array;
  readonly y_m: Float64Array;
  readonly step_m: number;
}

/** Points at even distance on the closed spline through points. */
export function evenCurve(points: readonly Point[], step_m: number): EvenCurve {
  const { x, y, length_m } = resample(points, step_m);
  return { x_m: x, y_m: y, step_m: length_m / x.length };
}

export function pointsOf({ x_m, y_m }: EvenCurve, stride = 1): Point[] {
  const points: Point[] = [];
  // No shorter span at the end than elsewhere: a spline swings where spans differ.
  for (let i = 0; i + stride / 2 < x_m.length; i += stride) points.push([x_m[i]!, y_m[i]!]);
  return points;
}

/** The curve without what is shorter than about twice `sigma_m`. Bends keep their radius, which a mean of neighbouring
 *  points would not: it lies inside of every bend. */
export function smoothCurve({ x_m, y_m, step_m }: EvenCurve, sigma_m: number): EvenCurve {
  return { x_m: smoothClosed(x_m, step_m, sigma_m), y_m: smoothClosed(y_m, step_m, sigma_m), step_m };
}

/** The value at each place of the parabola that fits its neighbourhood best, with Gaussian weights (local regression of
 *  second order, W. S. Cleveland 1979), for values at even distance on a closed curve. */
export function smoothClosed(values: Float64Array, step_m: number, sigma_m: number): Float64Array {
  const n = values.length;
  const reach = Math.min(Math.floor((n - 1) / 2), Math.ceil((3.5 * sigma_m) / step_m));
  const kernel = parabolaKernel(reach, step_m / sigma_m);
  const smooth = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += kernel[k + reach]! * values[(i + k + n) % n]!;
    smooth[i] = sum;
  }
  return smooth;
}

/** Weights of the neighbours. For even distances the fit is the same weighted sum everywhere. */
function parabolaKernel(reach: number, step: number): Float64Array {
  const weight = (k: number) => Math.exp(-0.5 * (k * step) ** 2);
  let [m0, m2, m4] = [0, 0, 0];
  for (let k = -reach; k <= reach; k++) {
    m0 += weight(k);
    m2 += weight(k) * k ** 2;
    m4 += weight(k) * k ** 4;
  }
  const scale = m0 * m4 - m2 * m2;
  return Float64Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const k = i - reach;
    return reach === 0 ? 1 : ((m4 - m2 * k * k) * weight(k)) / scale;
  });
}

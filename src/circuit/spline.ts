import { periodicSplineMoments } from './periodic-spline';

/**
 * A closed plane curve as one cubic per segment: per segment 8 coefficients, 4 of x and 4 of y, by ascending powers of
 * the distance into the segment. `o` below is the index of the first of 4.
 */
export type Cubics = Float64Array;

export function valueAt(c: Cubics, o: number, t: number): number {
  return c[o]! + t * (c[o + 1]! + t * (c[o + 2]! + t * c[o + 3]!));
}

/** First derivative. */
export function slopeAt(c: Cubics, o: number, t: number): number {
  return c[o + 1]! + t * (2 * c[o + 2]! + 3 * t * c[o + 3]!);
}

/** Second derivative. */
export function bendAt(c: Cubics, o: number, t: number): number {
  return 2 * c[o + 2]! + 6 * t * c[o + 3]!;
}

/** The periodic cubic spline through the points. @param steps parameter from each point to the next */
export function cubicsThrough(x: Float64Array, y: Float64Array, steps: Float64Array): Cubics {
  const n = x.length;
  const cubics = new Float64Array(8 * n);
  [x, y].forEach((values, axis) => {
    const moments = periodicSplineMoments(steps, values);
    for (let i = 0; i < n; i++) {
      const j = (i + 1) % n;
      const o = 8 * i + 4 * axis;
      const h = steps[i]!;
      cubics[o] = values[i]!;
      cubics[o + 1] = (values[j]! - values[i]!) / h - (h * (2 * moments[i]! + moments[j]!)) / 6;
      cubics[o + 2] = moments[i]! / 2;
      cubics[o + 3] = (moments[j]! - moments[i]!) / (6 * h);
    }
  });
  return cubics;
}

export interface EvenSamples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly length_m: number;
}

/** Samples at even arc length of the spline through the control points, by chord length.
 *  @param step_m between two samples, rounded so that they close the curve; there are at least 16 */
export function resample(points: readonly (readonly [number, number])[], step_m: number): EvenSamples {
  const n = points.length;
  const x = Float64Array.from(points, (p) => p[0]);
  const y = Float64Array.from(points, (p) => p[1]);
  const chord = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    chord[i] = Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!);
  }
  const cubics = cubicsThrough(x, y, chord);
  const lengths = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) lengths[i + 1] = lengths[i]! + arcLength(cubics, i, 0, chord[i]!);
  const length_m = lengths[n]!;
  const count = Math.max(16, Math.round(length_m / step_m));
  const even = { x: new Float64Array(count), y: new Float64Array(count), length_m };
  let segment = 0;
  for (let k = 0; k < count; k++) {
    const s = (k * length_m) / count;
    while (segment < n - 1 && lengths[segment + 1]! <= s) segment++;
    const t = parameterAt(cubics, segment, s - lengths[segment]!, chord[segment]!);
    even.x[k] = valueAt(cubics, segment * 8, t);
    even.y[k] = valueAt(cubics, segment * 8 + 4, t);
  }
  return even;
}

function parameterAt(cubics: Cubics, segment: number, distance_m: number, chord_m: number): number {
  let t = Math.min(distance_m, chord_m);
  for (let round = 0; round < 6; round++) {
    const speed = speedAt(cubics, segment * 8, t);
    t -= (arcLength(cubics, segment, 0, t) - distance_m) / speed;
  }
  return t;
}

/** Gauss-Legendre with five points on each of four parts: exact to far below a micrometre here. */
function arcLength(cubics: Cubics, segment: number, from: number, to: number): number {
  const parts = 4;
  let sum = 0;
  for (let p = 0; p < parts; p++) {
    const half = (to - from) / parts / 2;
    const middle = from + (2 * p + 1) * half;
    for (const [node, weight] of GAUSS_POINTS) {
      sum += half * weight * speedAt(cubics, segment * 8, middle + half * node);
    }
  }
  return sum;
}

const GAUSS_POINTS: readonly (readonly [node: number, weight: number])[] = [
  [-0.906179845938664, 0.23692688505618908],
  [-0.5384693101056831, 0.47862867049936647],
  [0, 0.5688888888888889],
  [0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
];

function speedAt(c: Cubics, o: number, t: number): number {
  return Math.hypot(slopeAt(c, o, t), slopeAt(c, o + 4, t));
}

import { clamp } from '../support/numbers';
import { periodicSplineMoments } from './periodic-spline';

export interface LinePoint {
  readonly x_m: number;
  readonly y_m: number;
  /** Heading of the line in forward driving direction, -pi to pi. */
  readonly heading_rad: number;
  /** Positive where the line bends to the left. */
  readonly curvature_1pm: number;
}

export interface Projection {
  /** Arc length from the start of the lap, 0 to length. */
  readonly s_m: number;
  /** Distance from the line, positive to its left (forward direction). */
  readonly lateral_m: number;
}

/** Distance between the samples that the curve is held by. The spline through them differs from the one
 *  through the control points by far less than a tenth of a millimetre. */
const SAMPLE_STEP_M = 0.1;
/** Every fifth sample serves as a candidate for the nearest point. */
const STRIDE = 5;
/** Half the window, in candidates, that a search near a known position scans. */
const NEAR_CANDIDATES = 8;

/**
 * A closed smooth curve by arc length: a periodic cubic spline through control points, resampled at even
 * arc length and held as one cubic a segment, so that a point costs one look-up.
 */
export class ClosedLine {
  readonly length_m: number;
  readonly #count: number;
  readonly #step_m: number;
  /** Coefficients of x and y by powers of the distance into the segment: 8 numbers a segment. */
  readonly #cubics: Float64Array;
  /** x and y of the candidates of a global search. */
  readonly #candidates: Float64Array;

  /** @param points control points [x, y] in metres, in driving order, at least four, not closed by a copy */
  constructor(points: readonly (readonly [number, number])[]) {
    const even = resample(points);
    this.length_m = even.length_m;
    this.#count = even.x.length;
    this.#step_m = even.length_m / this.#count;
    this.#cubics = segmentCubics(even.x, even.y, this.#step_m);
    const candidates = Math.ceil(this.#count / STRIDE);
    this.#candidates = new Float64Array(2 * candidates);
    for (let i = 0; i < candidates; i++) {
      this.#candidates[2 * i] = even.x[i * STRIDE];
      this.#candidates[2 * i + 1] = even.y[i * STRIDE];
    }
  }

  /** @param s_m any arc length, wrapped to the lap */
  wrap(s_m: number): number {
    const s = s_m % this.length_m;
    return s < 0 ? s + this.length_m : s;
  }

  pointAt(s_m: number): LinePoint {
    const s = this.wrap(s_m);
    const segment = Math.min(this.#count - 1, Math.floor(s / this.#step_m));
    const t = s - segment * this.#step_m;
    const c = this.#cubics;
    const o = segment * 8;
    const dx = c[o + 1] + t * (2 * c[o + 2] + 3 * t * c[o + 3]);
    const dy = c[o + 5] + t * (2 * c[o + 6] + 3 * t * c[o + 7]);
    const ddx = 2 * c[o + 2] + 6 * t * c[o + 3];
    const ddy = 2 * c[o + 6] + 6 * t * c[o + 7];
    return {
      x_m: c[o] + t * (c[o + 1] + t * (c[o + 2] + t * c[o + 3])),
      y_m: c[o + 4] + t * (c[o + 5] + t * (c[o + 6] + t * c[o + 7])),
      heading_rad: Math.atan2(dy, dx),
      curvature_1pm: (dx * ddy - dy * ddx) / (dx * dx + dy * dy) ** 1.5,
    };
  }

  /** Nearest point of the curve; with `near_s_m` only the local minimum around it is sought. */
  project(x_m: number, y_m: number, near_s_m?: number): Projection {
    return near_s_m === undefined ? this.#projectAnywhere(x_m, y_m) : this.#projectNear(x_m, y_m, near_s_m);
  }

  #projectNear(x_m: number, y_m: number, near_s_m: number): Projection {
    const total = this.#candidates.length / 2;
    const middle = Math.round(this.wrap(near_s_m) / (STRIDE * this.#step_m));
    let best = middle;
    let least = Number.POSITIVE_INFINITY;
    let first = middle - NEAR_CANDIDATES;
    let last = middle + NEAR_CANDIDATES;
    for (let i = first; i <= last; i++) {
      const d = this.#candidateDistance2(i, x_m, y_m);
      if (d < least) {
        least = d;
        best = i;
      }
    }
    // The minimum may lie outside the window: walk on while it still gets nearer.
    while ((best === first || best === last) && last - first < total) {
      const next = best === first ? --first : ++last;
      const d = this.#candidateDistance2(next, x_m, y_m);
      if (d >= least) break;
      least = d;
      best = next;
    }
    return this.#refine(best * STRIDE * this.#step_m, x_m, y_m);
  }

  #projectAnywhere(x_m: number, y_m: number): Projection {
    const total = this.#candidates.length / 2;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < total; i++) {
      const d = this.#candidateDistance2(i, x_m, y_m);
      if (d < least) least = d;
    }
    // A candidate is at most half a stride from the true nearest point, so each branch of the curve that
    // comes within that much of the best candidate may hold it.
    const reach = (Math.sqrt(least) + 0.6 * STRIDE * this.#step_m) ** 2;
    let best: Projection | undefined;
    for (let i = 0; i < total; i++) {
      const d = this.#candidateDistance2(i, x_m, y_m);
      if (d > reach) continue;
      if (d > this.#candidateDistance2(i - 1, x_m, y_m)) continue;
      if (d > this.#candidateDistance2(i + 1, x_m, y_m)) continue;
      const found = this.#refine(i * STRIDE * this.#step_m, x_m, y_m);
      if (best === undefined || Math.abs(found.lateral_m) < Math.abs(best.lateral_m)) best = found;
    }
    return best ?? { s_m: 0, lateral_m: Number.NaN };
  }

  #candidateDistance2(index: number, x_m: number, y_m: number): number {
    const total = this.#candidates.length / 2;
    const i = index < 0 ? index + total : index >= total ? index - total : index;
    const dx = this.#candidates[2 * i] - x_m;
    const dy = this.#candidates[2 * i + 1] - y_m;
    return dx * dx + dy * dy;
  }

  /** Newton's method on the derivative of the squared distance, at most half a metre a step. */
  #refine(guess_m: number, x_m: number, y_m: number): Projection {
    const c = this.#cubics;
    let s = this.wrap(guess_m);
    let lateral = 0;
    for (let round = 0; round < 12; round++) {
      const segment = Math.min(this.#count - 1, Math.floor(s / this.#step_m));
      const t = s - segment * this.#step_m;
      const o = segment * 8;
      const ex = c[o] + t * (c[o + 1] + t * (c[o + 2] + t * c[o + 3])) - x_m;
      const ey = c[o + 4] + t * (c[o + 5] + t * (c[o + 6] + t * c[o + 7])) - y_m;
      const dx = c[o + 1] + t * (2 * c[o + 2] + 3 * t * c[o + 3]);
      const dy = c[o + 5] + t * (2 * c[o + 6] + 3 * t * c[o + 7]);
      const slope = ex * dx + ey * dy;
      const bend =
        dx * dx + dy * dy + ex * (2 * c[o + 2] + 6 * t * c[o + 3]) + ey * (2 * c[o + 6] + 6 * t * c[o + 7]);
      lateral = (dy * ex - dx * ey) / Math.hypot(dx, dy);
      // Beyond the centre of curvature the second derivative turns negative: go downhill instead.
      const move = bend > 0.05 ? -slope / bend : -slope;
      s = this.wrap(s + clamp(move, -0.5, 0.5));
      if (Math.abs(move) < 1e-9) break;
    }
    return { s_m: s, lateral_m: lateral };
  }
}

interface EvenSamples {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly length_m: number;
}

/** Samples at even arc length of the spline through the control points, by chord length. */
function resample(points: readonly (readonly [number, number])[]): EvenSamples {
  const n = points.length;
  const x = Float64Array.from(points, (p) => p[0]);
  const y = Float64Array.from(points, (p) => p[1]);
  const chord = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    chord[i] = Math.hypot(x[j] - x[i], y[j] - y[i]);
  }
  const cubics = chordCubics(x, y, chord);
  const lengths = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) lengths[i + 1] = lengths[i] + arcLength(cubics, i, 0, chord[i]);
  const length_m = lengths[n];
  const count = Math.max(16, Math.round(length_m / SAMPLE_STEP_M));
  const even = { x: new Float64Array(count), y: new Float64Array(count), length_m };
  let segment = 0;
  for (let k = 0; k < count; k++) {
    const s = (k * length_m) / count;
    while (segment < n - 1 && lengths[segment + 1] <= s) segment++;
    const t = parameterAt(cubics, segment, s - lengths[segment], chord[segment]);
    even.x[k] = cubic(cubics, segment * 8, t);
    even.y[k] = cubic(cubics, segment * 8 + 4, t);
  }
  return even;
}

function parameterAt(cubics: Float64Array, segment: number, distance_m: number, chord_m: number): number {
  let t = Math.min(distance_m, chord_m);
  for (let round = 0; round < 6; round++) {
    const speed = speedAt(cubics, segment * 8, t);
    t -= (arcLength(cubics, segment, 0, t) - distance_m) / speed;
  }
  return t;
}

/** Gauss-Legendre with five points on each of four parts: exact to far below a micrometre here. */
function arcLength(cubics: Float64Array, segment: number, from: number, to: number): number {
  const parts = 4;
  let sum = 0;
  for (let p = 0; p < parts; p++) {
    const half = (to - from) / parts / 2;
    const middle = from + (2 * p + 1) * half;
    for (let g = 0; g < 5; g++)
      sum += half * GAUSS_WEIGHTS[g] * speedAt(cubics, segment * 8, middle + half * GAUSS_NODES[g]);
  }
  return sum;
}

const GAUSS_NODES = [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664];
const GAUSS_WEIGHTS = [
  0.23692688505618908, 0.47862867049936647, 0.5688888888888889, 0.47862867049936647, 0.23692688505618908,
];

function cubic(c: Float64Array, o: number, t: number): number {
  return c[o] + t * (c[o + 1] + t * (c[o + 2] + t * c[o + 3]));
}

function speedAt(c: Float64Array, o: number, t: number): number {
  return Math.hypot(
    c[o + 1] + t * (2 * c[o + 2] + 3 * t * c[o + 3]),
    c[o + 5] + t * (2 * c[o + 6] + 3 * t * c[o + 7]),
  );
}

function segmentCubics(x: Float64Array, y: Float64Array, step_m: number): Float64Array {
  return chordCubics(x, y, new Float64Array(x.length).fill(step_m));
}

function chordCubics(x: Float64Array, y: Float64Array, steps: Float64Array): Float64Array {
  const n = x.length;
  const cubics = new Float64Array(8 * n);
  [x, y].forEach((values, axis) => {
    const moments = periodicSplineMoments(steps, values);
    for (let i = 0; i < n; i++) {
      const j = (i + 1) % n;
      const o = 8 * i + 4 * axis;
      const h = steps[i];
      cubics[o] = values[i];
      cubics[o + 1] = (values[j] - values[i]) / h - (h * (2 * moments[i] + moments[j])) / 6;
      cubics[o + 2] = moments[i] / 2;
      cubics[o + 3] = (moments[j] - moments[i]) / (6 * h);
    }
  });
  return cubics;
}

import { clamp } from '../support/numbers';
import { bendAt, cubicsThrough, resample, slopeAt, valueAt } from './spline';

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

/** Distance between the samples of the curve. The spline through them differs from the one through the control
 *  points by far less than 0.1 mm. */
const SAMPLE_STEP_M = 0.1;
/** Every fifth sample is a candidate for the nearest point. */
const STRIDE = 5;
/** Half the window, in candidates, of a search near a known position. */
const NEAR_CANDIDATES = 8;

/**
 * A closed smooth curve, parameterised by arc length: a periodic cubic spline through control points, resampled at
 * even arc length and stored as one cubic per segment, so that a point costs one look-up.
 */
export class ClosedLine {
  readonly length_m: number;
  readonly #count: number;
  readonly #step_m: number;
  /** One per segment, by arc length. */
  readonly #cubics: Float64Array;
  /** x and y of the candidates of a search. */
  readonly #candidates: Float64Array;

  /** @param points control points [x, y] in metres, in driving order, at least four, not closed by a copy */
  constructor(points: readonly (readonly [number, number])[]) {
    const even = resample(points, SAMPLE_STEP_M);
    this.length_m = even.length_m;
    this.#count = even.x.length;
    this.#step_m = even.length_m / this.#count;
    this.#cubics = cubicsThrough(even.x, even.y, new Float64Array(this.#count).fill(this.#step_m));
    const candidates = Math.ceil(this.#count / STRIDE);
    this.#candidates = new Float64Array(2 * candidates);
    for (let i = 0; i < candidates; i++) {
      this.#candidates[2 * i] = even.x[i * STRIDE]!;
      this.#candidates[2 * i + 1] = even.y[i * STRIDE]!;
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
    const [dx, dy] = [slopeAt(c, o, t), slopeAt(c, o + 4, t)];
    const [ddx, ddy] = [bendAt(c, o, t), bendAt(c, o + 4, t)];
    return {
      x_m: valueAt(c, o, t),
      y_m: valueAt(c, o + 4, t),
      heading_rad: Math.atan2(dy, dx),
      curvature_1pm: (dx * ddy - dy * ddx) / (dx * dx + dy * dy) ** 1.5,
    };
  }

  /** Nearest point of the curve; with `near_s_m`, the local minimum around it. */
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
    // The minimum may lie outside the window: continue while the distance decreases.
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
    // The nearest candidate is at most half a stride from the nearest point, so every branch of the curve that is
    // closer than the best candidate plus that may contain it.
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
    const dx = this.#candidates[2 * i]! - x_m;
    const dy = this.#candidates[2 * i + 1]! - y_m;
    return dx * dx + dy * dy;
  }

  /** Newton's method on the derivative of the squared distance, with steps of at most 0.5 m. */
  #refine(guess_m: number, x_m: number, y_m: number): Projection {
    const c = this.#cubics;
    let s = this.wrap(guess_m);
    let lateral = 0;
    for (let round = 0; round < 12; round++) {
      const segment = Math.min(this.#count - 1, Math.floor(s / this.#step_m));
      const t = s - segment * this.#step_m;
      const o = segment * 8;
      const ex = valueAt(c, o, t) - x_m;
      const ey = valueAt(c, o + 4, t) - y_m;
      const dx = slopeAt(c, o, t);
      const dy = slopeAt(c, o + 4, t);
      const slope = ex * dx + ey * dy;
      const bend = dx * dx + dy * dy + ex * bendAt(c, o, t) + ey * bendAt(c, o + 4, t);
      lateral = (dy * ex - dx * ey) / Math.hypot(dx, dy);
      // Beyond the centre of curvature the second derivative is negative: use gradient descent.
      const move = bend > 0.05 ? -slope / bend : -slope;
      s = this.wrap(s + clamp(move, -0.5, 0.5));
      if (Math.abs(move) < 1e-9) break;
    }
    return { s_m: s, lateral_m: lateral };
  }
}

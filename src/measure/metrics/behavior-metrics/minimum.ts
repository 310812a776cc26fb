import type { NaturalSpline } from './natural-spline';

/** Default tolerance and iteration limit of scipy.optimize.fmin. */
const TOLERANCE = 1e-4;
const MAX_ROUNDS = 200;
/** Size of its initial simplex: this share of the start value, or a small step from zero. */
const FIRST_SHARE = 0.05;
const FIRST_STEP_AT_ZERO = 0.00025;

/** Samples per spline piece in the search for the global minimum. */
const SAMPLES = 8;
const ROUNDS = 60;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Finds the spline parameter nearest to a point with the simplex method of Nelder and Mead (1965) in one
 * dimension with the usual coefficients (reflection 1, expansion 2, contraction and shrinkage 1/2), as scipy's
 * `fmin` does. It finds a local minimum, not always the closest one: the first step is a twentieth of the
 * start value.
 */
export function simplexMinimum(spline: NaturalSpline, x_m: number, y_m: number, start: number): number {
  let best = start;
  let other = start === 0 ? FIRST_STEP_AT_ZERO : (1 + FIRST_SHARE) * start;
  let least = spline.distance(best, x_m, y_m);
  let more = spline.distance(other, x_m, y_m);
  for (let round = 1; round < MAX_ROUNDS; round++) {
    if (more < least) {
      [best, other] = [other, best];
      [least, more] = [more, least];
    }
    if (Math.abs(other - best) <= TOLERANCE && Math.abs(more - least) <= TOLERANCE) break;
    const reflected = 2 * best - other;
    const there = spline.distance(reflected, x_m, y_m);
    if (there < least) {
      const expanded = 3 * best - 2 * other;
      const further = spline.distance(expanded, x_m, y_m);
      other = further < there ? expanded : reflected;
      more = further < there ? further : there;
      continue;
    }
    const outside = there < more;
    const contracted = outside ? 1.5 * best - 0.5 * other : 0.5 * best + 0.5 * other;
    const value = spline.distance(contracted, x_m, y_m);
    if (outside ? value <= there : value < more) {
      other = contracted;
      more = value;
    } else {
      other = best + 0.5 * (other - best);
      more = spline.distance(other, x_m, y_m);
    }
  }
  return more < least ? other : best;
}

/**
 * Finds the spline parameter nearest to a point within bounds. BehaviorMetrics uses simulated annealing without
 * a seed; sampling and golden-section search find the minimum that it aims at. Of equally near parameters (a
 * stationary car), the last is returned.
 */
export function globalMinimum(
  spline: NaturalSpline,
  x_m: number,
  y_m: number,
  from: number,
  to: number,
): number {
  const count = Math.ceil((to - from) * SAMPLES);
  const step = (to - from) / count;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= count; i++) {
    const distance = spline.distance(from + i * step, x_m, y_m);
    if (distance < nearest) nearest = distance;
  }
  // Between two samples the spline comes nearer by at most about half their distance.
  const reach = 1.2 * nearest + 0.5;
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  let here = spline.distance(from, x_m, y_m);
  for (let i = 0; i <= count; i++) {
    const after = i < count ? spline.distance(from + (i + 1) * step, x_m, y_m) : Number.POSITIVE_INFINITY;
    if (here <= reach && here <= before && here <= after) {
      const low = from + Math.max(0, i - 1) * step;
      const high = from + Math.min(count, i + 1) * step;
      const t = goldenSection(spline, x_m, y_m, low, high);
      const distance = spline.distance(t, x_m, y_m);
      if (distance <= least) {
        best = t;
        least = distance;
      }
    }
    before = here;
    here = after;
  }
  return best;
}

function goldenSection(spline: NaturalSpline, x_m: number, y_m: number, from: number, to: number): number {
  let low = from;
  let high = to;
  let a = high - GOLDEN * (high - low);
  let b = low + GOLDEN * (high - low);
  let atA = spline.distance(a, x_m, y_m);
  let atB = spline.distance(b, x_m, y_m);
  for (let round = 0; round < ROUNDS && high - low > 1e-10 * (1 + Math.abs(low)); round++) {
    if (atA < atB) {
      high = b;
      b = a;
      atB = atA;
      a = high - GOLDEN * (high - low);
      atA = spline.distance(a, x_m, y_m);
    } else {
      low = a;
      a = b;
      atA = atB;
      b = low + GOLDEN * (high - low);
      atB = spline.distance(b, x_m, y_m);
    }
  }
  // A bound may be nearer than anything between the bounds.
  const middle = atA < atB ? a : b;
  const value = Math.min(atA, atB);
  if (spline.distance(from, x_m, y_m) < value) return from;
  return spline.distance(to, x_m, y_m) < value ? to : middle;
}

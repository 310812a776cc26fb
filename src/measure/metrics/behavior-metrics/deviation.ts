import { globalMinimum, simplexMinimum } from './minimum';
import { NaturalSpline } from './natural-spline';
import type { LapPoints } from './perfect-lap';

/** The local search is not trusted beyond this distance, nor for the first points. */
const TRUSTED_M = 1;
const FIRST_POINTS = 3;
/** Poses ahead that the global search covers instead. */
const POSES_AHEAD = 100;
/** Spline parameters nearer than this are the same place; the walk ends after so many in a row. */
const SAME_PLACE = 0.01;
const SAME_PLACES = 3;
/** Lap points further than this from the first pose cannot be the start of the walk. */
const NEAR_START_M = 100;
const BASE = 1000;
/** Points of 900 laps. */
const MAX_SAMPLES = 3_000_000;

/** Why the walk along the lap ended: it reached the last pose, it got stuck in one place, or it exceeded the
 *  limit. */
export type WalkEnd = 'last_pose' | 'same_place' | 'endless';

export interface Deviation {
  /** Sum of 1000^distance over the samples, distance in metres; may overflow to Infinity. */
  readonly total: number;
  readonly samples: number;
  readonly end: WalkEnd;
}

/**
 * BehaviorMetrics' position deviation. Walks along the points of the perfect lap, starting at the one nearest
 * to the first pose and wrapping around, and takes the distance of each to a natural spline through the driven
 * positions, searched near the place of the previous point.
 *
 * @param driven positions of at least two poses
 * @param sign 1 walks the lap in the order of its points, -1 against it
 */
export function computeDeviation(lap: LapPoints, driven: LapPoints, sign: 1 | -1): Deviation {
  const spline = new NaturalSpline(driven.x_m, driven.y_m);
  const count = lap.x_m.length;
  const most = maxSamples(lap, driven);
  let index = findStart(lap, driven.x_m[0]!, driven.y_m[0]!);
  let previous = 0;
  let samePlaces = 0;
  let total = 0;
  for (let samples = 0; samples < most; samples++) {
    const x_m = lap.x_m[index]!;
    const y_m = lap.y_m[index]!;
    let t = simplexMinimum(spline, x_m, y_m, previous);
    let distance = spline.distance(t, x_m, y_m);
    if (distance > TRUSTED_M || samples % count < FIRST_POINTS) {
      t = globalMinimum(spline, x_m, y_m, previous, previous + POSES_AHEAD);
      distance = spline.distance(t, x_m, y_m);
    }
    if (t > spline.last - 1) return { total, samples, end: 'last_pose' };
    samePlaces = Math.abs(t - previous) < SAME_PLACE ? samePlaces + 1 : 0;
    if (samePlaces > SAME_PLACES) return { total, samples, end: 'same_place' };
    previous = t;
    total += BASE ** distance;
    index = (index + sign + count) % count;
  }
  return { total, samples: most, end: 'endless' };
}

/** More lap points than a car can have passed, so that the walk always ends. */
function maxSamples(lap: LapPoints, driven: LapPoints): number {
  const laps = lengthOf(driven) / (lengthOf(lap) || 1);
  return Math.min(MAX_SAMPLES, Math.ceil((1 + 4 * laps) * lap.x_m.length + 100 * driven.x_m.length));
}

function lengthOf({ x_m, y_m }: LapPoints): number {
  let length_m = 0;
  for (let i = 1; i < x_m.length; i++) length_m += Math.hypot(x_m[i]! - x_m[i - 1]!, y_m[i]! - y_m[i - 1]!);
  return length_m;
}

/** Index of the first of the points nearest to a position; the last index if none is near. */
function findStart(lap: LapPoints, x_m: number, y_m: number): number {
  let nearest_m = NEAR_START_M;
  let start = lap.x_m.length - 1;
  for (let i = 0; i < lap.x_m.length; i++) {
    const distance_m = Math.sqrt((lap.x_m[i]! - x_m) ** 2 + (lap.y_m[i]! - y_m) ** 2);
    if (distance_m < nearest_m) {
      nearest_m = distance_m;
      start = i;
    }
  }
  return start;
}

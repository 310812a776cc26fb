import { globalMinimum, simplexMinimum } from './minimum';
import { NaturalSpline } from './natural-spline';
import type { LapPoints } from './perfect-lap';

/** Beyond this distance, and for the first points, the local search is not trusted. */
const TRUSTED_M = 1;
const FIRST_POINTS = 3;
/** Poses ahead within which the nearest point is then sought. */
const POSES_AHEAD = 100;
/** Parameters nearer to each other than this are the same place; after so many of them the walk ends. */
const SAME_PLACE = 0.01;
const SAME_PLACES = 3;
/** A lap's points that are further than this from the first pose do not say where the walk begins. */
const NEAR_START_M = 100;
const BASE = 1000;
/** Points of 900 laps. */
const MOST_SAMPLES = 3_000_000;

/** Why the walk along the lap ended: at the last pose; at a place it could not leave; never. */
export type WalkEnd = 'last_pose' | 'same_place' | 'endless';

export interface Deviation {
  /** Sum of 1000 to the power of the distance in metres; Infinity beyond the range of a double. */
  readonly total: number;
  readonly samples: number;
  readonly end: WalkEnd;
}

/**
 * BehaviorMetrics' position deviation: for one point of the perfect lap after the other, from the one
 * nearest to the first pose on and round and round, the distance to a natural spline through the driven
 * positions, near where the point before was found.
 *
 * @param driven at least two poses
 * @param sign -1 walks the lap against the order of its points
 */
export function deviationAlong(lap: LapPoints, driven: LapPoints, sign: 1 | -1): Deviation {
  const spline = new NaturalSpline(driven.x_m, driven.y_m);
  const count = lap.x_m.length;
  const most = mostSamples(lap, driven);
  let index = startOf(lap, driven.x_m[0], driven.y_m[0]);
  let previous = 0;
  let samePlaces = 0;
  let total = 0;
  for (let samples = 0; samples < most; samples++) {
    const x_m = lap.x_m[index];
    const y_m = lap.y_m[index];
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

/** Far more points of the lap than a car can have driven past, so that the walk ends in any case. */
function mostSamples(lap: LapPoints, driven: LapPoints): number {
  const laps = lengthOf(driven) / (lengthOf(lap) || 1);
  return Math.min(MOST_SAMPLES, Math.ceil((1 + 4 * laps) * lap.x_m.length + 100 * driven.x_m.length));
}

function lengthOf({ x_m, y_m }: LapPoints): number {
  let length_m = 0;
  for (let i = 1; i < x_m.length; i++) length_m += Math.hypot(x_m[i] - x_m[i - 1], y_m[i] - y_m[i - 1]);
  return length_m;
}

/** The first of the points nearest to a position; the last point of all where none is near. */
function startOf(lap: LapPoints, x_m: number, y_m: number): number {
  let nearest_m = NEAR_START_M;
  let start = lap.x_m.length - 1;
  for (let i = 0; i < lap.x_m.length; i++) {
    const distance_m = Math.sqrt((lap.x_m[i] - x_m) ** 2 + (lap.y_m[i] - y_m) ** 2);
    if (distance_m < nearest_m) {
      nearest_m = distance_m;
      start = i;
    }
  }
  return start;
}

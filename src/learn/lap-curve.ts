import { ascending, quantile } from '../support/statistics';
import { alongArc, distanceBetween, type PathPoint } from './driven-path';
import type { DrivenLap } from './find-laps';
import { hasYaw } from './lap-faults';
import { type EvenCurve, evenCurve, type Point, pointsOf, smoothCurve } from './smooth-curve';

export const CURVE_STEP_M = 0.1;

/** Smoothing of odometry: enough for its commanded steps of 20 Hz, and far less than any bend. */
const FINE_SIGMA_M = 0.3;
/** Smoothing of positions on a map's grid, in steps of up to a third of a metre. */
const GRID_SIGMA_M = 1.6;
/** Positions that are usually this far off a smooth curve lie on a grid. */
const GRID_M = 0.02;
/** A lap begins where the car starts, which need not be where it then drives: over this distance the begin is led over to
 *  where the lap ends. */
const LEAD_IN_M = 6;
/** Longer steps get points between them. */
const FILLED_STEP_M = 1;
/** Closer points add nothing to a spline but its swinging. */
const KNOT_DISTANCE_M = 0.15;

/** The driven lap as a smooth closed curve. */
export function lapCurve(lap: DrivenLap): EvenCurve {
  const knots = fillGaps(closeLap(lap), hasYaw(lap.points));
  const raw = evenCurve(knots, CURVE_STEP_M);
  const fine = smoothCurve(raw, FINE_SIGMA_M);
  if (usualDistance_m(raw, smoothCurve(raw, GRID_SIGMA_M / 2)) < GRID_M) return fine;
  // The length of a staircase is not that of the road: smooth again by the length of the first result.
  const once = smoothCurve(raw, GRID_SIGMA_M / 2);
  return smoothCurve(evenCurve(pointsOf(once, 3), CURVE_STEP_M), GRID_SIGMA_M);
}

/** Three quarters of the points move less. */
function usualDistance_m(a: EvenCurve, b: EvenCurve): number {
  const moved_m = a.x_m.map((x, i) => Math.hypot(x - b.x_m[i]!, a.y_m[i]! - b.y_m[i]!));
  return quantile(ascending(moved_m), 0.75) ?? 0;
}

/** The poses, with the begin of the lap moved so that its end meets it. */
function closeLap({ points, closing }: DrivenLap): PathPoint[] {
  const first = points[0]!;
  const dx = closing === null ? 0 : closing.x_m - first.x_m;
  const dy = closing === null ? 0 : closing.y_m - first.y_m;
  const moved: PathPoint[] = [];
  for (const point of points) {
    const share = Math.min(1, (point.along_m - first.along_m) / LEAD_IN_M);
    const left = 1 - share * share * (3 - 2 * share);
    const last = moved.at(-1);
    const here = { ...point, x_m: point.x_m + left * dx, y_m: point.y_m + left * dy };
    if (last === undefined || distanceBetween(last, here) >= KNOT_DISTANCE_M) moved.push(here);
  }
  while (moved.length > 4 && distanceBetween(moved.at(-1)!, moved[0]!) < KNOT_DISTANCE_M) moved.pop();
  return moved;
}

/** Points between poses that are far apart, on the cubic curve that leaves each pose in the direction of its yaw. */
function fillGaps(poses: readonly PathPoint[], yawIsKnown: boolean): Point[] {
  const points: Point[] = [];
  for (const [i, from] of poses.entries()) {
    points.push([from.x_m, from.y_m]);
    const to = poses[i + 1] ?? poses[0]!;
    const step_m = distanceBetween(from, to);
    if (!yawIsKnown || step_m <= FILLED_STEP_M) continue;
    const parts = Math.ceil(step_m / FILLED_STEP_M);
    for (let k = 1; k < parts; k++) points.push(alongArc(from, from.yaw_rad, to, to.yaw_rad, k / parts));
  }
  return points;
}

import type { Line } from '../measure/metrics/line';
import { wrapAngle } from '../support/numbers';

const STEP_M = 0.5;

/** Where a car that drives along a line is on it: where the line crosses itself, the branch in the car's direction.
 *  @returns arc length, m */
export function placeOnLine(
  line: Line,
  { x_m, y_m, heading_rad }: { readonly x_m: number; readonly y_m: number; readonly heading_rad: number },
): number {
  let best_m = 0;
  let least_m = Number.POSITIVE_INFINITY;
  for (let s_m = 0; s_m < line.length_m; s_m += STEP_M) {
    const point = line.pointAt(s_m);
    if (Math.abs(wrapAngle(point.heading_rad - heading_rad)) > Math.PI / 4) continue;
    const distance_m = Math.hypot(point.x_m - x_m, point.y_m - y_m);
    if (distance_m >= least_m) continue;
    least_m = distance_m;
    best_m = s_m;
  }
  const anywhere = Number.isFinite(least_m) ? best_m : undefined;
  return line.project(x_m, y_m, anywhere).s_m;
}

import { CAR_OUTLINE } from '../../config/f1-car';
import type { Pose } from '../../types';
import type { Line } from './line';

/** How far the outline of the car reaches to either side of the line, m, in the line's forward direction;
 *  negative where all of it is on the other side. */
export interface BoxReach {
  readonly left_m: number;
  readonly right_m: number;
}

/** Projects the outline of the car at a pose onto the line. @param near_s_m arc length near the car */
export function boxReach(line: Line, pose: Pose, near_s_m: number): BoxReach {
  const cos = Math.cos(pose.yaw_rad);
  const sin = Math.sin(pose.yaw_rad);
  let left_m = Number.NEGATIVE_INFINITY;
  let right_m = Number.NEGATIVE_INFINITY;
  for (const [ahead, left] of CAR_OUTLINE) {
    const x_m = pose.x_m + ahead * cos - left * sin;
    const y_m = pose.y_m + ahead * sin + left * cos;
    const { lateral_m } = line.project(x_m, y_m, near_s_m);
    left_m = Math.max(left_m, lateral_m);
    right_m = Math.max(right_m, -lateral_m);
  }
  return { left_m, right_m };
}

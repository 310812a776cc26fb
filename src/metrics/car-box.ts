import type { Pose } from '../types';
import type { Line } from './line';

/** The car's box on the ground, middle on the body's origin: 0.99 x 0.36 m (JdeRobot's F1 model). */
const HALF_LENGTH_M = 0.495;
const HALF_WIDTH_M = 0.18;
/** Farthest that a part of the box lies from its middle. */
export const BOX_REACH_M = Math.hypot(HALF_LENGTH_M, HALF_WIDTH_M);
/** Corners, and the middles of the sides for walls that bulge. */
const OUTLINE: readonly (readonly [ahead_m: number, left_m: number])[] = [
  [HALF_LENGTH_M, HALF_WIDTH_M],
  [HALF_LENGTH_M, -HALF_WIDTH_M],
  [-HALF_LENGTH_M, HALF_WIDTH_M],
  [-HALF_LENGTH_M, -HALF_WIDTH_M],
  [HALF_LENGTH_M, 0],
  [-HALF_LENGTH_M, 0],
  [0, HALF_WIDTH_M],
  [0, -HALF_WIDTH_M],
];

/** How far the box reaches to either side of the line, m, seen in the line's forward direction; negative
 *  where all of it lies on the other side. */
export interface BoxReach {
  readonly left_m: number;
  readonly right_m: number;
}

export function boxReach(line: Line, pose: Pose, near_s_m: number): BoxReach {
  const cos = Math.cos(pose.yaw_rad);
  const sin = Math.sin(pose.yaw_rad);
  let left_m = Number.NEGATIVE_INFINITY;
  let right_m = Number.NEGATIVE_INFINITY;
  for (const [ahead, left] of OUTLINE) {
    const x_m = pose.x_m + ahead * cos - left * sin;
    const y_m = pose.y_m + ahead * sin + left * cos;
    const { lateral_m } = line.project(x_m, y_m, near_s_m);
    left_m = Math.max(left_m, lateral_m);
    right_m = Math.max(right_m, -lateral_m);
  }
  return { left_m, right_m };
}

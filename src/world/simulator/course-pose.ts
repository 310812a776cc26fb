import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { clamp } from '../../support/numbers';

/** A place of the car in the world, described by the line that it drives along. */
export interface CoursePose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly s_m: number;
  /** Offset and heading as the driver sees them: left of the line and turned left are positive. */
  readonly lateral_m: number;
  readonly headingError_rad: number;
}

/** Half of the car's width and some air, so that nothing is seen from inside a wall. */
const WALL_MARGIN_M = 0.3;
/** Where a wall would be on a side that has none. */
const WITHOUT_WALL_M = 2;

/** The place that an offset and a heading make; the offset ends at the walls. */
export function poseAt(
  circuit: Circuit,
  direction: Direction,
  s_m: number,
  lateral_m: number,
  headingError_rad: number,
): CoursePose {
  const point = circuit.pointAt(s_m);
  const { leftWall, rightWall } = circuit.look;
  const [left, right] = direction === 'forward' ? [leftWall, rightWall] : [rightWall, leftWall];
  const leftmost_m = (left?.distance_m ?? WITHOUT_WALL_M) - WALL_MARGIN_M;
  const rightmost_m = WALL_MARGIN_M - (right?.distance_m ?? WITHOUT_WALL_M);
  const offset_m = clamp(lateral_m, rightmost_m, leftmost_m);
  const heading_rad = point.heading_rad + (direction === 'forward' ? 0 : Math.PI);
  return {
    x_m: point.x_m - offset_m * Math.sin(heading_rad),
    y_m: point.y_m + offset_m * Math.cos(heading_rad),
    yaw_rad: heading_rad + headingError_rad,
    s_m,
    lateral_m: offset_m,
    headingError_rad,
  };
}

/** A pose that a car was in. @param near_s_m where it was lately, which makes the search local */
export function poseOf(
  circuit: Circuit,
  direction: Direction,
  car: { readonly x_m: number; readonly y_m: number; readonly yaw_rad: number },
  near_s_m?: number,
): CoursePose {
  const { s_m, lateral_m } = circuit.project(car.x_m, car.y_m, near_s_m);
  const heading_rad = circuit.pointAt(s_m).heading_rad + (direction === 'forward' ? 0 : Math.PI);
  const error_rad = car.yaw_rad - heading_rad;
  return {
    x_m: car.x_m,
    y_m: car.y_m,
    yaw_rad: car.yaw_rad,
    s_m,
    lateral_m: direction === 'forward' ? lateral_m : -lateral_m,
    headingError_rad: Math.atan2(Math.sin(error_rad), Math.cos(error_rad)),
  };
}

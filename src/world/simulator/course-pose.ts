import type { Circuit } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { clamp } from '../../support/numbers';

/** A pose of the car, also relative to the line. */
export interface CoursePose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly s_m: number;
  /** Lateral deviation and heading error in driving direction, positive to the left. */
  readonly lateral_m: number;
  readonly headingError_rad: number;
}

/** Half of the car's width and a margin, so that the camera is never inside a wall. */
const WALL_MARGIN_M = 0.3;
/** Distance to the wall on a side without one. */
const WITHOUT_WALL_M = 2;

/** The pose with this lateral deviation, limited by the walls, and this heading error. */
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

/** A pose, relative to the line. @param near_s_m a recent position, which makes the search local */
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

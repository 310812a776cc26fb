import type { Circuit } from '../src/circuit/circuit';
import type { Direction } from '../src/circuit/direction';
import type { RandomSource } from '../src/random';

/** Where a training frame is taken from. */
export interface TrainingPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly s_m: number;
  /** Offset and heading as the driver sees them: left of the line and turned left are positive. */
  readonly lateral_m: number;
  readonly headingError_rad: number;
}

/** Half of the car's width and some air, so that no frame is taken from inside a wall. */
const WALL_MARGIN_M = 0.3;

/** Shares of the poses: near the line as a good drive sees it, and ever further off to teach the way back. */
const SPREADS: readonly [
  share: number,
  (random: RandomSource) => [lateral_m: number, heading_rad: number],
][] = [
  [0.45, (r) => [r.normal(0.1), r.normal(0.06)]],
  [0.3, (r) => [r.normal(0.25), r.normal(0.15)]],
  [0.2, (r) => [r.uniform(-1, 1), r.uniform(-0.5, 0.5)]],
  [0.05, (r) => [r.uniform(-1.2, 1.2), r.uniform(-0.9, 0.9)]],
];

/** A random pose about the line; bends are taken more often than straights, which are most of a lap. */
export function randomPose(circuit: Circuit, direction: Direction, random: RandomSource): TrainingPose {
  let s_m = random.uniform(0, circuit.length_m);
  for (let tries = 0; tries < 8 && !random.chance(bendShare(circuit, direction, s_m)); tries++) {
    s_m = random.uniform(0, circuit.length_m);
  }
  const [lateral_m, headingError_rad] = spread(random);
  return poseAt(circuit, direction, s_m, lateral_m, headingError_rad);
}

export function poseAt(
  circuit: Circuit,
  direction: Direction,
  s_m: number,
  lateral_m: number,
  headingError_rad: number,
): TrainingPose {
  const point = circuit.pointAt(s_m);
  const [left, right] = [circuit.look.leftWall, circuit.look.rightWall].map((w) => w?.distance_m ?? 2);
  const [driverLeft, driverRight] = direction === 'forward' ? [left, right] : [right, left];
  const offset_m = Math.max(WALL_MARGIN_M - driverRight, Math.min(driverLeft - WALL_MARGIN_M, lateral_m));
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

/** A pose that a car was in, described by the line that it drove along. */
export function poseOf(
  circuit: Circuit,
  direction: Direction,
  car: { readonly x_m: number; readonly y_m: number; readonly yaw_rad: number },
): TrainingPose {
  const { s_m, lateral_m } = circuit.project(car.x_m, car.y_m);
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

function spread(random: RandomSource): [number, number] {
  let rest = random.next();
  for (const [share, draw] of SPREADS) {
    rest -= share;
    if (rest < 0) return draw(random);
  }
  return [0, 0];
}

/** Chance that a place is taken: 0.4 on a straight, 1 where a bend of 8 m radius or less is at most 5 m away. */
function bendShare(circuit: Circuit, direction: Direction, s_m: number): number {
  const way = direction === 'forward' ? 1 : -1;
  let sharpest = 0;
  for (const ahead_m of [0, 1, 2, 3, 5]) {
    sharpest = Math.max(sharpest, Math.abs(circuit.pointAt(s_m + way * ahead_m).curvature_1pm));
  }
  return Math.min(1, 0.4 + 0.6 * (sharpest / 0.125));
}

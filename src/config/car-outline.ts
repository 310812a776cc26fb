/** The car's box, middle on the body's origin (JdeRobot's F1 model). */
export const CAR_SIZE_M = { length_m: 0.99, width_m: 0.36, height_m: 0.22 } as const;

const HALF_LENGTH_M = CAR_SIZE_M.length_m / 2;
const HALF_WIDTH_M = CAR_SIZE_M.width_m / 2;

/** Farthest that a part of the box lies from its middle. */
export const CAR_REACH_M = Math.hypot(HALF_LENGTH_M, HALF_WIDTH_M);

/** Points of the box that can meet a wall, in the car's frame: corners, and the middles of the sides for
 *  walls that bulge. */
export const CAR_OUTLINE: readonly (readonly [ahead_m: number, left_m: number])[] = [
  [HALF_LENGTH_M, HALF_WIDTH_M],
  [HALF_LENGTH_M, -HALF_WIDTH_M],
  [-HALF_LENGTH_M, HALF_WIDTH_M],
  [-HALF_LENGTH_M, -HALF_WIDTH_M],
  [HALF_LENGTH_M, 0],
  [-HALF_LENGTH_M, 0],
  [0, HALF_WIDTH_M],
  [0, -HALF_WIDTH_M],
];

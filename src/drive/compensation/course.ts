/** Where a car is. */
export interface CarPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

/** Where to steer, written to the fields by `aim`. */
export interface Aim {
  /** Curvature of the arc to the target, 1/m, left positive. */
  curvature_1pm: number;
  v_mps: number;
  /** What is known of the road ahead of the car, m. */
  known_m: number;
}

/** What an answer of a brain says of the road ahead, in the frame of the odometry. */
export interface Course {
  /** Steers from a pose on.
   *  @param elapsed_s since the previous aim; null for the first since a stop
   *  @param from_mps speed of the previous aim */
  aim(car: CarPose, from_mps: number, elapsed_s: number | null, into: Aim): void;
}

/** Curvature of the arc that starts along a heading and leads to a point (pure pursuit: R. C. Coulter, CMU-RI-TR-92-01). */
export function arcTo(car: CarPose, x_m: number, y_m: number): number {
  const dx = x_m - car.x_m;
  const dy = y_m - car.y_m;
  const aside_m = dy * Math.cos(car.yaw_rad) - dx * Math.sin(car.yaw_rad);
  return (2 * aside_m) / Math.max(1e-6, dx * dx + dy * dy);
}

import type { OdometryWithoutCovariance, QuaternionMessage } from './generated/index';

/** Position and velocities of a car on the plane. */
export interface PlanarMotion {
  readonly x_m: number;
  readonly y_m: number;
  /** About z, counter-clockwise, (-pi, pi]; NaN for a quaternion that is not a rotation. */
  readonly yaw_rad: number;
  /** Forward. */
  readonly v_mps: number;
  readonly w_radps: number;
}

/** The motion of a car on the plane, of a nav_msgs/Odometry; its numbers may be NaN or infinite. */
export function planarMotion({
  pose,
  twist,
}: Pick<OdometryWithoutCovariance, 'pose' | 'twist'>): PlanarMotion {
  const { position, orientation } = pose.pose;
  const { linear, angular } = twist.twist;
  return {
    x_m: position.x,
    y_m: position.y,
    yaw_rad: yawOf(orientation),
    v_mps: linear.x,
    w_radps: angular.z,
  };
}

/** Angle between the z axis before and after a rotation, 0 to pi; NaN for what is not a rotation. */
export function tiltOf({ x, y, z, w }: QuaternionMessage): number {
  const squares = x * x + y * y + z * z + w * w;
  if (!(squares > 1e-12) || !Number.isFinite(squares)) return Number.NaN;
  return 2 * Math.atan2(Math.hypot(x, y), Math.hypot(z, w));
}

/** Angle about z of a rotation, (-pi, pi]. NaN for what is not a rotation, such as the zero quaternion. */
export function yawOf({ x, y, z, w }: QuaternionMessage): number {
  const squares = x * x + y * y + z * z + w * w;
  if (!(squares > 1e-12) || !Number.isFinite(squares)) return Number.NaN;
  return Math.atan2(2 * (w * z + x * y), w * w + x * x - y * y - z * z);
}

import type { OdometryMessage, QuaternionMessage } from '../../messages/types';
import type { Pose } from '../../types';

/** Angle about z of a rotation, (-pi, pi]. NaN for the zero quaternion. */
export function yawOf({ x, y, z, w }: QuaternionMessage): number {
  const squares = x * x + y * y + z * z + w * w;
  if (squares < 1e-12) return Number.NaN;
  return Math.atan2(2 * (w * z + x * y), squares - 2 * (y * y + z * z));
}

/** Pose of a nav_msgs/Odometry; null when one of its figures is NaN or infinite.
 *  @param clock_s the latest /clock; null before the first */
export function poseOf(
  odometry: OdometryMessage,
  sim_s: number | null,
  arrival_ms: number,
  clock_s: number | null = null,
): Pose | null {
  const { pose, twist } = { pose: odometry.pose.pose, twist: odometry.twist.twist };
  const figures = {
    x_m: pose.position.x,
    y_m: pose.position.y,
    yaw_rad: yawOf(pose.orientation),
    v_mps: twist.linear.x,
    w_radps: twist.angular.z,
  };
  if (!Object.values(figures).every(Number.isFinite)) return null;
  return { ...figures, sim_s, clock_s, arrival_ms };
}

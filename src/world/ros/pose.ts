import { type OdometryMessage, planarMotion, tiltOf } from '../../messages/index';
import type { Pose } from '../../types';

/** Pose of a nav_msgs/Odometry; null when one of its numbers is NaN or infinite.
 *  @param clock_s the latest /clock; null before the first */
export function poseOf(
  odometry: OdometryMessage,
  sim_s: number | null,
  arrival_ms: number,
  clock_s: number | null = null,
): Pose | null {
  const motion = planarMotion(odometry);
  if (!Object.values(motion).every(Number.isFinite)) return null;
  return { ...motion, tilt_rad: tiltOf(odometry.pose.pose.orientation), sim_s, clock_s, arrival_ms };
}

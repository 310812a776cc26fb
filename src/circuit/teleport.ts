import type { Pose } from '../types';

/** A step this much longer than the speed explains is a teleport. */
const TELEPORT_M = 1.5;
/** Time between poses assumed without a simulated clock. */
const ASSUMED_GAP_S = 0.2;
/** Stamps that lag /clock by more than this belong to another clock. */
const MAX_LAG_S = 1;

/** Whether the car was teleported between two poses, or its clock was set back.
 *  @param speed_mps speed computed from positions, for worlds that do not set the twist */
export function isTeleport(previous: Pose, pose: Pose, speed_mps = 0): boolean {
  if (isBefore(pose, previous)) return true;
  const gap_s = longestGap_s(previous, pose);
  const fastest_mps = Math.max(Math.abs(previous.v_mps), Math.abs(pose.v_mps), speed_mps);
  const moved_m = Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
  return moved_m > TELEPORT_M + 1.5 * fastest_mps * gap_s;
}

function isBefore(pose: Pose, previous: Pose): boolean {
  return pose.sim_s !== null && previous.sim_s !== null && pose.sim_s < previous.sim_s;
}

/** Gazebo stamps odometry with the latest /clock. Under load that is older than the pose, and two poses metres
 *  apart may have the same stamp: the time between them is at most the time until the second one arrived. */
function longestGap_s(previous: Pose, pose: Pose): number {
  if (pose.sim_s === null || previous.sim_s === null) return ASSUMED_GAP_S;
  const lag_s = Math.max(0, (pose.clock_s ?? pose.sim_s) - pose.sim_s);
  return pose.sim_s + Math.min(lag_s, MAX_LAG_S) - previous.sim_s;
}

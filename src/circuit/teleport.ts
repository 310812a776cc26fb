import type { Pose } from '../types';

/** A step longer than this beyond what its speed explains is no driving. */
const JUMP_M = 1.5;
/** Time between poses that is assumed without a simulated clock. */
const USUAL_GAP_S = 0.2;
/** Stamps that are older than this when they come are of a clock of their own. */
const MOST_LAG_S = 1;

/** Whether the car did not drive from one pose to the next but was set there, or its clock was set back.
 *  `speed_mps`: the speed it had by its positions, for worlds that do not fill in the twist. */
export function isTeleport(previous: Pose, pose: Pose, speed_mps = 0): boolean {
  if (isBefore(pose, previous)) return true;
  const gap_s = longestGap_s(previous, pose);
  const fastest_mps = Math.max(Math.abs(previous.v_mps), Math.abs(pose.v_mps), speed_mps);
  const way_m = Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
  return way_m > JUMP_M + 1.5 * fastest_mps * gap_s;
}

function isBefore(pose: Pose, previous: Pose): boolean {
  return pose.sim_s !== null && previous.sim_s !== null && pose.sim_s < previous.sim_s;
}

/** Gazebo stamps odometry with the time that came over /clock last. Under load that is older than the pose, and
 *  two poses metres apart bear one stamp: between them lies at most the time until the second came. */
function longestGap_s(previous: Pose, pose: Pose): number {
  if (pose.sim_s === null || previous.sim_s === null) return USUAL_GAP_S;
  const lag_s = Math.max(0, (pose.clock_s ?? pose.sim_s) - pose.sim_s);
  return pose.sim_s + Math.min(lag_s, MOST_LAG_S) - previous.sim_s;
}

import type { Pose } from '../types';

/** A step longer than this beyond what its speed explains is no driving. */
const JUMP_M = 1.5;
/** Time between poses that is assumed without a simulated clock. */
const USUAL_GAP_S = 0.2;

/** Whether the car did not drive from one pose to the next but was set there, or its clock was set back.
 *  `speed_mps`: the speed it had by its positions, for worlds that do not fill in the twist. */
export function isSetElsewhere(previous: Pose, pose: Pose, speed_mps = 0): boolean {
  const gap_s = pose.sim_s === null || previous.sim_s === null ? USUAL_GAP_S : pose.sim_s - previous.sim_s;
  if (gap_s < 0) return true;
  const fastest_mps = Math.max(Math.abs(previous.v_mps), Math.abs(pose.v_mps), speed_mps);
  const way_m = Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
  return way_m > JUMP_M + 1.5 * fastest_mps * gap_s;
}

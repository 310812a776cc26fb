import type { RosNode } from '../../ros/transport';
import { wallStamp } from '../../support/wall-clock';
import type { Stamp } from '../../types';

/** ROS time of something that happened at `at_ms` (monotonic wall clock): simulated where /use_sim_time is true.
 *  @param sim_s simulated seconds then; null before the first /clock */
export function rosTimeOf(node: Pick<RosNode, 'useSimTime'>, sim_s: number | null, at_ms: number): Stamp {
  if (!node.useSimTime || sim_s === null) return wallStamp(at_ms);
  const sec = Math.floor(sim_s);
  return { sec, nsec: Math.min(999_999_999, Math.round((sim_s - sec) * 1e9)) };
}

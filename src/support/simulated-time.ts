import type { Stamp } from '../types';

/** A stamp this close to the simulated clock was taken from it. */
const SAME_CLOCK_S = 60;
/** Wall clocks have exceeded this since 2001; simulated clocks start at 0. */
const WALL_S = 1e9;

/** The clock that a stamp was taken from. With /use_sim_time false, Gazebo stamps frames in simulated time and
 *  odometry in wall time; the parameter does not tell, since it may have been set after a node started.
 *  @param clock_s latest /clock; null before the first
 *  @returns null where it cannot be decided: no stamp, no clock to compare it with, or a stamp from before the
 *    simulated clock was set */
export function clockOfStamp(stamp_s: number, clock_s: number | null): 'simulated' | 'wall' | null {
  if (!(stamp_s > 0)) return null;
  if (clock_s === null) return stamp_s < WALL_S ? 'simulated' : null;
  if (Math.abs(stamp_s - clock_s) <= SAME_CLOCK_S) return 'simulated';
  return stamp_s >= WALL_S ? 'wall' : null;
}

/** Odometry is stamped with the simulated time at which it is published: it is not ahead of /clock, and little behind. */
const EARLIEST_S = 1;
const LATEST_S = 0.25;

/** Whether a stamp can be that of odometry which has just come: others are of another clock.
 *  @param clock_s simulated time */
export function isOdometryStamp(stamp_s: number, clock_s: number): boolean {
  const ahead_s = stamp_s - clock_s;
  return ahead_s >= -EARLIEST_S && ahead_s <= LATEST_S;
}

/** Simulated seconds as a record time, which must not be 0. */
export function simulatedStamp(simulated_s: number): Stamp {
  const ns = Math.round(simulated_s * 1e9);
  const sec = Math.floor(ns / 1e9);
  return ns === 0 ? { sec: 0, nsec: 1 } : { sec, nsec: ns - sec * 1e9 };
}

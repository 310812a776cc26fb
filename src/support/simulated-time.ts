/** Stamps this near to the simulated clock are of that clock. */
const SAME_CLOCK_S = 60;
/** Wall clocks have shown more since 2001; simulated ones start at 0. */
const WALL_S = 1e9;

/** Which clock a stamp is of: with /use_sim_time false Gazebo stamps pictures in simulated and odometry in
 *  wall time. The stamps themselves tell; the parameter may have been set after one of the nodes started.
 *  @param clock_s latest /clock; null before the first
 *  @returns null where nobody can tell: no stamp, no clock to hold it against, or a stamp from
 *    before the simulated clock was set */
export function clockOfStamp(stamp_s: number, clock_s: number | null): 'simulated' | 'wall' | null {
  if (!(stamp_s > 0)) return null;
  if (clock_s === null) return stamp_s < WALL_S ? 'simulated' : null;
  if (Math.abs(stamp_s - clock_s) <= SAME_CLOCK_S) return 'simulated';
  return stamp_s >= WALL_S ? 'wall' : null;
}

import { COMMAND_RANGES } from '../config/command-range';
import type { Pose } from '../types';

/** A step this much longer than the speed explains is a teleport. */
const TELEPORT_M = 1.5;
/** Time between poses assumed without a simulated clock. */
const ASSUMED_GAP_S = 0.2;
/** Stamps that lag /clock by more than this belong to another clock. */
const MAX_LAG_S = 1;
/** Largest velocities of the commands that drive an F1 car. */
const RANGE_MPS = COMMAND_RANGES.v_mps[1];
const RANGE_RADPS = COMMAND_RANGES.w_radps[1];
/** A car that other programs drive may be faster; beyond this, the time between two poses was wrong. */
const FASTEST_MPS = 50;
/** A car that reports less does not move. */
const STILL_MPS = 0.05;
/** Poses for which a command may still act: it travels for up to a quarter of a second. */
const ACTING_POSES = 6;

/** The fastest speed that the car was commanded to, around each of its poses. */
export class CommandedSpeed {
  /** Fastest command between two poses, the newest last. */
  readonly #between: number[] = [];
  #fastest_mps = 0;
  /** The command in effect; null before the first. */
  #last_mps: number | null = null;

  /** @param v_mps,sideways_mps velocities along the axes of the car */
  command(v_mps: number, sideways_mps = 0): void {
    const speed_mps = Math.hypot(v_mps, sideways_mps);
    if (!Number.isFinite(speed_mps)) return;
    this.#fastest_mps = Math.max(this.#fastest_mps, speed_mps);
    this.#last_mps = speed_mps;
  }

  /** Call once for each pose. @returns the fastest of the commands that may have moved the car; null without one */
  pose(): number | null {
    if (this.#last_mps === null) return null;
    this.#between.push(this.#fastest_mps);
    if (this.#between.length > ACTING_POSES) this.#between.shift();
    this.#fastest_mps = this.#last_mps;
    return Math.max(...this.#between);
  }
}

/**
 * Whether the car was teleported between two poses, or its clock was set back. A step is judged by what the commands
 * could have moved the car in its time; where they are unknown, by their range. The reported twist does not count: Gazebo's
 * planar_move computes it from the step itself, so that after a reset it explains any distance.
 * @param speed_mps `stepSpeed` of the step before, for cars that other programs drive
 */
export function isTeleport(previous: Pose, pose: Pose, speed_mps = 0): boolean {
  if (isBefore(pose, previous)) return true;
  const gap_s = longestGap_s(previous, pose);
  const moved_m = Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
  const fastest_mps = Math.max(commandedSpeed(previous, pose), speed_mps);
  return moved_m > TELEPORT_M + 1.5 * fastest_mps * gap_s;
}

/** Speed of the step between two poses, m/s, teleports included: a car that makes such steps again is driving. 0 without the
 *  time between them, and for a speed that no car has. */
export function stepSpeed(previous: Pose, pose: Pose): number {
  if (pose.sim_s === null || previous.sim_s === null || pose.sim_s <= previous.sim_s) return 0;
  const moved_m = Math.hypot(pose.x_m - previous.x_m, pose.y_m - previous.y_m);
  const speed_mps = moved_m / (pose.sim_s - previous.sim_s);
  return speed_mps <= FASTEST_MPS ? speed_mps : 0;
}

/** Whether a car can have the speed that a pose reports. */
export function isPlausibleSpeed({ v_mps }: Pose): boolean {
  return Math.abs(v_mps) <= 1.5 * FASTEST_MPS;
}

/** Whether the twist of a pose after a teleport can be the car's own. Gazebo's planar_move computes it from the teleport,
 *  which gives hundreds of m/s and tens of rad/s for one message. */
export function hasOwnTwist(pose: Pose): boolean {
  const isDriven = Math.abs(pose.v_mps) <= 1.5 * commandedSpeed(pose, pose) + STILL_MPS;
  return isDriven && Math.abs(pose.w_radps) <= 1.5 * RANGE_RADPS;
}

function commandedSpeed(previous: Pose, pose: Pose): number {
  const commanded = [previous.commanded_mps, pose.commanded_mps].filter((speed) => speed != null);
  return commanded.length === 0 ? RANGE_MPS : Math.min(Math.max(...commanded), FASTEST_MPS);
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

import { isTeleport, stepSpeed } from '../circuit/teleport';
import { wrapAngle } from '../support/numbers';
import type { Pose } from '../types';

/** A pose of the recorded car. */
export interface DrivenPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  /** Stamp of the odometry, s; null where it has none. */
  readonly stamp_s: number | null;
  /** When it was recorded, s. */
  readonly recorded_s: number;
  /** Number of the recording within the bag: its times start again with each. */
  readonly run: number;
}

/** A pose on a path, with what the path says of it. */
export interface PathPoint extends DrivenPose {
  /** Distance driven since the begin of the path. */
  readonly along_m: number;
  /** Direction of the motion, which is not the yaw where a car slides or a bag has no yaw. */
  readonly heading_rad: number;
}

/** Poses closer than this to the one before add nothing: the car waits, or its odometry is fast. */
const LEAST_STEP_M = 0.05;
/** Path before and after a pose that gives its heading: positions on a map's grid go in steps of a third of a metre. */
const HEADING_REACH_M = 1;

/** Splits the poses of a bag where the car was teleported, or its clock was set back. */
export function splitAtTeleports(poses: readonly DrivenPose[]): DrivenPose[][] {
  const parts: DrivenPose[][] = [];
  let previous: Pose | null = null;
  let speed_mps = 0;
  for (const driven of poses) {
    const pose = poseOf(driven);
    if (previous === null || isTeleport(previous, pose, speed_mps)) parts.push([]);
    if (previous !== null) speed_mps = stepSpeed(previous, pose);
    parts.at(-1)?.push(driven);
    previous = pose;
  }
  return parts;
}

function poseOf({ x_m, y_m, yaw_rad, stamp_s }: DrivenPose): Pose {
  return { x_m, y_m, yaw_rad, v_mps: 0, w_radps: 0, sim_s: stamp_s, arrival_ms: 0 };
}

/** The path along poses, without those where the car waits. */
export function pathAlong(poses: readonly DrivenPose[]): PathPoint[] {
  const kept: DrivenPose[] = [];
  const along_m: number[] = [];
  for (const pose of poses) {
    const last = kept.at(-1);
    const step_m = last === undefined ? 0 : distanceBetween(last, pose);
    if (last !== undefined && step_m < LEAST_STEP_M) continue;
    kept.push(pose);
    along_m.push((along_m.at(-1) ?? 0) + step_m);
  }
  const heading_rad = headingsAlong(kept, along_m);
  return kept.map((pose, i) => ({ ...pose, along_m: along_m[i]!, heading_rad: heading_rad[i]! }));
}

function headingsAlong(poses: readonly DrivenPose[], along_m: readonly number[]): number[] {
  const last = poses.length - 1;
  let back = 0;
  let ahead = 0;
  const headings = poses.map((_, i) => {
    while (along_m[i]! - along_m[back]! > HEADING_REACH_M && back < i - 1) back++;
    while (ahead < last && (ahead <= i || along_m[ahead]! - along_m[i]! < HEADING_REACH_M)) ahead++;
    return bearing(poses[back]!, poses[ahead]!);
  });
  // At both ends a long step shows the heading in its middle: the arc goes on as it came.
  for (const [end, next] of [
    [0, 1],
    [last, last - 1],
  ] as const) {
    if (last < 1 || Math.abs(along_m[next]! - along_m[end]!) < HEADING_REACH_M) continue;
    const middle_rad = headings[end]!;
    headings[end] = wrapAngle(middle_rad - wrapAngle(headings[next]! - middle_rad));
  }
  return headings;
}

function bearing(from: Place, to: Place): number {
  return Math.atan2(to.y_m - from.y_m, to.x_m - from.x_m);
}

export function distanceBetween(a: Place, b: Place): number {
  return Math.hypot(b.x_m - a.x_m, b.y_m - a.y_m);
}

/** Angle between the motion from one pose to the next and the car's axis midway, rad: 0 for a car that rolls on an arc.
 *  Positive where it moves to its left. */
export function slipBetween(from: DrivenPose, to: DrivenPose): number {
  const middle_rad = from.yaw_rad + wrapAngle(to.yaw_rad - from.yaw_rad) / 2;
  return wrapAngle(bearing(from, to) - middle_rad);
}

interface Place {
  readonly x_m: number;
  readonly y_m: number;
}

/** The place between two others on the cubic curve that leaves each in a direction. @param share 0 to 1 */
export function alongArc(
  from: Place,
  from_rad: number,
  to: Place,
  to_rad: number,
  share: number,
): [x_m: number, y_m: number] {
  const reach_m = distanceBetween(from, to);
  const [t2, t3] = [share ** 2, share ** 3];
  const [a, b] = [reach_m * (t3 - 2 * t2 + share), reach_m * (t3 - t2)];
  const end = 3 * t2 - 2 * t3;
  return [
    from.x_m + end * (to.x_m - from.x_m) + a * Math.cos(from_rad) + b * Math.cos(to_rad),
    from.y_m + end * (to.y_m - from.y_m) + a * Math.sin(from_rad) + b * Math.sin(to_rad),
  ];
}

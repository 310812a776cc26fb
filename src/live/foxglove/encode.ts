import { CAR_FRAME } from '../../config/f1-car';
import {
  encodeDecision,
  encodeOdometry,
  encodeTwist,
  type HeaderMessage,
  type QuaternionMessage,
} from '../../messages/index';
import { NO_STAMP, type Stamp } from '../../types';
import type { DecisionColumns, LiveDriver, Point, PoseColumns } from '../messages';
import { encodePath, encodeTransform } from './ros-types';

/** Frame of the world: circuits and poses are in it. */
export const WORLD_FRAME = 'odom';

const NO_COVARIANCE: readonly number[] = new Array(36).fill(0);

export interface PlanarPose {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
}

export function headerOf(stamp: Stamp, frame_id = ''): HeaderMessage {
  return { seq: 0, stamp, frame_id };
}

/** Row `i` as nav_msgs/Odometry. */
export function odometryBytes(poses: PoseColumns, i: number, stamp: Stamp): Buffer {
  return encodeOdometry({
    header: headerOf(stamp, WORLD_FRAME),
    child_frame_id: CAR_FRAME,
    pose: {
      pose: poseOf({ x_m: poses.x_m[i]!, y_m: poses.y_m[i]!, yaw_rad: poses.yaw_rad[i]! }),
      covariance: NO_COVARIANCE,
    },
    twist: { twist: twistOf(poses.v_mps[i]!, poses.w_radps[i]!), covariance: NO_COVARIANCE },
  });
}

/** Row `i` as tf2_msgs/TFMessage. */
export function transformBytes(poses: PoseColumns, i: number, stamp: Stamp): Buffer {
  return encodeTransform({
    header: headerOf(stamp, WORLD_FRAME),
    child_frame_id: CAR_FRAME,
    translation: { x: poses.x_m[i]!, y: poses.y_m[i]!, z: 0 },
    rotation: rotationOf(poses.yaw_rad[i]!),
  });
}

/** Row `i` as geometry_msgs/Twist. */
export function commandBytes(decisions: DecisionColumns, i: number): Buffer {
  return encodeTwist(twistOf(decisions.v_mps[i]!, decisions.w_radps[i]!));
}

/** Row `i` as f1_brain/Decision; what is not told here is missing. */
export function decisionBytes(
  decisions: DecisionColumns,
  i: number,
  stamp: Stamp,
  driver: LiveDriver | null,
): Buffer {
  const missing = Number.NaN;
  return encodeDecision({
    header: headerOf(stamp),
    frame_sequence: decisions.frame[i]!,
    frame_stamp: NO_STAMP,
    simulated_s: decisions.sim_s[i] ?? missing,
    left_ms: decisions.wall_ms[i]!,
    waited_ms: missing,
    step_ms: decisions.step_ms[i] ?? missing,
    inference_ms: decisions.inference_ms[i] ?? missing,
    sensor_to_actuator_ms: decisions.latency_ms[i] ?? missing,
    v_mps: decisions.v_mps[i]!,
    w_radps: decisions.w_radps[i]!,
    brain: driver?.brain ?? '',
    model: driver?.model ?? '',
    provider: driver?.provider ?? '',
    frame_age_ms: decisions.frame_age_ms[i] ?? missing,
    frame_dating: '',
    moved_m: missing,
    turned_rad: missing,
    brain_v_mps: missing,
    brain_w_radps: missing,
  });
}

/** Where the car was, as nav_msgs/Path. */
export function pathBytes(points: readonly PlanarPose[], stamp: Stamp): Buffer {
  const header = headerOf(stamp, WORLD_FRAME);
  return encodePath(
    header,
    points.map((point) => ({ header, pose: poseOf(point) })),
  );
}

/** A closed line as nav_msgs/Path; an empty one where there is none. */
export function lineBytes(line: readonly Point[] | null, stamp: Stamp): Buffer {
  const points = line === null || line.length === 0 ? [] : [...line, line[0]!];
  return pathBytes(
    points.map(([x_m, y_m]) => ({ x_m, y_m, yaw_rad: 0 })),
    stamp,
  );
}

function twistOf(v_mps: number, w_radps: number) {
  return { linear: { x: v_mps, y: 0, z: 0 }, angular: { x: 0, y: 0, z: w_radps } };
}

function poseOf({ x_m, y_m, yaw_rad }: PlanarPose) {
  return { position: { x: x_m, y: y_m, z: 0 }, orientation: rotationOf(yaw_rad) };
}

function rotationOf(yaw_rad: number): QuaternionMessage {
  return { x: 0, y: 0, z: Math.sin(yaw_rad / 2), w: Math.cos(yaw_rad / 2) };
}

import { existsSync } from 'node:fs';
import path from 'node:path';
import { BrainError } from '../errors';
import { builtFile } from '../support/paths';
import type { Stamp } from '../types';
import type { DecisionMessage } from './index';

export interface HeaderMessage {
  seq: number;
  stamp: Stamp;
  frame_id: string;
}

export interface Vector3Message {
  x: number;
  y: number;
  z: number;
}

export interface QuaternionMessage extends Vector3Message {
  w: number;
}

export interface PoseMessage {
  position: Vector3Message;
  orientation: QuaternionMessage;
}

export interface TwistMessage {
  linear: Vector3Message;
  angular: Vector3Message;
}

export interface ImageMessage {
  header: HeaderMessage;
  height: number;
  width: number;
  encoding: string;
  is_bigendian: number;
  step: number;
  data: Uint8Array;
}

export interface CompressedImageMessage {
  header: HeaderMessage;
  format: string;
  data: Uint8Array;
}

export interface CameraInfoMessage {
  header: HeaderMessage;
  height: number;
  width: number;
  distortion_model: string;
  D: number[];
  K: number[];
  R: number[];
  P: number[];
  binning_x: number;
  binning_y: number;
  roi: { x_offset: number; y_offset: number; height: number; width: number; do_rectify: boolean };
}

export interface OdometryMessage {
  header: HeaderMessage;
  child_frame_id: string;
  pose: { pose: PoseMessage; covariance: number[] };
  twist: { twist: TwistMessage; covariance: number[] };
}

export interface ModelStateMessage {
  model_name: string;
  pose: PoseMessage;
  twist: TwistMessage;
  reference_frame: string;
}

export interface DiagnosticStatusMessage {
  /** OK 0, WARN 1, ERROR 2, STALE 3. */
  level: number;
  name: string;
  message: string;
  hardware_id: string;
  values: { key: string; value: string }[];
}

/** f1_brain/Metrics; meanings and units in msg/Metrics.msg. */
export interface MetricsMessage {
  header: HeaderMessage;
  brain: string;
  model: string;
  provider: string;
  paused: boolean;
  stopped: boolean;
  simulated_s: number;
  frame_frequency_hz: number;
  decision_frequency_hz: number;
  decision_frequency_simulated_hz: number;
  brain_capacity_hz: number;
  inference_mean_ms: number;
  step_mean_ms: number;
  sensor_to_actuator_mean_ms: number;
  sensor_to_actuator_max_ms: number;
  real_time_factor: number;
  gazebo_real_time_factor: number;
  v_mps: number;
  w_radps: number;
  speed_mps: number;
  position_deviation_m: number;
  position_deviation_mean_m: number;
  percentage_completed: number;
  completed_distance_m: number;
  frames_received: number;
  frames_answered: number;
  frames_superseded: number;
  frames_failed: number;
  frames_rejected: number;
  stops: number;
}

/** Fields of each message type that the project speaks (definitions in ros/msgs). */
export interface Messages {
  'std_msgs/Header': HeaderMessage;
  'std_msgs/String': { data: string };
  'std_msgs/Bool': { data: boolean };
  'std_msgs/Int32': { data: number };
  'std_msgs/Float32': { data: number };
  'std_msgs/Float64': { data: number };
  'std_msgs/Empty': Record<string, never>;
  'geometry_msgs/Twist': TwistMessage;
  'geometry_msgs/Pose': PoseMessage;
  'geometry_msgs/PoseStamped': { header: HeaderMessage; pose: PoseMessage };
  'geometry_msgs/TwistStamped': { header: HeaderMessage; twist: TwistMessage };
  'sensor_msgs/Image': ImageMessage;
  'sensor_msgs/CompressedImage': CompressedImageMessage;
  'sensor_msgs/CameraInfo': CameraInfoMessage;
  'nav_msgs/Odometry': OdometryMessage;
  'rosgraph_msgs/Clock': { clock: Stamp };
  'rosgraph_msgs/Log': {
    header: HeaderMessage;
    level: number;
    name: string;
    msg: string;
    file: string;
    function: string;
    line: number;
    topics: string[];
  };
  'f1_brain/Decision': DecisionMessage;
  'f1_brain/Metrics': MetricsMessage;
  'diagnostic_msgs/DiagnosticArray': { header: HeaderMessage; status: DiagnosticStatusMessage[] };
  'gazebo_msgs/ModelState': ModelStateMessage;
  'gazebo_msgs/ModelStates': { name: string[]; pose: PoseMessage[]; twist: TwistMessage[] };
  'gazebo_msgs/PerformanceMetrics': {
    header: HeaderMessage;
    real_time_factor: number;
    sensors: { name: string; sim_update_rate: number; real_update_rate: number; fps: number }[];
  };
}

type NoFields = Record<string, never>;
interface Outcome {
  success: boolean;
  status_message: string;
}

/** Request and response of each service type that the project speaks. */
export interface Services {
  'std_srvs/Empty': { request: NoFields; response: NoFields };
  'std_srvs/Trigger': { request: NoFields; response: { success: boolean; message: string } };
  'std_srvs/SetBool': { request: { data: boolean }; response: { success: boolean; message: string } };
  'roscpp/GetLoggers': { request: NoFields; response: { loggers: { name: string; level: string }[] } };
  'roscpp/SetLoggerLevel': { request: { logger: string; level: string }; response: NoFields };
  'f1_brain/LoadBrain': {
    request: { brain: string; model: string; provider: string };
    response: {
      success: boolean;
      message: string;
      brain: string;
      model: string;
      provider: string;
      load_ms: number;
    };
  };
  'gazebo_msgs/GetModelState': {
    request: { model_name: string; relative_entity_name: string };
    response: Outcome & { header: HeaderMessage; pose: PoseMessage; twist: TwistMessage };
  };
  'gazebo_msgs/SetModelState': { request: { model_state: ModelStateMessage }; response: Outcome };
  'gazebo_msgs/GetWorldProperties': {
    request: NoFields;
    response: Outcome & { sim_time: number; model_names: string[]; rendering_enabled: boolean };
  };
}

export type MessageType = keyof Messages;
export type ServiceType = keyof Services;

/** Folder of the generated classes, laid out like a catkin install space. */
function messageFolder(): string {
  const folder = builtFile('ros_messages');
  if (!existsSync(folder))
    throw new BrainError('The ROS message classes are missing: run "npm run build" once');
  return folder;
}

/** Puts the project's message classes first on CMAKE_PREFIX_PATH, so that a machine with ROS and one
 *  without run the same code; packages of the user's own workspace are still found after them. */
export function useOwnMessageClasses(environment: NodeJS.ProcessEnv = process.env): void {
  const own = messageFolder();
  const others = (environment.CMAKE_PREFIX_PATH ?? '').split(path.delimiter);
  environment.CMAKE_PREFIX_PATH = [own, ...others.filter((entry) => entry && entry !== own)].join(
    path.delimiter,
  );
}

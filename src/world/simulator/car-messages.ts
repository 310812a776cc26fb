import {
  CAMERA_FRAME,
  CAR_FRAME,
  type CameraModel,
  REST_HEIGHT_M,
  REST_PITCH_RAD,
} from '../../config/f1-car';
import type {
  CameraInfoMessage,
  ImageMessage,
  OdometryMessage,
  PerformanceMetricsMessage,
  PoseMessage,
  QuaternionMessage,
  TwistMessage,
} from '../../messages/index';
import { BYTES_PER_PIXEL, type Stamp } from '../../types';
import type { Car } from './car';
import type { EncodedPixels } from './pixel-encoder';

/** Quaternion of a yaw and a pitch (nose down positive). */
function rotation(yaw_rad: number, pitch_rad: number): QuaternionMessage {
  const cy = Math.cos(yaw_rad / 2);
  const sy = Math.sin(yaw_rad / 2);
  const cp = Math.cos(pitch_rad / 2);
  const sp = Math.sin(pitch_rad / 2);
  return { x: -sy * sp, y: cy * sp, z: sy * cp, w: cy * cp };
}

/** Pose of the model as in Gazebo: the car's nose is a little down. */
export function modelPose(car: Car): PoseMessage {
  return {
    position: { x: car.x_m, y: car.y_m, z: REST_HEIGHT_M },
    orientation: rotation(car.yaw_rad, REST_PITCH_RAD),
  };
}

/** Velocities of the model in the world's frame, as in Gazebo's services and model_states. */
export function modelTwist(car: Car): TwistMessage {
  const cos = Math.cos(car.yaw_rad);
  const sin = Math.sin(car.yaw_rad);
  return {
    linear: {
      x: car.v_mps * cos - car.lateral_mps * sin,
      y: car.v_mps * sin + car.lateral_mps * cos,
      z: 0,
    },
    angular: { x: 0, y: 0, z: car.w_radps },
  };
}

/** An image of the car's camera. @param pixels their `data` without gaps between the rows; not copied */
export function cameraImage(
  { width, height }: Pick<CameraModel, 'width' | 'height'>,
  stamp: Stamp,
  seq: number,
  { encoding, data }: EncodedPixels,
): ImageMessage {
  const header = { seq, stamp, frame_id: CAMERA_FRAME };
  const step = BYTES_PER_PIXEL[encoding] * width;
  return { header, height, width, encoding, is_bigendian: 0, step, data };
}

/** Odometry of the planar-move plugin: absolute pose on the plane, twist in the car's frame. */
export function odometry(car: Car, stamp: Stamp, seq: number): OdometryMessage {
  const covariance = new Array<number>(36).fill(0);
  [1e-5, 1e-5, 1e12, 1e12, 1e12, 1e-3].forEach((value, i) => {
    covariance[7 * i] = value;
  });
  return {
    header: { seq, stamp, frame_id: 'odom' },
    child_frame_id: CAR_FRAME,
    pose: {
      pose: { position: { x: car.x_m, y: car.y_m, z: 0 }, orientation: rotation(car.yaw_rad, 0) },
      covariance,
    },
    twist: {
      twist: {
        linear: { x: car.v_mps, y: car.lateral_mps, z: 0 },
        angular: { x: 0, y: 0, z: car.w_radps },
      },
      covariance,
    },
  };
}

export function cameraInfo(camera: CameraModel, stamp: Stamp, seq: number): CameraInfoMessage {
  const f = camera.focal_px;
  // camera_info counts columns and rows from 1.
  const cx = camera.centreColumn_px + 1;
  const cy = camera.centreRow_px + 1;
  return {
    header: { seq, stamp, frame_id: CAMERA_FRAME },
    height: camera.height,
    width: camera.width,
    distortion_model: 'plumb_bob',
    D: [0, 0, 0, 0, 0],
    K: [f, 0, cx, 0, f, cy, 0, 0, 1],
    R: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    P: [f, 0, cx, 0, 0, f, cy, 0, 0, 0, 1, 0],
    binning_x: 0,
    binning_y: 0,
    roi: { x_offset: 0, y_offset: 0, height: 0, width: 0, do_rectify: false },
  };
}

/** @param factor real time factor @param fps frames of the camera per wall second */
export function performanceMetrics(stamp: Stamp, factor: number, fps: number): PerformanceMetricsMessage {
  return {
    header: { seq: 0, stamp, frame_id: '' },
    real_time_factor: factor,
    sensors: [
      { name: CAMERA_FRAME, sim_update_rate: factor > 0 ? fps / factor : 0, real_update_rate: fps, fps },
    ],
  };
}

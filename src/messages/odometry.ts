import { type HeaderRecord, readHeader, sizeOfHeader, writeHeader } from './header';
import { readTwist, SIZE_OF_TWIST, type TwistRecord, writeTwist } from './twist';
import type { OdometryMessage } from './types';
import { sizeOfString, WireReader, WireWriter } from './wire';

/** nav_msgs/Odometry without its covariances. Figures are those on the wire, NaN and infinity included. */
export interface OdometryRecord extends HeaderRecord, TwistRecord {
  readonly childFrameId: string;
  readonly x_m: number;
  readonly y_m: number;
  readonly z_m: number;
  /** About z, counter-clockwise; NaN for a quaternion that is no rotation. */
  readonly yaw_rad: number;
}

const COVARIANCE_BYTES = 36 * 8;

/** @throws WireError */
export function decodeOdometry(data: Buffer): OdometryRecord {
  const wire = new WireReader('nav_msgs/Odometry').on(data);
  const { seq, stamp, frameId } = readHeader(wire);
  const childFrameId = wire.string();
  const x_m = wire.float64();
  const y_m = wire.float64();
  const z_m = wire.float64();
  const yaw_rad = readYaw(wire);
  wire.take(COVARIANCE_BYTES);
  const { v_mps, lateral_mps, w_radps } = readTwist(wire);
  wire.take(COVARIANCE_BYTES);
  return { seq, stamp, frameId, childFrameId, x_m, y_m, z_m, yaw_rad, v_mps, lateral_mps, w_radps };
}

function readYaw(wire: WireReader): number {
  const x = wire.float64();
  const y = wire.float64();
  const z = wire.float64();
  const w = wire.float64();
  const length2 = x * x + y * y + z * z + w * w;
  if (!(length2 > 1e-12) || !Number.isFinite(length2)) return Number.NaN;
  return Math.atan2(2 * (w * z + x * y), w * w + x * x - y * y - z * z);
}

export function encodeOdometry(message: OdometryMessage): Buffer {
  const { header, child_frame_id, pose, twist } = message;
  const wire = new WireWriter(
    sizeOfHeader(header) + sizeOfString(child_frame_id) + 7 * 8 + SIZE_OF_TWIST + 2 * COVARIANCE_BYTES,
  );
  writeHeader(wire, header);
  wire.string(child_frame_id);
  const { position, orientation } = pose.pose;
  wire.float64(position.x).float64(position.y).float64(position.z);
  wire.float64(orientation.x).float64(orientation.y).float64(orientation.z).float64(orientation.w);
  wire.float64s(pose.covariance, 36);
  writeTwist(wire, twist.twist);
  wire.float64s(twist.covariance, 36);
  return wire.data;
}

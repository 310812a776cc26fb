import type { TwistMessage } from './types';
import { WireReader, WireWriter } from './wire';

/** The parts of a geometry_msgs/Twist that a car on the plane has. */
export interface TwistRecord {
  /** linear.x */
  readonly v_mps: number;
  /** linear.y, to the left */
  readonly lateral_mps: number;
  /** angular.z */
  readonly w_radps: number;
}

export const SIZE_OF_TWIST = 48;

/** @throws WireError */
export function decodeTwist(data: Buffer): TwistRecord {
  return readTwist(new WireReader('geometry_msgs/Twist').on(data));
}

export function readTwist(wire: WireReader): TwistRecord {
  const v_mps = wire.float64();
  const lateral_mps = wire.float64();
  wire.take(24);
  return { v_mps, lateral_mps, w_radps: wire.float64() };
}

export function encodeTwist(message: TwistMessage): Buffer {
  const wire = new WireWriter(SIZE_OF_TWIST);
  writeTwist(wire, message);
  return wire.data;
}

export function writeTwist(wire: WireWriter, { linear, angular }: TwistMessage): void {
  wire.float64(linear.x).float64(linear.y).float64(linear.z);
  wire.float64(angular.x).float64(angular.y).float64(angular.z);
}

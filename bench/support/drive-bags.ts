import { BagWriter } from '../../src/bag/bag-writer';
import { FileSink } from '../../src/bag/file-sink';
import type { Circuit } from '../../src/circuit/circuit';
import {
  encodeClock,
  encodeImage,
  encodeOdometry,
  messageType,
  type OdometryMessage,
} from '../../src/messages/index';
import type { Stamp } from '../../src/types';

const SPEED_MPS = 10;
const ODOMETRY_PERIOD_MS = 50;
const CAMERA_PERIOD_MS = 50;
const COVARIANCE: number[] = Array.from({ length: 36 }, () => 0);
const PERFECT_LAP_STEP_M = 0.14;

export interface DriveToWrite {
  readonly seconds: number;
  /** Camera frames of 640x480 at 20 Hz beside the poses and clocks. */
  readonly frames?: boolean;
  readonly compression?: 'none' | 'lz4';
}

/** A drive along the line, weaving by up to 0.3 m: odometry at 20 Hz, the clock at 1 kHz. The same every time. */
export function writeDriveBag(file: string, circuit: Circuit, drive: DriveToWrite): number {
  const writer = new BagWriter(new FileSink(file), { compression: drive.compression ?? 'none' });
  const connect = (topic: string, type: string) =>
    writer.addConnection({ topic, ...messageType(type), callerId: '/gazebo', latching: false });
  const clock = connect('/clock', 'rosgraph_msgs/Clock');
  const odometry = connect('/F1ROS/odom', 'nav_msgs/Odometry');
  const camera = drive.frames ? connect('/F1ROS/cameraL/image_raw', 'sensor_msgs/Image') : null;
  const pixels = Buffer.alloc(640 * 480 * 3, 90);
  for (let ms = 0; ms < 1000 * drive.seconds; ms++) {
    const time = at(10_000 + ms);
    writer.message(clock, time.sec, time.nsec, encodeClock({ clock: time }));
    if (ms % ODOMETRY_PERIOD_MS === 0) {
      const pose = odometryAt(circuit, (SPEED_MPS * ms) / 1000, 0.3 * Math.sin(ms / 900), time);
      writer.message(odometry, time.sec, time.nsec, encodeOdometry(pose));
    }
    if (camera !== null && ms % CAMERA_PERIOD_MS === 0) {
      pixels.writeUInt32LE(ms, 0);
      writer.message(camera, time.sec, time.nsec, encodeImage(imageMessage(pixels, time)));
    }
  }
  writer.finish();
  return writer.messages;
}

/** The circuit's line as BehaviorMetrics records its perfect laps, closed by driving a little past the start. */
export function writePerfectLap(file: string, circuit: Circuit): void {
  const writer = new BagWriter(new FileSink(file));
  const odometry = writer.addConnection({
    topic: '/F1ROS/odom',
    ...messageType('nav_msgs/Odometry'),
    callerId: '/gazebo',
    latching: false,
  });
  const points = Math.ceil((circuit.length_m + 0.5) / PERFECT_LAP_STEP_M);
  for (let i = 0; i < points; i++) {
    const time = at(1000 + 10 * i);
    const pose = odometryAt(circuit, i * PERFECT_LAP_STEP_M, 0, time);
    writer.message(odometry, time.sec, time.nsec, encodeOdometry(pose));
  }
  writer.finish();
}

function at(ms: number): Stamp {
  return { sec: Math.floor(ms / 1000), nsec: (ms % 1000) * 1e6 };
}

function odometryAt(circuit: Circuit, s_m: number, lateral_m: number, stamp: Stamp): OdometryMessage {
  const { x_m, y_m, heading_rad } = circuit.pointAt(s_m);
  const position = {
    x: x_m - lateral_m * Math.sin(heading_rad),
    y: y_m + lateral_m * Math.cos(heading_rad),
    z: 0,
  };
  const orientation = { x: 0, y: 0, z: Math.sin(heading_rad / 2), w: Math.cos(heading_rad / 2) };
  const twist = { linear: { x: SPEED_MPS, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } };
  return {
    header: { seq: 0, stamp, frame_id: 'odom' },
    child_frame_id: 'xf1',
    pose: { pose: { position, orientation }, covariance: COVARIANCE },
    twist: { twist, covariance: COVARIANCE },
  };
}

function imageMessage(data: Buffer, stamp: Stamp) {
  const header = { seq: 0, stamp, frame_id: 'camera' };
  return { header, height: 480, width: 640, encoding: 'rgb8', is_bigendian: 0, step: 1920, data };
}

import { BagWriter, type BagWriterOptions } from '../../src/bag/bag-writer';
import type { Line } from '../../src/measure/metrics/line';
import type { OdometryMessage } from '../../src/messages/index';
import {
  encodeClock,
  encodeDecision,
  encodeDecisionJson,
  encodeOdometry,
  encodeString,
  encodeTwist,
} from '../../src/messages/index';
import { type Decision, NO_STAMP, type Stamp } from '../../src/types';
import { connectionOf } from './bags';
import { MemorySink } from './memory-sink';

const NO_COVARIANCE: number[] = new Array(36).fill(0);

export interface PlaceOnPlane {
  readonly x_m: number;
  readonly y_m: number;
  readonly yaw_rad: number;
  readonly v_mps?: number;
  readonly w_radps?: number;
}

export function rosTime(time_s: number): Stamp {
  const nsec = Math.round(time_s * 1e9);
  return { sec: Math.floor(nsec / 1e9), nsec: nsec % 1e9 };
}

/** Beside a line: `s_m` along it, `lateral_m` to its left, heading along it or against it. */
export function beside(line: Line, s_m: number, lateral_m: number, forward = true, v_mps = 10): PlaceOnPlane {
  const { x_m, y_m, heading_rad } = line.pointAt(s_m);
  return {
    x_m: x_m - lateral_m * Math.sin(heading_rad),
    y_m: y_m + lateral_m * Math.cos(heading_rad),
    yaw_rad: heading_rad + (forward ? 0 : Math.PI),
    v_mps,
  };
}

export function odometryOf(place: PlaceOnPlane, stamp: Stamp, child = 'xf1'): OdometryMessage {
  const { x_m, y_m, yaw_rad, v_mps = 10, w_radps = 0 } = place;
  return {
    header: { seq: 0, stamp, frame_id: 'odom' },
    child_frame_id: child,
    pose: {
      pose: {
        position: { x: x_m, y: y_m, z: 0 },
        orientation: { x: 0, y: 0, z: Math.sin(yaw_rad / 2), w: Math.cos(yaw_rad / 2) },
      },
      covariance: NO_COVARIANCE,
    },
    twist: {
      twist: { linear: { x: v_mps, y: 0, z: 0 }, angular: { x: 0, y: 0, z: w_radps } },
      covariance: NO_COVARIANCE,
    },
  };
}

/** A bag of a drive, message by message. Recorded at simulated time unless told otherwise. */
export class DriveBag {
  readonly #sink = new MemorySink();
  readonly #writer: BagWriter;
  readonly #connections = new Map<string, number>();
  /** Added to every record time, s: with it the bag is stamped in wall time. */
  recordOffset_s = 0;

  constructor(options: BagWriterOptions = {}) {
    this.#writer = new BagWriter(this.#sink, options);
  }

  odometry(message: OdometryMessage, at_s: number, topic = '/F1ROS/odom', callerId = '/gazebo'): this {
    return this.#add(topic, 'nav_msgs/Odometry', at_s, encodeOdometry(message), callerId);
  }

  /** A pose with its clock, as the built-in simulator sends them. */
  pose(place: PlaceOnPlane, time_s: number): this {
    this.clock(time_s);
    return this.odometry(odometryOf(place, rosTime(time_s)), time_s);
  }

  clock(time_s: number, topic = '/clock'): this {
    return this.#add(topic, 'rosgraph_msgs/Clock', time_s, encodeClock({ clock: rosTime(time_s) }));
  }

  command(v_mps: number, w_radps: number, time_s: number, topic = '/F1ROS/cmd_vel'): this {
    const zero = { x: 0, y: 0, z: 0 };
    const twist = { linear: { ...zero, x: v_mps }, angular: { ...zero, z: w_radps } };
    return this.#add(topic, 'geometry_msgs/Twist', time_s, encodeTwist(twist));
  }

  decision(decision: Decision, at_s: number, topic = '/f1_brain/decision'): this {
    const { stamp, command, compensation } = decision;
    const data = encodeDecision({
      header: { seq: 0, stamp: rosTime(at_s), frame_id: '' },
      frame_sequence: decision.sequence,
      frame_stamp: stamp ?? NO_STAMP,
      simulated_s: decision.sim_s ?? Number.NaN,
      left_ms: decision.left_ms,
      waited_ms: decision.waited_ms,
      step_ms: decision.step_ms,
      inference_ms: decision.inference_ms ?? Number.NaN,
      sensor_to_actuator_ms: decision.sensor_to_actuator_ms,
      v_mps: command.v_mps,
      w_radps: command.w_radps,
      brain: 'test brain',
      model: '',
      provider: '',
      frame_age_ms: compensation?.age_ms ?? Number.NaN,
      frame_dating: compensation?.dating ?? '',
      moved_m: compensation?.moved_m ?? Number.NaN,
      turned_rad: compensation?.turned_rad ?? Number.NaN,
      brain_v_mps: compensation?.brain_v_mps ?? Number.NaN,
      brain_w_radps: compensation?.brain_w_radps ?? Number.NaN,
    });
    return this.#add(topic, 'f1_brain/Decision', at_s, data);
  }

  /** The same as recordings hold it: as JSON in a text. */
  decisionJson(decision: Decision, at_s: number, topic = '/f1_brain/decision/json'): this {
    const { sequence, stamp, command, sim_s, compensation, ...times } = decision;
    const data = encodeDecisionJson({
      ...times,
      ...command,
      stamp: { sec: Math.floor(at_s), nsec: 0 },
      frameSequence: sequence,
      frameStamp: stamp,
      simulated_s: sim_s,
      brain: 'test brain',
      model: null,
      provider: null,
      ...(compensation !== undefined && {
        frame_age_ms: compensation?.age_ms ?? null,
        frame_dating: compensation?.dating ?? null,
        moved_m: compensation?.moved_m ?? null,
        turned_rad: compensation?.turned_rad ?? null,
        brain_v_mps: compensation?.brain_v_mps ?? null,
        brain_w_radps: compensation?.brain_w_radps ?? null,
      }),
    });
    return this.#add(topic, 'std_msgs/String', at_s, data);
  }

  text(topic: string, content: unknown, at_s = 0): this {
    const data = typeof content === 'string' ? content : JSON.stringify(content);
    return this.#add(topic, 'std_msgs/String', at_s, encodeString({ data }));
  }

  raw(topic: string, type: string, at_s: number, data: Buffer): this {
    return this.#add(topic, type, at_s, data);
  }

  /** The finished bag. */
  bytes(): Buffer {
    this.#writer.finish();
    return Buffer.from(this.#sink.bytes);
  }

  #add(topic: string, type: string, at_s: number, data: Buffer, callerId: string | null = '/test'): this {
    const key = `${topic} ${type} ${callerId}`;
    let connection = this.#connections.get(key);
    if (connection === undefined) {
      connection = this.#writer.addConnection({ ...connectionOf(topic, type), callerId });
      this.#connections.set(key, connection);
    }
    const { sec, nsec } = rosTime(at_s + this.recordOffset_s);
    this.#writer.message(connection, sec, nsec, data);
    return this;
  }
}

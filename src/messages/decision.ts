import type { Stamp } from '../types';
import { type HeaderRecord, readHeader, readStamp, sizeOfHeader, writeHeader } from './header';
import type { HeaderMessage } from './types';
import { sizeOfString, WireReader, WireWriter } from './wire';

/** f1_brain/Decision on the wire (msg/Decision.msg): a number that does not exist is NaN, a text that does
 *  not exist is empty, a stamp that does not exist is zero. */
export interface DecisionMessage {
  header: HeaderMessage;
  frame_sequence: number;
  frame_stamp: Stamp;
  simulated_s: number;
  left_ms: number;
  waited_ms: number;
  step_ms: number;
  inference_ms: number;
  sensor_to_actuator_ms: number;
  v_mps: number;
  w_radps: number;
  brain: string;
  model: string;
  provider: string;
}

/** f1_brain/Decision as read; what does not exist is null. */
export interface DecisionRecord extends HeaderRecord {
  readonly frameSequence: number;
  readonly frameStamp: Stamp | null;
  readonly simulated_s: number | null;
  readonly left_ms: number | null;
  readonly waited_ms: number | null;
  readonly step_ms: number | null;
  readonly inference_ms: number | null;
  readonly sensor_to_actuator_ms: number | null;
  readonly v_mps: number | null;
  readonly w_radps: number | null;
  readonly brain: string | null;
  readonly model: string | null;
  readonly provider: string | null;
}

const NUMBERS_BYTES = 8 * 8;

/** @throws WireError */
export function decodeDecision(data: Buffer): DecisionRecord {
  const wire = new WireReader('f1_brain/Decision').on(data);
  const number = () => {
    const value = wire.float64();
    return Number.isFinite(value) ? value : null;
  };
  const text = () => wire.string() || null;
  const header = readHeader(wire);
  const frameSequence = wire.uint64();
  const stamp = readStamp(wire);
  return {
    ...header,
    frameSequence,
    frameStamp: stamp.sec === 0 && stamp.nsec === 0 ? null : stamp,
    simulated_s: number(),
    left_ms: number(),
    waited_ms: number(),
    step_ms: number(),
    inference_ms: number(),
    sensor_to_actuator_ms: number(),
    v_mps: number(),
    w_radps: number(),
    brain: text(),
    model: text(),
    provider: text(),
  };
}

export function encodeDecision(message: DecisionMessage): Buffer {
  const { header, brain, model, provider } = message;
  const texts = sizeOfString(brain) + sizeOfString(model) + sizeOfString(provider);
  const wire = new WireWriter(sizeOfHeader(header) + 16 + NUMBERS_BYTES + texts);
  writeHeader(wire, header);
  wire.uint64(message.frame_sequence).time(message.frame_stamp);
  wire.float64(message.simulated_s).float64(message.left_ms).float64(message.waited_ms);
  wire.float64(message.step_ms).float64(message.inference_ms).float64(message.sensor_to_actuator_ms);
  wire.float64(message.v_mps).float64(message.w_radps);
  return wire.string(brain).string(model).string(provider).data;
}

import type { Stamp } from '../types';
import { type DecisionMessage, decodeDecision } from './generated/index';

/** A recorded decision: msg/Decision.msg with null for what is missing. */
export interface DecisionRecord {
  /** When the command left, on the clock of the recording. */
  readonly stamp: Stamp;
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
  /** What compensation did; null where the command is the brain's own answer, absent in older recordings. */
  readonly frame_age_ms?: number | null;
  readonly frame_dating?: string | null;
  readonly moved_m?: number | null;
  readonly turned_rad?: number | null;
  readonly brain_v_mps?: number | null;
  readonly brain_w_radps?: number | null;
}

/** Bytes of the fields since which recordings have what compensation did: five numbers and an empty text. */
const NO_COMPENSATION = Buffer.alloc(5 * 8 + 4);
/** Bytes of the header before its text, and of the numbers between that and the three names. */
const HEADER_BYTES = 4 + 8;
const NUMBER_BYTES = 8 + 8 + 8 * 8;

/** Reads a serialized f1_brain/Decision, also of the definition before compensation.
 *  @throws WireError */
export function readDecision(bytes: Buffer): DecisionRecord {
  const isOlder = oldLength(bytes) === bytes.length;
  const message = decodeDecision(isOlder ? Buffer.concat([bytes, NO_COMPENSATION]) : bytes);
  const { frame_stamp } = message;
  return {
    stamp: message.header.stamp,
    frameSequence: message.frame_sequence,
    frameStamp: frame_stamp.sec === 0 && frame_stamp.nsec === 0 ? null : frame_stamp,
    simulated_s: finite(message.simulated_s),
    left_ms: finite(message.left_ms),
    waited_ms: finite(message.waited_ms),
    step_ms: finite(message.step_ms),
    inference_ms: finite(message.inference_ms),
    sensor_to_actuator_ms: finite(message.sensor_to_actuator_ms),
    v_mps: finite(message.v_mps),
    w_radps: finite(message.w_radps),
    brain: message.brain || null,
    model: message.model || null,
    provider: message.provider || null,
    ...(!isOlder && compensationOf(message)),
  };
}

function compensationOf(message: DecisionMessage) {
  return {
    frame_age_ms: finite(message.frame_age_ms),
    frame_dating: message.frame_dating || null,
    moved_m: finite(message.moved_m),
    turned_rad: finite(message.turned_rad),
    brain_v_mps: finite(message.brain_v_mps),
    brain_w_radps: finite(message.brain_w_radps),
  };
}

/** Length of a message up to the provider; null where it ends before. */
function oldLength(bytes: Buffer): number | null {
  let at = HEADER_BYTES;
  for (const skipped of [NUMBER_BYTES, 0, 0, 0]) {
    if (at + 4 > bytes.length) return null;
    at += 4 + bytes.readUInt32LE(at) + skipped;
  }
  return at;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

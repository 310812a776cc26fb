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
}

/** Reads a serialized f1_brain/Decision.
 *  @throws WireError */
export function readDecision(bytes: Buffer): DecisionRecord {
  const message: DecisionMessage = decodeDecision(bytes);
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
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

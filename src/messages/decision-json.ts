import { NO_STAMP, type Stamp } from '../types';
import type { DecisionRecord } from './decision';
import { decodeString, encodeString } from './generated/index';
import { WireError } from './wire-error';

/**
 * Suffix of a topic with decisions that are recorded as JSON in std_msgs/String, as image_transport has suffixes. Every
 * ROS installation knows that type, so that the bag can be read without this package.
 */
export const DECISION_JSON_SUFFIX = '/json';

/** Serializes a decision as std_msgs/String with JSON: the fields of f1_brain/Decision under their names, null for
 *  what is missing. */
export function encodeDecisionJson(record: DecisionRecord): Buffer {
  const { frameSequence, frameStamp, stamp, ...rest } = record;
  const json = { stamp, frame_sequence: frameSequence, frame_stamp: frameStamp, ...rest };
  return encodeString({ data: JSON.stringify(json) });
}

/** Reads what `encodeDecisionJson` wrote; a field that is missing or of another type is null.
 *  @throws WireError */
export function readDecisionJson(bytes: Buffer): DecisionRecord {
  const json = parse(decodeString(bytes).data);
  return {
    stamp: stampOf(json.stamp) ?? NO_STAMP,
    frameSequence: numberOf(json.frame_sequence) ?? 0,
    frameStamp: stampOf(json.frame_stamp),
    simulated_s: numberOf(json.simulated_s),
    left_ms: numberOf(json.left_ms),
    waited_ms: numberOf(json.waited_ms),
    step_ms: numberOf(json.step_ms),
    inference_ms: numberOf(json.inference_ms),
    sensor_to_actuator_ms: numberOf(json.sensor_to_actuator_ms),
    v_mps: numberOf(json.v_mps),
    w_radps: numberOf(json.w_radps),
    brain: textOf(json.brain),
    model: textOf(json.model),
    provider: textOf(json.provider),
    ...('frame_age_ms' in json && compensationOf(json)),
  };
}

function compensationOf(json: Readonly<Record<string, unknown>>) {
  return {
    frame_age_ms: numberOf(json.frame_age_ms),
    frame_dating: textOf(json.frame_dating),
    moved_m: numberOf(json.moved_m),
    turned_rad: numberOf(json.turned_rad),
    brain_v_mps: numberOf(json.brain_v_mps),
    brain_w_radps: numberOf(json.brain_w_radps),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WireError('std_msgs/String: a decision that is not JSON', { cause });
  }
  if (typeof value !== 'object' || value === null) {
    throw new WireError('std_msgs/String: a decision that is not a JSON object');
  }
  return value as Readonly<Record<string, unknown>>;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value || null : null;
}

function stampOf(value: unknown): Stamp | null {
  if (typeof value !== 'object' || value === null) return null;
  const { sec, nsec } = value as Readonly<Record<string, unknown>>;
  return typeof sec === 'number' && typeof nsec === 'number' ? { sec, nsec } : null;
}

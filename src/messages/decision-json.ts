import { NO_STAMP, type Stamp } from '../types';
import type { DecisionRecord } from './decision';
import { decodeString, encodeString } from './string';
import { WireError } from './wire-error';

/**
 * What stands after a decision's topic where it is recorded as JSON in std_msgs/String, as image_transport
 * has it: a bag of types that every ROS has reads everywhere, and needs no package built first.
 */
export const DECISION_JSON_SUFFIX = '/json';

const NUMBERS = [
  'simulated_s',
  'left_ms',
  'waited_ms',
  'step_ms',
  'inference_ms',
  'sensor_to_actuator_ms',
  'v_mps',
  'w_radps',
] as const;
const TEXTS = ['brain', 'model', 'provider'] as const;

/** The fields of f1_brain/Decision under their names as std_msgs/String with JSON; what does not exist is null. */
export function encodeDecisionJson(record: DecisionRecord): Buffer {
  const { frameSequence, frameStamp, stamp, seq: _, frameId: __, ...rest } = record;
  const json = { stamp, frame_sequence: frameSequence, frame_stamp: frameStamp, ...rest };
  return encodeString({ data: JSON.stringify(json) });
}

/** @throws WireError */
export function decodeDecisionJson(data: Buffer): DecisionRecord {
  const json = parse(decodeString(data));
  const record: Record<string, unknown> = {
    seq: 0,
    frameId: '',
    stamp: stampOf(json.stamp) ?? NO_STAMP,
    frameSequence: numberOf(json.frame_sequence) ?? 0,
    frameStamp: stampOf(json.frame_stamp),
  };
  for (const key of NUMBERS) record[key] = numberOf(json[key]);
  for (const key of TEXTS) record[key] = typeof json[key] === 'string' ? json[key] || null : null;
  return record as unknown as DecisionRecord;
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WireError('std_msgs/String: a decision that is no JSON', { cause });
  }
  if (typeof value !== 'object' || value === null) {
    throw new WireError('std_msgs/String: a decision that is no JSON object');
  }
  return value as Record<string, unknown>;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function stampOf(value: unknown): Stamp | null {
  if (typeof value !== 'object' || value === null) return null;
  const { sec, nsec } = value as Record<string, unknown>;
  return typeof sec === 'number' && typeof nsec === 'number' ? { sec, nsec } : null;
}

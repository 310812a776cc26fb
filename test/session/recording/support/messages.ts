import { encodeClock, encodeImage, encodeTwist } from '../../../../src/messages/index';
import type { Decision, RawMessage } from '../../../../src/types';

export function clock(sec: number): Buffer {
  return encodeClock({ clock: { sec, nsec: 5 } });
}

export function twist(v: number): Buffer {
  return encodeTwist({ linear: { x: v, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } });
}

/** A picture of one colour; red first. */
export function image(
  width: number,
  height: number,
  [red, green, blue]: number[],
  encoding = 'rgb8',
): Buffer {
  const data = new Uint8Array(3 * width * height);
  data.set([red!, green!, blue!]);
  for (let done = 3; done < data.length; done *= 2) data.copyWithin(done, 0, done);
  return encodeImage({
    header: { seq: 1, stamp: { sec: 3, nsec: 4 }, frame_id: 'lens' },
    width,
    height,
    encoding,
    is_bigendian: 0,
    step: 3 * width,
    data,
  });
}

export function raw(topic: string, type: string, data: Uint8Array, sec: number): RawMessage {
  return { topic, type, data, callerId: '/gazebo', time: { sec, nsec: 0 } };
}

export const decision: Decision = {
  sequence: 7,
  stamp: { sec: 1, nsec: 50_000_000 },
  command: { v_mps: 8.5, w_radps: -0.25 },
  waited_ms: 0.5,
  step_ms: 1.5,
  inference_ms: null,
  sensor_to_actuator_ms: 2.5,
  left_ms: 1234.5,
  sim_s: 1.06,
};

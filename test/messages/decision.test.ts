import { BagError } from '../../src/errors';
import {
  type DecisionMessage,
  encodeDecision,
  encodeDecisionJson,
  encodeString,
  readDecision,
  readDecisionJson,
} from '../../src/messages/index';

const decision: DecisionMessage = {
  header: { seq: 7, stamp: { sec: 12, nsec: 345 }, frame_id: '' },
  frame_sequence: 2 ** 40 + 5,
  frame_stamp: { sec: 3, nsec: 4 },
  simulated_s: 1.5,
  left_ms: 2.5,
  waited_ms: 0.5,
  step_ms: 4,
  inference_ms: Number.NaN,
  sensor_to_actuator_ms: 6,
  v_mps: 7,
  w_radps: -8,
  brain: 'follow-line',
  model: '',
  provider: 'cpu',
  frame_age_ms: 105,
  frame_dating: 'stamp',
  moved_m: 1.2,
  turned_rad: -0.05,
  brain_v_mps: 8,
  brain_w_radps: -0.2,
};

describe('A recorded decision', () => {
  it('is null where something is missing', () => {
    expect(readDecision(encodeDecision(decision))).toEqual({
      stamp: { sec: 12, nsec: 345 },
      frameSequence: 2 ** 40 + 5,
      frameStamp: { sec: 3, nsec: 4 },
      simulated_s: 1.5,
      left_ms: 2.5,
      waited_ms: 0.5,
      step_ms: 4,
      inference_ms: null,
      sensor_to_actuator_ms: 6,
      v_mps: 7,
      w_radps: -8,
      brain: 'follow-line',
      model: null,
      provider: 'cpu',
      frame_age_ms: 105,
      frame_dating: 'stamp',
      moved_m: 1.2,
      turned_rad: -0.05,
      brain_v_mps: 8,
      brain_w_radps: -0.2,
    });
    const unstamped = encodeDecision({ ...decision, frame_stamp: { sec: 0, nsec: 0 } });
    expect(readDecision(unstamped).frameStamp).toBeNull();
  });

  it('is read where it was recorded before compensation was', () => {
    const since = encodeDecision({ ...decision, frame_dating: '' });
    const { frame_age_ms, frame_dating, moved_m, turned_rad, brain_v_mps, brain_w_radps, ...before } =
      readDecision(since);
    const old = readDecision(since.subarray(0, since.length - 5 * 8 - 4));
    expect(old).toEqual(before);
    expect(old).not.toHaveProperty('frame_age_ms');
    expect(readDecisionJson(encodeDecisionJson(old))).toEqual(old);
    expect(() => readDecision(since.subarray(0, -1))).toThrow(BagError);
  });

  it('has null for compensation where the command is the answer of the brain', () => {
    const own = { frame_age_ms: Number.NaN, frame_dating: '', brain_v_mps: Number.NaN };
    const read = readDecision(encodeDecision({ ...decision, ...own }));
    expect(read).toMatchObject({ frame_age_ms: null, frame_dating: null, brain_v_mps: null });
    expect(readDecisionJson(encodeDecisionJson(read))).toEqual(read);
  });

  it('is the same as JSON, to the last bit', () => {
    const read = readDecision(encodeDecision({ ...decision, step_ms: 0.1 + 0.2 }));
    expect(readDecisionJson(encodeDecisionJson(read))).toEqual(read);
    expect(read.step_ms).toBe(0.1 + 0.2);
  });

  it('is written as JSON under the names of its message, in the order of its fields', () => {
    const read = readDecision(encodeDecision(decision));
    const text = encodeDecisionJson(read).subarray(4).toString();
    const { header: _, ...fields } = decision;
    expect(Object.keys(JSON.parse(text))).toEqual(['stamp', ...Object.keys(fields)]);
  });

  it.each(['', '[', '7', 'null', '"text"'])('is not %j', (text) => {
    expect(() => readDecisionJson(encodeString({ data: text }))).toThrow(BagError);
  });

  it('has null for what is of another type in JSON', () => {
    const text = '{"frame_sequence":"x","frame_stamp":[1],"step_ms":1e999,"brain":7,"v_mps":null}';
    expect(readDecisionJson(encodeString({ data: text }))).toMatchObject({
      stamp: { sec: 0, nsec: 0 },
      frameSequence: 0,
      frameStamp: null,
      step_ms: null,
      brain: null,
      v_mps: null,
    });
  });
});

import { LINE_FOLLOWER_DEFAULTS, lineFollowerOptions } from '../../../../src/drive/brains/line-follower';
import { ConfigurationError } from '../../../../src/errors';

test('no parameters give the defaults', () => {
  expect(lineFollowerOptions({})).toEqual(LINE_FOLLOWER_DEFAULTS);
});

test('parameters carry their units in their names', () => {
  const options = lineFollowerOptions({ max_speed_mps: 9, line_colour: [255, 255, 255], latency_s: 0.1 });
  expect(options).toMatchObject({ maxSpeed_mps: 9, lineColour: [255, 255, 255], latency_s: 0.1 });
});

test('a low top speed lowers the least speed with it', () => {
  expect(lineFollowerOptions({ max_speed_mps: 2 }).minSpeed_mps).toBe(2);
});

test.each([
  [{ max_speed: 9 }, /Parameters\.max_speed lacks its unit: write max_speed_mps/],
  [{ max_sped_mps: 9 }, /Parameters\.max_sped_mps .*did you mean 'max_speed_mps'/],
  [{ max_speed_mps: -1 }, /max_speed_mps .*from 0\.5 to 40, found -1/],
  [{ max_speed_mps: 'fast' }, /max_speed_mps .*found 'fast'/],
  [{ max_speed_mps: Number.NaN }, /max_speed_mps/],
  [{ min_speed_mps: 9, max_speed_mps: 5 }, /min_speed_mps is 9, above max_speed_mps/],
  [{ line_colour: [255, 0] }, /line_colour .*3 numbers/],
  [{ line_colour: [255, 0, 300] }, /line_colour .*0 to 255/],
])('%p is refused with key and range', (raw, message) => {
  expect(() => lineFollowerOptions(raw)).toThrow(ConfigurationError);
  expect(() => lineFollowerOptions(raw)).toThrow(message);
});

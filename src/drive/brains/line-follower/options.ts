import type { CameraSettings } from '../../../config/camera-settings';
import { Section } from '../../../config/section';
import type { SteeringOptions } from './steering';

export interface LineFollowerOptions extends SteeringOptions {
  /** Colour of the line, red, green, blue 0..255; null for red, or what the first frames show instead. */
  readonly lineColour: readonly [number, number, number] | null;
  readonly lineWidth_m: number;
  /** Least score of a pixel of the line, 0..255: a lower one also accepts darker lines, and other things. */
  readonly contrast: number;
  /** Initial guess of the time from a frame's capture to its command taking effect; estimated while driving. */
  readonly latency_s: number;
  /** How long the car looks for a lost line before it gives up. */
  readonly searchTime_s: number;
  /** Where the camera is on the car, as far as it is known; the rest is measured in the first frames. */
  readonly camera: CameraSettings;
}

export const LINE_FOLLOWER_DEFAULTS: LineFollowerOptions = {
  maxSpeed_mps: 18,
  minSpeed_mps: 4,
  acceleration_mps2: 30,
  maxYawRate_radps: 7,
  lateralAcceleration_mps2: 40,
  lookahead_s: 0.13,
  minLookahead_m: 1,
  sight_s: 0.3,
  latency_s: 0.03,
  lineColour: null,
  camera: {},
  lineWidth_m: 0.11,
  contrast: 40,
  searchTime_s: 8,
};

const KEYS = [
  'max_speed_mps',
  'min_speed_mps',
  'acceleration_mps2',
  'max_yaw_rate_radps',
  'lateral_acceleration_mps2',
  'lookahead_s',
  'min_lookahead_m',
  'sight_s',
  'latency_s',
  'line_colour',
  'line_width_m',
  'contrast',
  'search_time_s',
];

/**
 * Options from the `Parameters:` of a brain's file, with defaults for absent keys.
 * @throws ConfigurationError that names the key, its range, and for unknown keys the nearest known one
 */
export function lineFollowerOptions(
  raw: Record<string, unknown>,
  file = 'line follower',
): LineFollowerOptions {
  const given = new Section(raw, file, 'Parameters');
  for (const key of given.keys) {
    const withUnit = KEYS.find((known) => known.startsWith(`${key}_`));
    if (withUnit !== undefined) throw given.error(key, `lacks its unit: write ${withUnit}`);
  }
  given.allow(KEYS);
  const base = LINE_FOLLOWER_DEFAULTS;
  const number = (key: string, fallback: number, min: number, max: number) =>
    given.optionalNumber(key, min, max) ?? fallback;
  const maxSpeed_mps = number('max_speed_mps', base.maxSpeed_mps, 0.5, 40);
  const minSpeed_mps = number('min_speed_mps', Math.min(base.minSpeed_mps, maxSpeed_mps), 0.1, 40);
  if (minSpeed_mps > maxSpeed_mps) {
    throw given.error('min_speed_mps', `is ${minSpeed_mps}, above max_speed_mps, which is ${maxSpeed_mps}`);
  }
  return {
    maxSpeed_mps,
    minSpeed_mps,
    acceleration_mps2: number('acceleration_mps2', base.acceleration_mps2, 0.5, 1000),
    maxYawRate_radps: number('max_yaw_rate_radps', base.maxYawRate_radps, 0.1, 20),
    lateralAcceleration_mps2: number('lateral_acceleration_mps2', base.lateralAcceleration_mps2, 0.5, 200),
    lookahead_s: number('lookahead_s', base.lookahead_s, 0.02, 2),
    minLookahead_m: number('min_lookahead_m', base.minLookahead_m, 0.6, 5),
    sight_s: number('sight_s', base.sight_s, 0.05, 5),
    latency_s: number('latency_s', base.latency_s, 0, 0.5),
    lineColour: given.has('line_colour') ? colour(given) : base.lineColour,
    lineWidth_m: number('line_width_m', base.lineWidth_m, 0.02, 1),
    contrast: number('contrast', base.contrast, 5, 200),
    camera: base.camera,
    searchTime_s: number('search_time_s', base.searchTime_s, 0, 60),
  };
}

function colour(given: Section): readonly [number, number, number] {
  const [red, green, blue] = given.numbers('line_colour', 3);
  if ([red, green, blue].some((channel) => channel < 0 || channel > 255)) {
    throw given.error(
      'line_colour',
      `must be red, green, blue from 0 to 255, found [${red}, ${green}, ${blue}]`,
    );
  }
  return [red, green, blue];
}

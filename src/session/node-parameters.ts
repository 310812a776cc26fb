import { IMAGE_TRANSFORMS, type ImageTransform } from '../config/image-transform';
import {
  RECORDED_IMAGES,
  RECORDING_COMPRESSIONS,
  RECORDING_FAILURES,
  type RecordingSettings,
} from '../config/recording';
import { Section } from '../config/section';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../drive/inference/providers';
import type { ParamValue } from '../ros/transport';
import { suggestion } from '../support/nearest';
import { FINISHES, MOST_LAPS } from './start';

/** The node's private parameters; what is not set is absent. */
export interface NodeParameters {
  readonly brain?: string;
  readonly model?: string;
  readonly provider?: ProviderRequest;
  readonly imageTransform?: ImageTransform;
  readonly seed?: number;
  readonly circuit?: string;
  readonly direction?: 'forward' | 'reverse';
  readonly out?: string;
  readonly record?: boolean;
  readonly recordImages?: RecordingSettings['images'];
  readonly recordCompression?: RecordingSettings['compression'];
  readonly onRecordFailure?: RecordingSettings['onFailure'];
  readonly cycle_ms?: number;
  readonly frameTimeout_ms?: number;
  readonly startPaused?: boolean;
  readonly start?: string;
  readonly startRow?: number;
  readonly laps?: number;
  readonly finish?: 'go-on' | 'pause';
}

type Reader = (section: Section, key: string) => unknown;

const text: Reader = (section, key) => section.string(key);
const flag: Reader = (section, key) => section.optionalBoolean(key);
const whole: Reader = (section, key) => section.integer(key, 0);
const among =
  (choices: readonly string[]): Reader =>
  (section, key) =>
    section.oneOf(key, choices);

const PARAMETERS: Readonly<Record<string, readonly [keyof NodeParameters, Reader]>> = {
  brain: ['brain', text],
  model: ['model', text],
  provider: ['provider', among(PROVIDER_REQUESTS)],
  image_transform: ['imageTransform', among(IMAGE_TRANSFORMS)],
  seed: ['seed', whole],
  circuit: ['circuit', text],
  direction: ['direction', among(['forward', 'reverse'])],
  out: ['out', text],
  record: ['record', flag],
  record_images: ['recordImages', among(RECORDED_IMAGES)],
  record_compression: ['recordCompression', among(RECORDING_COMPRESSIONS)],
  on_record_failure: ['onRecordFailure', among(RECORDING_FAILURES)],
  cycle_ms: ['cycle_ms', (section, key) => section.number(key, 0, 60_000)],
  frame_timeout_ms: ['frameTimeout_ms', (section, key) => section.number(key, 50, 60_000)],
  start_paused: ['startPaused', flag],
  start: ['start', text],
  start_row: ['startRow', (section, key) => section.integer(key, 1)],
  laps: ['laps', (section, key) => section.integer(key, 1, MOST_LAPS)],
  finish: ['finish', among(FINISHES)],
};

/** Names of the parameters, without ~. */
export const PARAMETER_NAMES: readonly string[] = Object.keys(PARAMETERS);

/**
 * Reads a node's private parameters. An empty text counts as not set, so that launch files can hand their
 * arguments on.
 * @param values as the parameter server gives the node's namespace; null where it is empty
 * @param warn told of parameters that are none of the node's
 * @throws ConfigurationError that names node, parameter and what it may be
 */
export function readNodeParameters(
  values: ParamValue | null,
  nodeName: string,
  warn: (line: string) => void,
): NodeParameters {
  const given = isMapping(values) ? values : {};
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const section = new Section(set, `parameters of ${nodeName}`);
  const found: [string, unknown][] = [];
  for (const key of section.keys) {
    const parameter = Object.hasOwn(PARAMETERS, key) ? PARAMETERS[key] : undefined;
    if (parameter) found.push([parameter[0], parameter[1](section, key)]);
    else if (!isMapping(set[key])) {
      warn(
        `parameter ${nodeName}/${key} is not known here${suggestion(key, PARAMETER_NAMES)}; it is left alone`,
      );
    }
  }
  return Object.fromEntries(found) as NodeParameters;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

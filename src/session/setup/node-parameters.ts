import { Section } from '../../config/section';
import type { ParamValue } from '../../ros/transport';
import { suggestion } from '../../support/nearest';
import { LIVE_PARAMETER_READERS, type LiveParameters } from './live-parameters';
import { type RunSettings, SETTING_READERS } from './settings';

/** What a node's private parameters say. */
export interface NodeSettings extends RunSettings, LiveParameters {}

const READERS: Readonly<Record<keyof NodeSettings, (section: Section, key: string) => unknown>> = {
  ...SETTING_READERS,
  ...LIVE_PARAMETER_READERS,
};

/** The settings behind the node's private parameters. */
const PARAMETERS: Readonly<Record<string, keyof NodeSettings>> = {
  brain: 'brain',
  model: 'model',
  provider: 'provider',
  image_transform: 'imageTransform',
  corruption_strength: 'corruptionStrength',
  car: 'car',
  camera: 'camera',
  seed: 'seed',
  circuit: 'circuit',
  direction: 'direction',
  out: 'out',
  record: 'record',
  record_images: 'recordImages',
  record_compression: 'recordCompression',
  on_record_failure: 'onRecordFailure',
  recovery: 'recovery',
  recovery_limit: 'recoveryLimit',
  cycle_ms: 'cycle_ms',
  frame_timeout_ms: 'frameTimeout_ms',
  compensation: 'compensation',
  guard: 'guard',
  start_paused: 'startPaused',
  brain_path: 'brainPath',
  brain_modules: 'brainModules',
  start: 'start',
  start_row: 'startRow',
  laps: 'laps',
  timeout_s: 'timeout_s',
  standstill_s: 'standstill_s',
  finish: 'finish',
  live: 'live',
  live_port: 'livePort',
  live_host: 'liveHost',
  live_token: 'liveToken',
};

/** The private parameter of a setting. */
export function parameterOf(setting: string): string {
  const name = Object.keys(PARAMETERS).find((key) => PARAMETERS[key] === setting);
  return `~${name ?? setting}`;
}

/** Names of the parameters, without ~. */
export const PARAMETER_NAMES: readonly string[] = Object.keys(PARAMETERS);

/**
 * Reads a node's private parameters. An empty text counts as not set, so that launch files can hand their
 * arguments on.
 * @param values as the parameter server gives the node's namespace; null where it is empty
 * @param warn takes a line for each parameter that the node does not have
 * @throws ConfigurationError that names node, parameter and what it may be
 */
export function readNodeParameters(
  values: ParamValue | null,
  nodeName: string,
  warn: (line: string) => void,
): NodeSettings {
  const given = isMapping(values) ? values : {};
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const section = new Section(set, `parameters of ${nodeName}`);
  const found: [string, unknown][] = [];
  for (const key of section.keys) {
    const setting = Object.hasOwn(PARAMETERS, key) ? PARAMETERS[key] : undefined;
    if (setting) found.push([setting, READERS[setting](section, key)]);
    else if (!isMapping(set[key])) {
      warn(`parameter ${nodeName}/${key} is unknown${suggestion(key, PARAMETER_NAMES)}; it is ignored`);
    }
  }
  return Object.fromEntries(found) as NodeSettings;
}

/** Whether a parameter is a namespace of others. */
export function isMapping(value: unknown): value is Record<string, ParamValue> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

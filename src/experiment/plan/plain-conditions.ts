import { CORRUPTIONS, type Corruption, MOST_CORRUPTION_STRENGTH } from '../../config/image-transform';
import type { Problems } from '../../config/problems';
import { Section } from '../../config/section';
import { ConfigurationError, SettingError } from '../../errors';
import { suggestion } from '../../support/nearest';
import {
  CAMERA_TIMING_READERS,
  type CameraStall,
  type CameraTimingSettings,
  checkCameraTiming,
  DEFAULT_CAMERA_TIMING,
  resolveCameraTiming,
} from '../../world/simulator/camera-timing';
import { planFile } from '../run/planned-files';
import type { PlannedCorruption } from '../run/planned-run';
import { besideOrHere } from './courses';
import type { DraftTiming } from './draft';
import { readEach } from './read-each';

/** Keys of an experiment file by the settings that they list. */
const KEY_OF: Readonly<Record<keyof CameraTimingSettings, string>> = {
  cameraRate_hz: 'camera_rate_hz',
  cameraJitter_ms: 'camera_jitter_ms',
  frameDrop: 'frame_drop',
  latency_ms: 'latency_ms',
  cameraStall: 'camera_stall',
  cameraTiming: 'camera_timing',
};
const SETTINGS = Object.keys(KEY_OF) as (keyof CameraTimingSettings)[];
export const TIMING_KEYS: readonly string[] = Object.values(KEY_OF);

const NONE = 'none';

/** `corruptions`: none, a name, or names with one or several strengths; empty where the key is absent. */
export function readCorruptions(root: Section, problems: Problems): (PlannedCorruption | null)[] {
  const read = readEach(root, 'corruptions', problems, (item, key) => {
    const value = item.raw(key);
    if (value === NONE) return [null];
    if (typeof value !== 'object') return [{ name: corruption(item, key, value), strength: 1 }];
    const section = item.section(key);
    return section.keys.flatMap((name) => {
      const known = corruption(section, name, name);
      return section
        .items(name)
        .map(([one, where]) => ({ name: known, strength: one.number(where, 0, MOST_CORRUPTION_STRENGTH) }))
        .map((found) => (found.strength === 0 ? null : found));
    });
  });
  return read.flat();
}

function corruption(section: Section, key: string, name: unknown): Corruption {
  const found = CORRUPTIONS.find((known) => known === name);
  if (found !== undefined) return found;
  const choices = [NONE, ...CORRUPTIONS];
  throw section.error(
    key,
    `is '${String(name)}', no image corruption${suggestion(String(name), choices)}; there are ${choices.join(', ')}`,
  );
}

/** Every combination of the camera's settings. */
export function readTimings(root: Section, problems: Problems): DraftTiming[] {
  let timings: CameraTimingSettings[] = [{}];
  for (const setting of SETTINGS) {
    const values = readEach(root, KEY_OF[setting], problems, (item, key) => readSetting(item, key, setting));
    if (values.length === 0) continue;
    timings = timings.flatMap((timing) =>
      values.map((value) => (isDefault(setting, value) ? timing : { ...timing, [setting]: value })),
    );
  }
  return timings.flatMap((settings) => problems.attempt(() => [planTiming(settings, root.file)], []));
}

function readSetting(item: Section, key: string, setting: keyof CameraTimingSettings): unknown {
  const value = item.raw(key);
  if (value === NONE && (setting === 'cameraStall' || setting === 'cameraTiming')) return undefined;
  if (setting === 'cameraStall' && typeof value === 'object' && !Array.isArray(value)) {
    return CAMERA_TIMING_READERS.cameraStall(new Section({ [key]: [value] }, item.file), key);
  }
  const read = CAMERA_TIMING_READERS[setting](item, key);
  return setting === 'cameraTiming' ? besideOrHere(read as string, item.file) : read;
}

/** What is as it is by default is left out, so that one run has one key. */
function isDefault(setting: keyof CameraTimingSettings, value: unknown): boolean {
  const { rate_hz, jitter_ms, frameDrop, latency_ms } = DEFAULT_CAMERA_TIMING;
  const defaults: CameraTimingSettings = {
    cameraRate_hz: rate_hz,
    cameraJitter_ms: jitter_ms,
    frameDrop,
    latency_ms,
  };
  return value === undefined || value === defaults[setting] || (value as CameraStall[]).length === 0;
}

function planTiming(settings: CameraTimingSettings, file: string): DraftTiming {
  try {
    checkCameraTiming(settings);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const named = error.named((key) => KEY_OF[key as keyof CameraTimingSettings] ?? key);
    throw new ConfigurationError(`${file}: ${named.message}`, { cause: error });
  }
  // Reads the file, whose problems are found here.
  resolveCameraTiming(settings);
  const { cameraTiming } = settings;
  return { settings, file: cameraTiming === undefined ? null : planFile(cameraTiming) };
}

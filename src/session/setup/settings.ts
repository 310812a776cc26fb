import type { Direction } from '../../circuit/direction';
import { type CameraSettings, readCamera } from '../../config/camera-settings';
import { readCarName } from '../../config/car-preset';
import { type CompensationMode, readCompensation } from '../../config/compensation';
import {
  IMAGE_TRANSFORMS,
  type ImageTransform,
  MOST_CORRUPTION_STRENGTH,
} from '../../config/image-transform';
import {
  RECORDED_IMAGES,
  RECORDING_COMPRESSIONS,
  RECORDING_FAILURES,
  type RecordingSettings,
} from '../../config/recording';
import { MOST_RECOVERIES, RECOVERIES, type RecoveryKind, type RecoverySettings } from '../../config/recovery';
import type { Section } from '../../config/section';
import { MOST_THREADS } from '../../drive/brains/open-brain';
import { PROVIDER_REQUESTS, type ProviderRequest } from '../../drive/inference/providers';

export const DEFAULT_BRAIN = 'pilotnet';
export const DEFAULT_SEED = 1;
/** Line, camera or simulator may come back for so long. */
export const DEFAULT_STANDSTILL_S = 30;
export const FINISHES = ['go-on', 'pause'] as const;
/** Laps of a run against an external master. */
export const MOST_LAPS = 1000;
/** Simulated time after which a run may be ended. */
export const LEAST_TIMEOUT_S = 0.1;
export const MOST_TIMEOUT_S = 1e6;

/** What code, the command line or a node's private parameters may say of a run; what is absent is left open. */
export interface RunSettings {
  /** A name in `brains/` or the path of a YAML file. */
  readonly brain?: string;
  /** A name in `models/` or an .onnx file with its card, in place of the brain's own. */
  readonly model?: string;
  /** Execution provider of the network; default the brain's, else auto. */
  readonly provider?: ProviderRequest;
  /** Threads within one operator of the network on the CPU; default the brain's `Threads`, else 1. */
  readonly threads?: number;
  /** Corruption of the brain's images; default the brain's `ImageTranform`, else none. */
  readonly imageTransform?: ImageTransform;
  /** Of the corruption: 0 leaves the images as they are, 0.5 is milder, 2 stronger. Default 1. */
  readonly corruptionStrength?: number;
  /** The car: `f1`, `multicamera`, `academy` or a YAML file (docs/cars.md). Default the brain's `Car`, else f1. */
  readonly car?: string;
  /** Where the car's camera is, for the line follower: `f1`, `multicamera`, values such as `height_m=0.3,x_m=0.25`, or
   *  settings; default the brain's `Camera`, else measured in the first frames. */
  readonly camera?: CameraSettings | string;
  /** Of the world, the image corruption and a drawn start. Default 1. */
  readonly seed?: number;
  /** A circuit's name, a circuit file or a perfect-lap bag. */
  readonly circuit?: string;
  /** Default forward. */
  readonly direction?: Direction;
  /** Folder for record, statistics and image of the path. */
  readonly out?: string;
  /** Whether a bag is recorded from the start; default the YAML's `Recording`, else true. */
  readonly record?: boolean;
  /** Camera frames in the bag: as they come, as JPEG, or none but the first. Default none. */
  readonly recordImages?: RecordingSettings['images'];
  /** Of the bag's chunks. Default none. */
  readonly recordCompression?: RecordingSettings['compression'];
  /** Whether the car drives on or stops when recording cannot go on. Default drive. */
  readonly onRecordFailure?: RecordingSettings['onFailure'];
  /** Whether a car that cannot go on is put back on the line; default the YAML's `Recovery`, else none. */
  readonly recovery?: RecoveryKind;
  /** The run ends instead of being put back more often; default the YAML's `RecoveryLimit`, else 10. */
  readonly recoveryLimit?: number;
  /** Least time between two decisions; default the YAML's. */
  readonly cycle_ms?: number;
  /** The car is stopped after so long without a good frame; default the YAML's. */
  readonly frameTimeout_ms?: number;
  /** Whether commands make up for the age and the rate of the frames; default the YAML's, else auto. */
  readonly compensation?: CompensationMode;
  /** Over ROS: whether a process of its own stops the car when this node hangs or is killed. Default true. */
  readonly guard?: boolean;
  /** The car stays stopped until it is resumed. Default false. */
  readonly startPaused?: boolean;
  /** Folders beside brains/ and models/ from which others may have brains loaded, separated by colons. */
  readonly brainPath?: string;
  /** Whether others may have modules loaded, which are code. Default false. */
  readonly brainModules?: boolean;
  /** Where the car starts: as-is, reset, circuit, random, or a .csv file. Default as-is. */
  readonly start?: string;
  /** Row of that file, from 1; default in turn by the seed. */
  readonly startRow?: number;
  /** The run ends after so many laps. */
  readonly laps?: number;
  /** The run ends after so much simulated time. Default, with laps: the YAML's `Timeout`; in the built-in worlds, else the
   *  time of a car at 2 m/s. */
  readonly timeout_s?: number;
  /** Laps end after so many seconds of the wall clock without progress. Default 30. */
  readonly standstill_s?: number;
  /** Whether physics goes on or is paused at the end. Default go-on. */
  readonly finish?: (typeof FINISHES)[number];
}

type Reader = (section: Section, key: string) => unknown;

const text: Reader = (section, key) => section.string(key);
const flag: Reader = (section, key) => section.optionalBoolean(key);
const whole: Reader = (section, key) => section.integer(key, 0);
const among =
  (choices: readonly string[]): Reader =>
  (section, key) =>
    section.oneOf(key, choices);

/** Reads one setting under whatever key it has, or throws an error that names the key and what it may be. */
export const SETTING_READERS: Readonly<Record<keyof RunSettings, Reader>> = {
  brain: text,
  model: text,
  provider: among(PROVIDER_REQUESTS),
  threads: (section, key) => section.integer(key, 1, MOST_THREADS),
  imageTransform: among(IMAGE_TRANSFORMS),
  corruptionStrength: (section, key) => section.number(key, 0, MOST_CORRUPTION_STRENGTH),
  car: readCarName,
  camera: readCamera,
  seed: whole,
  circuit: text,
  direction: among(['forward', 'reverse']),
  out: text,
  record: flag,
  recordImages: among(RECORDED_IMAGES),
  recordCompression: among(RECORDING_COMPRESSIONS),
  onRecordFailure: among(RECORDING_FAILURES),
  recovery: among(RECOVERIES),
  recoveryLimit: (section, key) => section.integer(key, 1, MOST_RECOVERIES),
  cycle_ms: (section, key) => section.number(key, 0, 60_000),
  frameTimeout_ms: (section, key) => section.number(key, 50, 60_000),
  compensation: readCompensation,
  guard: flag,
  startPaused: flag,
  brainPath: text,
  brainModules: flag,
  start: text,
  startRow: (section, key) => section.integer(key, 1),
  laps: (section, key) => section.integer(key, 1, MOST_LAPS),
  timeout_s: (section, key) => section.number(key, LEAST_TIMEOUT_S, MOST_TIMEOUT_S),
  standstill_s: (section, key) => section.number(key, 1, 86_400),
  finish: among(FINISHES),
};

/** What is recorded: as the settings say, else as the brain's YAML does. */
export function recordingSettings(
  settings: Pick<RunSettings, 'record' | 'recordImages' | 'recordCompression' | 'onRecordFailure'>,
  yaml: RecordingSettings,
): RecordingSettings {
  return {
    enabled: settings.record ?? yaml.enabled,
    images: settings.recordImages ?? yaml.images,
    compression: settings.recordCompression ?? yaml.compression,
    onFailure: settings.onRecordFailure ?? yaml.onFailure,
  };
}

/** What becomes of a car that cannot go on: as the settings say, else as the brain's YAML does. */
export function recoverySettings(
  { recovery, recoveryLimit }: Pick<RunSettings, 'recovery' | 'recoveryLimit'>,
  yaml: RecoverySettings,
): RecoverySettings {
  return { kind: recovery ?? yaml.kind, limit: recoveryLimit ?? yaml.limit };
}

/** Without the keys that have no value, which would hide those of another object under it. */
export function withoutAbsent<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]: Exclude<T[K], undefined> };
}

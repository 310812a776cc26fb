import type { StartPose } from '../circuit/circuit';
import { Section } from '../config/section';
import { ConfigurationError, SettingError } from '../errors';
import { suggestion } from '../support/nearest';
import {
  CAMERA_TIMING_READERS,
  type CameraTimingSettings,
  checkCameraTiming,
} from '../world/simulator/camera-timing';
import { LOG_LEVELS, type LogThreshold } from './session-log';
import { type RunSettings, SETTING_READERS } from './setup/settings';

export const SESSION_WORLDS = ['lockstep', 'ros', 'external'] as const;

/** Laps of a session in the built-in world. */
const MOST_BUILT_IN_LAPS = 10_000;

/** What every session may be given. */
export interface CommonSessionOptions
  extends Omit<RunSettings, 'out' | 'start' | 'startRow' | 'finish' | 'standstill_s'> {
  /** Bag of a lap that BehaviorMetrics' metrics refer to. Default the YAML's `PerfectLap`. */
  readonly perfectLap?: string;
  /** Folder for bag, statistics and image of the path; made where it is missing. Null writes nothing.
   *  Default `out/TIME-CIRCUIT-BRAIN` (external: `out/TIME-BRAIN`) under the working directory. */
  readonly out?: string | null;
  /** Over ROS, with a guard: ends this process by SIGKILL when its main thread has hung for some ten seconds, and has the
   *  recording thread complete the bag and write the statistics. The command line sets it. Default false. */
  readonly endHungProcess?: boolean;
  /** Whether the image of the path is drawn. Default true. */
  readonly picture?: boolean;
  /** From which level on lines become `log` events. Default info. */
  readonly logLevel?: LogThreshold;
  /** Aborted, it ends the session as `end('interrupted')` does. */
  readonly signal?: AbortSignal;
  /** Environment variables of ROS (ROS_MASTER_URI, ROS_IP ...). Default process.env. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A session in the built-in world. */
export interface BuiltInSessionOptions extends CommonSessionOptions, CameraTimingSettings {
  /**
   * - `lockstep`: in this process, as fast as possible: simulated time waits for the brain. Deterministic for a seed.
   * - `ros`: over ROS in real time, with a master of its own and the simulator in a process of its own.
   */
  readonly world: 'lockstep' | 'ros';
  /** Default the YAML's `World` or `PerfectLap`, else simple_circuit. */
  readonly circuit?: string;
  /** Where the car starts, in world coordinates, at most 20 m from the line. Default the circuit's start. */
  readonly startPose?: StartPose;
  /** Default 1. */
  readonly laps?: number;
}

/** A session as a node of a ROS graph that is there already. */
export interface ExternalSessionOptions
  extends CommonSessionOptions,
    Pick<RunSettings, 'start' | 'startRow' | 'finish' | 'standstill_s'> {
  readonly world: 'external';
  /** URI of the ROS master. Default `__master:=` in `argv`, then ROS_MASTER_URI, then http://localhost:11311. */
  readonly masterUri?: string;
  /** Name of the node unless `argv` has `__name:=`. Default f1_brain. */
  readonly nodeName?: string;
  /** ROS arguments: remappings, `_parameter:=value`, `__name:=` and the like; the rest is ignored. Default none. */
  readonly argv?: readonly string[];
}

export type SessionOptions = BuiltInSessionOptions | ExternalSessionOptions;

const WHERE = 'Session options';
const EXTERNAL_ONLY = ['start', 'startRow', 'finish', 'standstill_s', 'masterUri', 'nodeName', 'argv'];
const BUILT_IN_ONLY = ['startPose', ...Object.keys(CAMERA_TIMING_READERS)];
const OBJECTS = ['signal', 'environment', 'argv'];
const POSE_KEYS = ['x_m', 'y_m', 'yaw_rad'] as const;
const KEYS = [
  'world',
  ...Object.keys(SETTING_READERS),
  ...BUILT_IN_ONLY,
  'perfectLap',
  'endHungProcess',
  'picture',
  'logLevel',
  'signal',
  'environment',
  'masterUri',
  'nodeName',
  'argv',
];

/** Checks the type and range of every option; what they name is read when the session opens.
 *  @throws ConfigurationError that names the option and what it may be */
export function checkSessionOptions(given: SessionOptions): SessionOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigurationError(`${WHERE} must be an object such as {world: 'lockstep', brain: 'pilotnet'}`);
  }
  const section = new OptionSection(given, WHERE);
  const world = section.oneOf('world', SESSION_WORLDS);
  const checked: Record<string, unknown> = { world };
  for (const key of section.keys) {
    const value = section.raw(key);
    if (key === 'world') continue;
    if (!KEYS.includes(key)) {
      throw new ConfigurationError(`${WHERE}: ${key} is not an option${suggestion(key, KEYS)}`);
    }
    if (key === 'out' && (given as CommonSessionOptions).out === null) checked.out = null;
    if (value === undefined) continue;
    if (world !== 'external' && EXTERNAL_ONLY.includes(key)) {
      throw new ConfigurationError(`${WHERE}: ${key} is an option of the world 'external' only`);
    }
    if (world === 'external' && BUILT_IN_ONLY.includes(key)) {
      throw new ConfigurationError(`${WHERE}: ${key} is an option of the worlds 'lockstep' and 'ros' only`);
    }
    checked[key] = OBJECTS.includes(key) ? objectOption(section, key) : plainOption(section, key, world);
  }
  checkCameraTiming(checked);
  if (world === 'lockstep' && checked.guard === true) {
    throw new ConfigurationError(`${WHERE}: guard is an option of the worlds 'ros' and 'external' only`);
  }
  if (checked.out === null && checked.record === true) {
    throw new ConfigurationError(`${WHERE}: record needs a folder: leave out 'out: null'`);
  }
  return checked as unknown as SessionOptions;
}

/** Options under the names of the library, which the command line spells as flags. */
export class OptionSection extends Section {
  override error(key: string | null, complaint: string): Error {
    if (key === null) return super.error(key, complaint);
    const message = super.error(key, complaint).message;
    return new SettingError((nameOf) => `${nameOf(key)} ${complaint}`, message);
  }
}

function plainOption(section: Section, key: string, world: SessionOptions['world']): unknown {
  if (key === 'startPose') return poseOption(section, key);
  if (key === 'endHungProcess' || key === 'picture') return section.optionalBoolean(key);
  if (key === 'logLevel') return section.oneOf(key, LOG_LEVELS);
  if (key === 'laps' && world !== 'external') return section.integer(key, 1, MOST_BUILT_IN_LAPS);
  if (Object.hasOwn(SETTING_READERS, key)) return SETTING_READERS[key as keyof RunSettings](section, key);
  if (Object.hasOwn(CAMERA_TIMING_READERS, key)) {
    return CAMERA_TIMING_READERS[key as keyof CameraTimingSettings](section, key);
  }
  return section.string(key);
}

function poseOption(section: Section, key: string): StartPose {
  const given = section.raw(key);
  const isPose =
    typeof given === 'object' &&
    given !== null &&
    Object.keys(given).length === POSE_KEYS.length &&
    POSE_KEYS.every((name) => Number.isFinite((given as Partial<StartPose>)[name]));
  if (isPose) return given as StartPose;
  throw section.error(key, 'must be an object of three numbers: {x_m, y_m, yaw_rad}');
}

function objectOption(section: Section, key: string): unknown {
  const value = section.raw(key);
  const isRight =
    key === 'argv'
      ? Array.isArray(value) && value.every((part) => typeof part === 'string')
      : key === 'signal'
        ? value instanceof AbortSignal
        : typeof value === 'object' && !Array.isArray(value);
  if (isRight) return value;
  const expected = {
    argv: 'a list of strings',
    signal: 'an AbortSignal',
    environment: 'an object of strings',
  };
  throw section.error(key, `must be ${expected[key as keyof typeof expected]}`);
}

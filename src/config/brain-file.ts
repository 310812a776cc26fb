import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import { PACKAGE_ROOT } from '../support/paths';
import { type BrainKind, brainKind } from './behavior-metrics';
import { COMMAND_RANGES } from './command-range';
import { type Corruption, readImageTransform } from './image-transform';
import { type RecordingSettings, readRecording } from './recording';
import { Section } from './section';
import { F1_TOPICS } from './topics';
import { readYamlFile } from './yaml-file';

/** What one brain YAML says, checked. Format: BehaviorMetrics' configuration files. */
export interface BrainConfiguration {
  /** File name without `.yml`: what tables and statistics call this brain. */
  readonly name: string;
  readonly file: string;
  readonly kind: BrainKind;
  /** BrainPath as written. */
  readonly brainPath: string;
  /** Robot.Type, f1 where the file names none. */
  readonly robotType: string;
  /** `Parameters` of the brain as written; each kind of brain checks its own. */
  readonly parameters: Section;
  /** Parameters.ImageTranform: how the brain's images are corrupted; null for not at all. */
  readonly imageTransform: Corruption | null;
  readonly topics: {
    readonly camera: string;
    readonly odometry: string;
    readonly command: string;
  };
  /** PilotTimeCycle: least time between two decisions; 0 answers every frame. */
  readonly cycle_ms: number;
  readonly limits: Limits;
  /** No good frame for so long (wall time) stops the car. */
  readonly frameTimeout_ms: number;
  /** Over ROS: awake, with warm caches, when the next frame of a steady camera is due. */
  readonly anticipate: boolean;
  /** Simulation.World: a circuit's name or a launch file; null when the file names none. */
  readonly world: string | null;
  /** Simulation.RealTimeUpdateRate: physics steps a wall second that Gazebo was asked for. */
  readonly realTimeUpdateRate: number | null;
  readonly experiment: Experiment;
  readonly recording: RecordingSettings;
  /** Stats.PerfectLap: a bag whose line the deviation is measured against. */
  readonly perfectLap: string | null;
  /** Remarks for the user about keys that are accepted but do not act here. */
  readonly remarks: readonly string[];
}

/** The texts of `Experiment`, for the record. */
export interface Experiment {
  readonly name: string | null;
  readonly description: string | null;
  /** Simulated seconds; the first where the file lists one for each world. */
  readonly timeout_s: number | null;
}

/** Range of commands that may leave the node; a finite command outside is cut to it. */
export interface Limits {
  readonly minV_mps: number;
  readonly maxV_mps: number;
  readonly maxW_radps: number;
}

/** As far as the labels of BehaviorMetrics' datasets reach. */
export const DEFAULT_LIMITS: Limits = {
  minV_mps: 0,
  maxV_mps: COMMAND_RANGES.v_mps[1],
  maxW_radps: COMMAND_RANGES.w_radps[1],
};
export const DEFAULT_FRAME_TIMEOUT_MS = 500;
const BRAINS_FOLDER = path.join(PACKAGE_ROOT, 'brains');

/** Names of the brains in `brains/`. */
export function brainNames(): string[] {
  return readdirSync(BRAINS_FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.slice(0, -'.yml'.length))
    .sort();
}

/**
 * @param nameOrPath a name in `brains/` or a path to a YAML file
 * @throws ConfigurationError with one line that names file and key
 */
export function readBrainFile(nameOrPath: string): BrainConfiguration {
  const file = findBrainFile(nameOrPath);
  const root = new Section(readYamlFile(file, 'brain'), file).allow(['Behaviors']);
  const behaviors = root
    .section('Behaviors')
    .allow(['Robot', 'Simulation', 'Experiment', 'Dataset', 'Stats', 'Layout', 'Recording']);
  const robot = behaviors
    .section('Robot')
    .allow([
      'Sensors',
      'Actuators',
      'BrainPath',
      'PilotTimeCycle',
      'Parameters',
      'Type',
      'Limits',
      'FrameTimeout',
      'Anticipate',
    ]);
  const simulation = behaviors.optionalSection('Simulation')?.allow(['World', 'RealTimeUpdateRate']) ?? null;
  const stats = behaviors.optionalSection('Stats')?.allow(['Out', 'PerfectLap']) ?? null;
  const remarks: string[] = [];
  const actuators = robot.optionalSection('Actuators')?.allow(['Motors']) ?? null;
  const type = robot.optionalString('Type');
  if (type !== null && type !== 'f1') {
    throw robot.error('Type', `is '${type}'; f1-brain drives the Formula 1 car (Type: f1)`);
  }
  const brainPath = single(robot, 'BrainPath');
  return {
    name: path.basename(file).replace(/\.ya?ml$/i, ''),
    file,
    kind: brainKind(brainPath, robot, file, remarks),
    brainPath,
    robotType: type ?? 'f1',
    parameters: robot.optionalSection('Parameters') ?? new Section({}, file, 'Behaviors.Robot.Parameters'),
    imageTransform: readImageTransform(robot.optionalSection('Parameters')),
    topics: readTopics(robot, actuators, remarks),
    cycle_ms: robot.optionalNumber('PilotTimeCycle', 0, 60000) ?? 0,
    limits: readLimits(robot),
    frameTimeout_ms: robot.optionalNumber('FrameTimeout', 50, 60000) ?? DEFAULT_FRAME_TIMEOUT_MS,
    anticipate: robot.optionalBoolean('Anticipate') ?? true,
    world: simulation?.has('World') ? single(simulation, 'World') : null,
    realTimeUpdateRate: simulation?.optionalNumber('RealTimeUpdateRate', 0) ?? null,
    experiment: readExperiment(behaviors.optionalSection('Experiment')),
    recording: readRecording(behaviors.optionalSection('Recording')),
    perfectLap: text(stats, 'PerfectLap'),
    remarks,
  };
}

function findBrainFile(nameOrPath: string): string {
  const isPath = /[/\\]|\.ya?ml$/i.test(nameOrPath);
  if (isPath) return nameOrPath;
  const file = path.join(BRAINS_FOLDER, `${nameOrPath}.yml`);
  if (existsSync(file)) return file;
  const names = brainNames();
  throw new ConfigurationError(
    `no brain is called '${nameOrPath}'${suggestion(nameOrPath, names)}; ` +
      `there are ${names.join(', ')}, or give the path of a YAML file`,
  );
}

/** A string, or a list of one: longer lists make an experiment, which is not one run. */
function single(section: Section, key: string): string {
  const value = section.raw(key);
  if (!Array.isArray(value)) return section.string(key);
  if (value.length === 1 && typeof value[0] === 'string') return value[0];
  throw section.error(
    key,
    `lists ${value.length} values, which makes an experiment; one run takes one value: write one file for each`,
  );
}

function readExperiment(section: Section | null): Experiment {
  section?.allow(['Name', 'Description', 'Timeout', 'UseWorldTimeouts', 'Repetitions']);
  const timeouts = Array.isArray(section?.raw('Timeout')) ? section.numbers('Timeout') : null;
  return {
    name: text(section, 'Name'),
    description: text(section, 'Description'),
    timeout_s: timeouts ? (timeouts[0] ?? null) : (section?.optionalNumber('Timeout', 0) ?? null),
  };
}

/** Whatever a user wrote for people to read; nothing where it is empty. */
function text(section: Section | null, key: string): string | null {
  const value = section?.raw(key);
  return value === undefined || value === '' ? null : String(value);
}

function readTopics(robot: Section, actuators: Section | null, remarks: string[]) {
  const sensors = robot.optionalSection('Sensors')?.allow(['Cameras', 'Pose3D']) ?? null;
  const motors = first(actuators, 'Motors', ['Name', 'Topic', 'MaxV', 'MaxW']);
  const maxV = motors?.optionalNumber('MaxV') ?? null;
  const maxW = motors?.optionalNumber('MaxW') ?? null;
  if (maxV !== null || maxW !== null) {
    remarks.push(
      'MaxV and MaxW are not enforced, as in BehaviorMetrics; Robot.Limits (v_mps: [min, max], w_radps) is',
    );
  }
  return {
    camera: topic(first(sensors, 'Cameras', ['Name', 'Topic']), F1_TOPICS.camera),
    odometry: topic(first(sensors, 'Pose3D', ['Name', 'Topic']), F1_TOPICS.odometry),
    command: topic(motors, F1_TOPICS.command),
  };
}

/** The first device of a group such as Cameras: {Camera_0: {Name, Topic}}. */
function first(parent: Section | null, group: string, keys: string[]): Section | null {
  const devices = parent?.optionalSection(group) ?? null;
  const name = devices?.keys[0];
  if (!devices || name === undefined) return null;
  if (devices.keys.length > 1) {
    throw devices.error(null, `lists ${devices.keys.length} devices; the car has one of each`);
  }
  return devices.section(name).allow(keys);
}

function topic(device: Section | null, fallback: string): string {
  const name = device?.optionalString('Topic') ?? fallback;
  if (!/^[~/a-zA-Z][\w/]*$/.test(name)) {
    throw device!.error('Topic', `is '${name}', which is no ROS topic name (letters, digits, _ and /)`);
  }
  return name;
}

function readLimits(robot: Section): Limits {
  const section = robot.optionalSection('Limits')?.allow(['v_mps', 'w_radps']);
  if (!section) return DEFAULT_LIMITS;
  const [minV_mps, maxV_mps] = section.has('v_mps')
    ? (section.numbers('v_mps', 2) as [number, number])
    : [DEFAULT_LIMITS.minV_mps, DEFAULT_LIMITS.maxV_mps];
  if (minV_mps > 0 || maxV_mps < 0 || minV_mps >= maxV_mps) {
    throw section.error('v_mps', `is [${minV_mps}, ${maxV_mps}]; write [least, most] with 0 inside`);
  }
  return {
    minV_mps,
    maxV_mps,
    maxW_radps: section.optionalNumber('w_radps', 0) ?? DEFAULT_LIMITS.maxW_radps,
  };
}

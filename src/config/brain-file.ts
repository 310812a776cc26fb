import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import { PACKAGE_ROOT } from '../support/paths';
import { brainKind } from './behavior-metrics';
import {
  type BrainConfiguration,
  DEFAULT_FRAME_TIMEOUT_MS,
  DEFAULT_LIMITS,
  type Experiment,
  type Limits,
} from './brain-configuration';
import { readImageTransform } from './image-transform';
import { shippedModels } from './named-model';
import { withModel } from './other-model';
import { readRecording } from './recording';
import { Section } from './section';
import { F1_TOPICS } from './topics';
import { readYamlFile } from './yaml-file';

const BRAINS_FOLDER = path.join(PACKAGE_ROOT, 'brains');

/** The brain of a model that has no brain file of its own. */
const NETWORK_BRAIN = path.join(BRAINS_FOLDER, 'pilotnet.yml');

/** Names that `readBrain` takes: the files in `brains/`, and the models in `models/`. */
export function brainNames(): string[] {
  return [...new Set([...brainFileNames(), ...shippedModels()])].sort();
}

/**
 * The brain that a user names: a name in `brains/`, the path of a YAML file, or a name in `models/`, which drives with
 * the settings of `brains/pilotnet.yml`.
 * @throws ConfigurationError with one line that names file and key, or lists the names
 */
export function readBrain(nameOrPath: string): BrainConfiguration {
  if (/[/\\]|\.ya?ml$/i.test(nameOrPath)) return readBrainFile(nameOrPath);
  if (brainFileNames().includes(nameOrPath)) {
    return readBrainFile(path.join(BRAINS_FOLDER, `${nameOrPath}.yml`));
  }
  if (shippedModels().includes(nameOrPath)) return withModel(readBrainFile(NETWORK_BRAIN), nameOrPath);
  const names = brainNames();
  throw new ConfigurationError(
    `no brain is called '${nameOrPath}'${suggestion(nameOrPath, names)}; ` +
      `there are ${names.join(', ')}, or give the path of a YAML file`,
  );
}

function brainFileNames(): string[] {
  return readdirSync(BRAINS_FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => file.slice(0, -'.yml'.length));
}

/**
 * @param file path of a brain's YAML
 * @throws ConfigurationError with one line that names file and key
 */
function readBrainFile(file: string): BrainConfiguration {
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
    preWake: robot.optionalBoolean('Anticipate') ?? true,
    world: simulation?.has('World') ? single(simulation, 'World') : null,
    realTimeUpdateRate: simulation?.optionalNumber('RealTimeUpdateRate', 0) ?? null,
    experiment: readExperiment(behaviors.optionalSection('Experiment')),
    recording: readRecording(behaviors.optionalSection('Recording')),
    perfectLap: text(stats, 'PerfectLap'),
    remarks,
  };
}

/** A string, or a list of one: a longer list describes an experiment of several runs. */
function single(section: Section, key: string): string {
  const value = section.raw(key);
  if (!Array.isArray(value)) return section.string(key);
  if (value.length === 1 && typeof value[0] === 'string') return value[0];
  throw section.error(
    key,
    `lists ${value.length} values, which describes an experiment; a run takes one value: write one file for each`,
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

/** Free text; null where it is empty. */
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
    throw device!.error('Topic', `is '${name}', which is not a ROS topic name (letters, digits, _ and /)`);
  }
  return name;
}

function readLimits(robot: Section): Limits {
  const section = robot.optionalSection('Limits')?.allow(['v_mps', 'w_radps']);
  if (!section) return DEFAULT_LIMITS;
  const [minV_mps, maxV_mps] = section.has('v_mps')
    ? section.numbers('v_mps', 2)
    : [DEFAULT_LIMITS.minV_mps, DEFAULT_LIMITS.maxV_mps];
  if (minV_mps > 0 || maxV_mps < 0 || minV_mps >= maxV_mps) {
    throw section.error('v_mps', `is [${minV_mps}, ${maxV_mps}]; write [min, max] with 0 inside`);
  }
  return {
    minV_mps,
    maxV_mps,
    maxW_radps: section.optionalNumber('w_radps', 0) ?? DEFAULT_LIMITS.maxW_radps,
  };
}

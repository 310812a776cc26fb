import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../errors';
import { suggestion } from '../support/nearest';
import { PACKAGE_ROOT } from '../support/paths';
import { adviseCommand } from './advice';
import { type BrainKind, refuseOtherRobots } from './behavior-metrics';
import type { BrainConfiguration } from './brain-configuration';
import {
  adviseExperiment,
  type BrainEntry,
  chooseEntry,
  formatBrainEntry,
  nameOfEntry,
  parseBrainEntry,
} from './brain-entry';
import { ROBOT_KEYS, readRobot } from './brain-robot';
import { readBrainYaml } from './brain-yaml';
import { readExperiment } from './experiment';
import type { GivenBeside } from './given-beside';
import { imageTransformsOf, readImageTransform } from './image-transform';
import { shippedModels } from './named-model';
import { readNetworkCard, remarkOnModel, remarkOnParameters } from './network-parameters';
import { withModel } from './other-model';
import { Problems } from './problems';
import { DEFAULT_RECORDING, readRecording } from './recording';
import { DEFAULT_RECOVERY, readRecovery } from './recovery';
import { Section } from './section';

const BRAINS_FOLDER = path.join(PACKAGE_ROOT, 'brains');

/** The brain of a model that has no brain file of its own. */
const NETWORK_BRAIN = path.join(BRAINS_FOLDER, 'pilotnet.yml');

/** Names that `readBrain` takes: the files in `brains/`, and the models in `models/`. */
export function brainNames(): string[] {
  return [...new Set([...brainFileNames(), ...shippedModels()])].sort();
}

/**
 * The brain that a user names: a name in `brains/`, the path of a YAML file (`FILE.yml#2` for the second brain that it
 * lists), or a name in `models/`, which drives with the settings of `brains/pilotnet.yml`.
 * @throws ConfigurationError with one line for each problem that names file and key, or lists the names
 */
export function readBrain(nameOrPath: string, given: GivenBeside = {}): BrainConfiguration {
  const named = parseBrainEntry(nameOrPath);
  if (/[/\\]|\.ya?ml$/i.test(named.file)) return readBrainFile(named, given);
  const only = (file: string) => readBrainFile({ file, entry: null }, given);
  if (brainFileNames().includes(nameOrPath)) return only(path.join(BRAINS_FOLDER, `${nameOrPath}.yml`));
  if (shippedModels().includes(nameOrPath)) return withModel(only(NETWORK_BRAIN), nameOrPath);
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

const BEHAVIORS_KEYS = [
  'Robot',
  'Simulation',
  'Experiment',
  'Dataset',
  'Stats',
  'Layout',
  'Recording',
  'Recovery',
  'RecoveryLimit',
];

/** Keys of BehaviorMetrics' `Simulation` that do not act here. */
const UNUSED_SIMULATION_KEYS = [
  'RandomSpawnPoint',
  'SpawnPoints',
  'Task',
  'TestSuite',
  'NumRoutes',
  'RandomizeRoutes',
  'WaypointPublisher',
  'NumberOfVehicle',
  'NumberOfWalker',
  'PercentagePedestriansRunning',
  'PercentagePedestriansCrossing',
];

/**
 * @param named path of a brain's YAML
 * @throws ConfigurationError with one line for each problem, which names file and key
 */
function readBrainFile(named: BrainEntry, given: GivenBeside): BrainConfiguration {
  const { file, entry } = named;
  const { value, warnings } = readBrainYaml(file);
  const chosen = chooseEntry(value, named);
  const root = new Section(chosen, file);
  const behaviors = root.section('Behaviors');
  const robot = behaviors.section('Robot');
  const advise = adviseCommand({
    file: formatBrainEntry(named),
    parameters: parametersOf(robot, file),
    world: firstWorld(behaviors),
  });
  const last = adviseExperiment(chosen, file);
  const throwAny = (found: Problems) =>
    given.forExperiment ? found.throwAny() : found.throwAny(advise, last);
  const others = new Problems();
  others.attempt(() => refuseOtherRobots(robot), null, 'brain');
  throwAny(others);
  const problems = new Problems();
  problems.attempt(() => root.allow(['Behaviors']), null);
  problems.attempt(() => behaviors.allow(BEHAVIORS_KEYS), null);
  problems.attempt(() => robot.allow(ROBOT_KEYS), null);
  const remarks: string[] = [];
  const read = {
    ...readRobot(robot, file, given, problems, remarks),
    ...readRun(behaviors, given, problems, remarks),
  };
  const parameters = readParameters(robot, file, read.kind, given, problems, remarks);
  throwAny(problems);
  return {
    name:
      entry === null
        ? path.basename(file).replace(/\.ya?ml$/i, '')
        : nameOfEntry(read, parameters.parameters),
    file,
    ...(entry !== null && { entry }),
    ...read,
    // Without a kind there was a problem.
    kind: read.kind!,
    ...parameters,
    corruptionStrength: 1,
    remarks,
    warnings,
  };
}

/** `Parameters`, empty where they are missing or none. */
function parametersOf(robot: Section, file: string): Section {
  const found = robot.raw('Parameters');
  const isMapping = typeof found === 'object' && found !== null && !Array.isArray(found);
  return new Section(isMapping ? found : {}, file, 'Behaviors.Robot.Parameters');
}

function firstWorld(behaviors: Section): string | null {
  const simulation = behaviors.raw('Simulation') as { World?: unknown } | undefined;
  const world: unknown = [simulation?.World].flat()[0];
  return typeof world === 'string' ? world : null;
}

/** Where and how it drives, and what is written of it. */
function readRun(behaviors: Section, given: GivenBeside, problems: Problems, remarks: string[]) {
  const part = (key: string, known: readonly string[]) => {
    const section = problems.attempt(() => behaviors.optionalSection(key), null);
    problems.attempt(() => section?.allow(known), null);
    return section;
  };
  const simulation = part('Simulation', ['World', 'RealTimeUpdateRate', ...UNUSED_SIMULATION_KEYS]);
  const unused = UNUSED_SIMULATION_KEYS.filter((key) => simulation?.has(key));
  if (unused.length > 0 && !given.forExperiment)
    remarks.push(`Simulation.${unused.join(', ')}: no effect here`);
  part('Dataset', ['In', 'Out']);
  const experiment = part('Experiment', [
    'Name',
    'Description',
    'Timeout',
    'UseWorldTimeouts',
    'Repetitions',
  ]);
  const stats = part('Stats', ['Out', 'PerfectLap']);
  const single = (section: Section | null, key: string) => {
    const value = section?.raw(key);
    if (section === null || value === undefined || value === '') return null;
    // A list is no problem where none of its values is needed.
    if (given.circuit !== undefined && Array.isArray(value) && value.length > 1) return null;
    return problems.attempt(() => section.single(key), null, 'circuit');
  };
  return {
    world: given.circuit ? null : single(simulation, 'World'),
    realTimeUpdateRate: problems.attempt(
      () => simulation?.optionalNumber('RealTimeUpdateRate', 0) ?? null,
      null,
    ),
    experiment: readExperiment(given.forExperiment ? null : experiment, problems, remarks),
    recording: problems.attempt(
      () => readRecording(behaviors.optionalSection('Recording')),
      DEFAULT_RECORDING,
    ),
    recovery: problems.attempt(() => readRecovery(behaviors), DEFAULT_RECOVERY),
    perfectLap: single(stats, 'PerfectLap'),
  };
}

function readParameters(
  robot: Section,
  file: string,
  kind: BrainKind | null,
  given: GivenBeside,
  problems: Problems,
  remarks: string[],
): Pick<BrainConfiguration, 'parameters' | 'imageTransform'> {
  const own = problems.attempt(() => robot.optionalSection('Parameters'), null);
  const severalTransforms = imageTransformsOf(own).length > 1;
  const imageTransform =
    given.imageTransform !== undefined && (severalTransforms || given.forExperiment)
      ? null
      : problems.attempt(() => readImageTransform(own), null, severalTransforms ? 'transform' : 'edit');
  const parameters = own ?? parametersOf(robot, file);
  if (problems.count > 0) {
    // The brain is not going to be opened, which would find these.
    if (kind?.type === 'network') readNetworkCard(parameters, file, problems, given.model);
    else if (kind === null && given.model === undefined && own?.has('Model'))
      problems.attempt(() => own.single('Model'), null, 'model');
  }
  remarks.push(...remarkOnParameters(parameters));
  const ofModel =
    kind?.type === 'network' && given.model === undefined ? remarkOnModel(parameters, file) : null;
  if (ofModel !== null) remarks.push(ofModel);
  if (kind?.type === 'line_follower' && parameters.has('Model'))
    remarks.push('Parameters.Model has no effect: line_follower drives without a network');
  return { parameters, imageTransform };
}

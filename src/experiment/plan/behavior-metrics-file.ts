import path from 'node:path';
import { undrawnNote } from '../../circuit/variants';
import { countEntries } from '../../config/brain-entry';
import { readBrain } from '../../config/brain-file';
import { IMAGE_TRANSFORM_KEYS, IMAGE_TRANSFORMS } from '../../config/image-transform';
import type { Problems } from '../../config/problems';
import { readRecording } from '../../config/recording';
import { Section } from '../../config/section';
import type { PlannedCorruption } from '../run/planned-run';
import { planWorlds } from './behavior-metrics-worlds';
import type { Draft, Driver, Notes } from './draft';
import { MOST_REPETITIONS } from './draft';
import { planDriver } from './drivers';
import type { PlanOptions } from './plan-options';
import { readEach } from './read-each';

/**
 * A file of BehaviorMetrics as it is: brain i with model i, every such pair in every world, perfect lap j and timeout j with
 * world j, everything as often as `Repetitions` says, and all of that with each `ImageTranform`.
 * @returns null where there are problems, which `problems` has then
 */
export async function readBehaviorMetricsFile(
  file: string,
  value: unknown,
  options: PlanOptions,
  problems: Problems,
  notes: Notes,
): Promise<Draft | null> {
  const before = problems.count;
  const behaviors = problems.attempt(() => new Section(value, file).section('Behaviors'), null);
  if (behaviors === null) return null;
  const robot = problems.attempt(() => behaviors.section('Robot'), null);
  const part = (key: string) => problems.attempt(() => behaviors.optionalSection(key), null);
  const experiment = part('Experiment');
  const simulation = part('Simulation');
  const drivers = robot === null ? [] : readDrivers(file, value, robot, problems, notes);
  const stats = part('Stats');
  const courses = await planWorlds({ file, simulation, stats, experiment }, problems, notes);
  const parameters = problems.attempt(() => robot?.optionalSection('Parameters') ?? null, null);
  const corruptions = readTransforms(parameters, problems);
  const repetitions = problems.attempt(
    () => (experiment?.has('Repetitions') ? experiment.integer('Repetitions', 1, MOST_REPETITIONS) : 1),
    1,
  );
  const recording = problems.attempt(() => readRecording(behaviors.optionalSection('Recording')), null);
  const isRandom =
    options.random ?? problems.attempt(() => simulation?.optionalBoolean('RandomSpawnPoint'), null);
  const name = experiment?.raw('Name');
  const description = experiment?.raw('Description');
  if (problems.count > before || recording === null) return null;
  const world = options.world ?? 'lockstep';
  if (world !== 'gazebo') tellOfUndrawn(file, simulation, notes);
  return {
    file,
    name: textOf(name) ?? path.parse(file).name,
    description: textOf(description),
    drivers,
    courses,
    worlds: [world],
    directions: isRandom ? ['drawn'] : ['forward'],
    starts: [{ kind: isRandom ? 'drawn' : 'default' }],
    providers: [null],
    corruptions: corruptions.length === 0 ? [null] : corruptions,
    timings: [{ settings: {}, file: null }],
    compensations: [null],
    seeds: Array.from({ length: repetitions }, (_, i) => 1 + i),
    car: 'f1',
    laps: 1,
    recovery: null,
    record: {
      bag: recording.enabled,
      images: recording.images,
      compression: recording.compression,
      picture: true,
    },
    out: outOf(stats),
    workers: null,
  };
}

/** As BehaviorMetrics reads it: relative to the working directory. */
function outOf(stats: Section | null): string | null {
  const out = stats?.raw('Out');
  return typeof out === 'string' && out.trim() !== '' ? path.resolve(out) : null;
}

/** Free text; null where it is empty. */
function textOf(value: unknown): string | null {
  return value === undefined || value === '' ? null : String(value);
}

/** Every image corruption that the file names; none is one. */
function readTransforms(parameters: Section | null, problems: Problems): (PlannedCorruption | null)[] {
  const key = IMAGE_TRANSFORM_KEYS.find((name) => parameters?.has(name));
  if (parameters === null || key === undefined) return [null];
  return readEach(parameters, key, problems, (item, name) => {
    if (item.raw(name) === '') return null;
    const transform = item.oneOf(name, IMAGE_TRANSFORMS);
    return transform === 'none' ? null : { name: transform, strength: 1 };
  });
}

/** Brain i with model i. */
function readDrivers(
  file: string,
  value: unknown,
  robot: Section,
  problems: Problems,
  notes: Notes,
): Driver[] {
  if (!haveFittingLengths(robot, problems)) return [];
  const entries = Array.from({ length: countEntries(value) }, (_, i) => i + 1);
  return entries.flatMap((entry) => {
    const driver = problems.attempt(() => {
      const named = `${file}#${entry}`;
      const configuration = readBrain(named, { circuit: '', imageTransform: 'none', forExperiment: true });
      return planDriver(configuration, configuration.name, notes);
    }, null);
    return driver ?? [];
  });
}

/** Whether BrainPath and Model can be paired. A list of one goes with every other, as a single value does. */
function haveFittingLengths(robot: Section, problems: Problems): boolean {
  const before = problems.count;
  const parameters = problems.attempt(() => robot.optionalSection('Parameters'), null);
  problems.attempt(() => robot.items('BrainPath'), null);
  problems.attempt(() => parameters?.items('Model'), null);
  const brains = [robot.raw('BrainPath')].flat().length;
  const models = [parameters?.raw('Model')].flat().length;
  problems.attempt(() => {
    if (brains < 2 || models < 2 || brains === models) return;
    throw robot.error(
      'BrainPath',
      `lists ${brains} values and Parameters.Model ${models}; brain i drives with model i: ` +
        "list as many, with '' for a brain without a network",
    );
  }, null);
  return problems.count === before;
}

function tellOfUndrawn(file: string, simulation: Section | null, notes: Notes): void {
  for (const world of [simulation?.raw('World')].flat()) {
    const note = typeof world === 'string' ? undrawnNote(world) : null;
    if (note !== null) notes.warnings.push(`${file}: World ${String(world)}: ${note}`);
  }
}

import path from 'node:path';
import { DIRECTIONS } from '../../circuit/direction';
import { CAR_NAMES } from '../../config/car-preset';
import { readCompensation } from '../../config/compensation';
import type { Problems } from '../../config/problems';
import { RECORDED_IMAGES, RECORDING_COMPRESSIONS } from '../../config/recording';
import { DEFAULT_RECOVERY, MOST_RECOVERIES, RECOVERIES, type RecoverySettings } from '../../config/recovery';
import { Section } from '../../config/section';
import { PROVIDER_REQUESTS } from '../../drive/inference/providers';
import type { PlannedCorruption, PlannedRecord } from '../run/planned-run';
import { type Draft, MOST_REPETITIONS, type Notes } from './draft';
import { readDrivers } from './plain-brains';
import { readCorruptions, readTimings, TIMING_KEYS } from './plain-conditions';
import { planCourses, readWorlds } from './plain-courses';
import { readStarts } from './plain-starts';
import { readEach } from './read-each';

const MOST_LAPS = 1000;
const MOST_WORKERS = 1024;

export const PLAIN_KEYS: readonly string[] = [
  'name',
  'description',
  'brains',
  'models',
  'providers',
  'circuits',
  'perfect_laps',
  'directions',
  'starts',
  'repetitions',
  'seeds',
  'corruptions',
  ...TIMING_KEYS,
  'compensation',
  'world',
  'launch',
  'car',
  'laps',
  'timeout_s',
  'recovery',
  'recovery_limit',
  'record',
  'workers',
];

/**
 * An experiment file of our own form (docs/experiments.md): every key may hold one value or a list, and the runs are the
 * product of the lists.
 * @returns null where there are problems, which `problems` has then
 */
export async function readPlainFile(
  file: string,
  value: unknown,
  problems: Problems,
  notes: Notes,
): Promise<Draft | null> {
  const before = problems.count;
  const root = problems.attempt(() => new Section(value, file), null);
  if (root === null) return null;
  problems.attempt(() => root.allow(PLAIN_KEYS), null);
  const read = <T>(reader: () => T, otherwise: T) => problems.attempt(reader, otherwise);
  const drivers = readDrivers(root, problems, notes);
  const worlds = readWorlds(root, problems);
  const starts = readStarts(root, problems);
  const courses = await planCourses(root, { worlds, starts }, problems, notes);
  const number = (key: string, otherwise: number, most: number) =>
    read(() => (root.has(key) ? root.integer(key, 1, most) : otherwise), otherwise);
  const draft: Draft = {
    file,
    name: read(() => root.optionalString('name'), null) ?? path.parse(file).name,
    description: read(() => root.optionalString('description'), null),
    drivers,
    courses,
    worlds,
    directions: orElse(
      readEach(root, 'directions', problems, (item, key) => item.oneOf(key, DIRECTIONS)),
      'forward',
    ),
    starts,
    providers: orElse(
      readEach(root, 'providers', problems, (item, key) => item.oneOf(key, PROVIDER_REQUESTS)),
      null,
    ),
    corruptions: orElse<PlannedCorruption | null | 'own'>(readCorruptions(root, problems), 'own'),
    timings: readTimings(root, problems),
    compensations: orElse(readEach(root, 'compensation', problems, readCompensation), null),
    seeds: readSeeds(root, problems),
    car: read(() => (root.has('car') ? root.oneOf('car', CAR_NAMES) : 'f1'), 'f1'),
    laps: number('laps', 1, MOST_LAPS),
    recovery: read(() => readRecovery(root), null),
    record: readRecord(root, problems),
    out: null,
    workers: root.has('workers') ? number('workers', 1, MOST_WORKERS) : null,
  };
  checkWorlds(root, draft, problems);
  return problems.count > before ? null : draft;
}

/** What a list holds that is absent or has problems. */
function orElse<T>(list: readonly T[], otherwise: T): readonly T[] {
  return list.length === 0 ? [otherwise] : list;
}

/** A seed for each repetition: those listed, or as many from one on as there are repetitions. */
function readSeeds(root: Section, problems: Problems): number[] {
  const repetitions = problems.attempt(
    () => (root.has('repetitions') ? root.integer('repetitions', 1, MOST_REPETITIONS) : null),
    null,
  );
  const seeds = readEach(root, 'seeds', problems, (item, key) => item.integer(key, 0, 2 ** 31));
  if (!Array.isArray(root.raw('seeds'))) {
    const [first = 1] = seeds;
    return Array.from({ length: repetitions ?? 1 }, (_, i) => first + i);
  }
  problems.attempt(() => {
    if (repetitions !== null && repetitions !== seeds.length) {
      throw root.error(
        'seeds',
        `lists ${seeds.length} values, and repetitions is ${repetitions}; list one seed for each, or leave one key out`,
      );
    }
    const repeated = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
    if (repeated !== undefined)
      throw root.error('seeds', `lists ${repeated} twice; each repetition has its own`);
  }, null);
  return seeds;
}

function readRecovery(root: Section): RecoverySettings | null {
  if (!root.has('recovery') && !root.has('recovery_limit')) return null;
  return {
    kind: root.has('recovery') ? root.oneOf('recovery', RECOVERIES) : DEFAULT_RECOVERY.kind,
    limit: root.has('recovery_limit')
      ? root.integer('recovery_limit', 1, MOST_RECOVERIES)
      : DEFAULT_RECOVERY.limit,
  };
}

const DEFAULT_RECORD: PlannedRecord = { bag: true, images: 'none', compression: 'none', picture: true };

/** `record: false` leaves results alone; a mapping says what else. */
function readRecord(root: Section, problems: Problems): PlannedRecord {
  const given = root.raw('record');
  if (typeof given === 'boolean')
    return given ? DEFAULT_RECORD : { ...DEFAULT_RECORD, bag: false, picture: false };
  return problems.attempt(() => {
    const section = root.optionalSection('record')?.allow(['bag', 'images', 'compression', 'picture']);
    if (!section) return DEFAULT_RECORD;
    return {
      bag: section.optionalBoolean('bag') ?? DEFAULT_RECORD.bag,
      images: section.has('images') ? section.oneOf('images', RECORDED_IMAGES) : DEFAULT_RECORD.images,
      compression: section.has('compression')
        ? section.oneOf('compression', RECORDING_COMPRESSIONS)
        : DEFAULT_RECORD.compression,
      picture: section.optionalBoolean('picture') ?? DEFAULT_RECORD.picture,
    };
  }, DEFAULT_RECORD);
}

/** What a world of the list does not have. */
function checkWorlds(root: Section, { worlds }: Draft, problems: Problems): void {
  const refuse = (key: string, complaint: string) =>
    problems.attempt(() => {
      throw root.error(key, complaint);
    }, null);
  if (!worlds.includes('gazebo')) {
    if (root.has('launch')) refuse('launch', "is Gazebo's launch file or world; write world: gazebo");
    return;
  }
  for (const key of [...TIMING_KEYS, 'car']) {
    if (root.has(key))
      refuse(key, 'is of the built-in world; Gazebo has its own: use another file for world: gazebo');
  }
}

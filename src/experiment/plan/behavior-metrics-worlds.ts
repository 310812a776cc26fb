import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../circuit/load';
import { parseWorldName } from '../../circuit/variants';
import { locatePerfectLap } from '../../config/perfect-lap-file';
import type { Problems } from '../../config/problems';
import type { Section } from '../../config/section';
import { BrainError, messageOf } from '../../errors';
import { isSameCourse } from '../../session/setup/known-circuit';
import { planFile } from '../run/planned-files';
import type { PlannedFile } from '../run/planned-run';
import { planCircuit } from './courses';
import { type Course, LONGEST_TIMEOUT_S, type Notes, SHORTEST_TIMEOUT_S } from './draft';
import { readEach } from './read-each';

/** BehaviorMetrics' time limits where a file gives none, in simulated seconds: 1.1 times these. */
const THEIR_TIMEOUTS_S: Readonly<Record<string, number>> = {
  simple_circuit: 75,
  many_curves: 151,
  montmelo_line: 122,
  montreal_line: 248,
  nurburgring_line: 88,
};
const THEIR_FACTOR = 1.1;
/** Sections of a file that say where its brains drive. */
export interface WorldSections {
  readonly file: string;
  readonly simulation: Section | null;
  readonly stats: Section | null;
  readonly experiment: Section | null;
}

/** Every world with its perfect lap and its timeout; problems go to `problems`. */
export async function planWorlds(
  sections: WorldSections,
  problems: Problems,
  notes: Notes,
): Promise<Course[]> {
  const { file, simulation, stats, experiment } = sections;
  const worlds = readNames(simulation, 'World', problems);
  const laps = readNames(stats, 'PerfectLap', problems);
  const timeouts = readTimeouts(experiment, problems, notes);
  requireLength(stats, 'PerfectLap', worlds.length, problems);
  requireLength(experiment, 'Timeout', worlds.length, problems);
  requireLength(experiment, 'UseWorldTimeouts', worlds.length, problems);
  if (simulation?.has('World') !== true) {
    worlds.push('simple_circuit');
    notes.remarks.push(`${file}: names no World; the runs are on simple_circuit`);
  }
  const courses: Course[] = [];
  for (const [j, world] of worlds.entries()) {
    const course = await problems.attemptAsync(
      () => planWorld(sections, { world, lap: at(laps, j), timeout_s: at(timeouts, j) }, notes),
      null,
    );
    if (course !== null) courses.push(course);
  }
  return courses;
}

async function planWorld(
  { file, simulation, experiment }: WorldSections,
  given: { readonly world: string; readonly lap: string | null; readonly timeout_s: number | null },
  notes: Notes,
): Promise<Course> {
  const lap = given.lap === null ? null : await readLap(file, given.lap, notes);
  const named = await planCircuit(given.world, file).catch((error: unknown) => {
    if (!(error instanceof BrainError) || simulation === null) throw error;
    throw simulation.error('World', `is '${given.world}': ${error.message}`);
  });
  let perfectLap = lap?.planned ?? null;
  if (lap !== null && !isSameCourse(lap.circuit, named.circuit)) {
    notes.warnings.push(
      `${file}: PerfectLap ${given.lap} is a lap of another circuit than ${named.circuit.name}; it is ignored`,
    );
    perfectLap = null;
  }
  const theirs_s = THEIR_TIMEOUTS_S[parseWorldName(given.world).circuit];
  const usesTheirs = given.timeout_s === null && experiment !== null && theirs_s !== undefined;
  return {
    ...named,
    perfectLap,
    timeout_s: usesTheirs ? Number((theirs_s * THEIR_FACTOR).toFixed(1)) : given.timeout_s,
    launch: launchBeside(given.world, file),
  };
}

/** A World that lies beside the file by its path; BehaviorMetrics takes the others from where it was started. */
function launchBeside(world: string, file: string): string {
  const beside = path.resolve(path.dirname(file), world);
  return world.includes('/') && existsSync(beside) ? beside : world;
}

async function readLap(file: string, perfectLap: string, notes: Notes) {
  const places = locatePerfectLap({ file, perfectLap });
  const found = places?.found ?? null;
  if (places === null || found === null) {
    notes.warnings.push(
      `${file}: PerfectLap ${perfectLap} was not found; looked for ${places?.searched.join(' and ')}`,
    );
    return null;
  }
  try {
    const planned: PlannedFile = planFile(found);
    return { planned, circuit: await loadCircuit(found) };
  } catch (error) {
    if (!(error instanceof BrainError)) throw error;
    notes.warnings.push(`${messageOf(error)}; the perfect lap is ignored`);
    return null;
  }
}

/** Names under a key that may list them; empty where it is absent. */
function readNames(section: Section | null, key: string, problems: Problems): string[] {
  if (section === null || section.raw(key) === '') return [];
  return readEach(section, key, problems, (item, name) => item.string(name));
}

/** Timeouts by world; empty where the worlds' own count. */
function readTimeouts(experiment: Section | null, problems: Problems, notes: Notes): number[] {
  const read = (key: string) =>
    experiment === null
      ? []
      : readEach(experiment, key, problems, (item, name) =>
          item.number(name, SHORTEST_TIMEOUT_S, LONGEST_TIMEOUT_S),
        );
  const timeouts = read('Timeout');
  const world = experiment?.raw('UseWorldTimeouts');
  if (typeof world === 'boolean') return world ? [] : timeouts;
  const others = read('UseWorldTimeouts');
  if (timeouts.length === 0) return others;
  if (experiment !== null && others.length > 0) {
    notes.remarks.push(
      `${experiment.file}: Experiment.UseWorldTimeouts has no effect beside Timeout, as in BehaviorMetrics`,
    );
  }
  return timeouts;
}

/** Perfect lap j and timeout j belong to world j. */
function requireLength(section: Section | null, key: string, worlds: number, problems: Problems): void {
  const list = section?.raw(key);
  if (section === null || !Array.isArray(list) || list.length < 2 || worlds === 0) return;
  if (list.length === worlds) return;
  problems.attempt(() => {
    throw section.error(
      key,
      `lists ${list.length} values and Simulation.World ${worlds}; ${key} j belongs to world j: list as many, or one`,
    );
  }, null);
}

/** Of a list the one for world j; one value is for every world. */
function at<T>(list: readonly T[], j: number): T | null {
  return list[list.length === 1 ? 0 : j] ?? null;
}

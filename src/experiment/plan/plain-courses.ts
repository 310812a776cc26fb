import { existsSync } from 'node:fs';
import type { Circuit } from '../../circuit/circuit';
import { readPerfectLap } from '../../circuit/perfect-lap';
import { undrawnNote } from '../../circuit/variants';
import type { Problems } from '../../config/problems';
import type { Section } from '../../config/section';
import { BrainError } from '../../errors';
import { isSameCourse } from '../../session/setup/known-circuit';
import { checkStartPose } from '../../world/start/start-place';
import { planFile } from '../run/planned-files';
import type { PlannedFile, PlannedWorld } from '../run/planned-run';
import { besideOrHere, planCircuit } from './courses';
import { type Course, type DraftStart, LONGEST_TIMEOUT_S, type Notes, SHORTEST_TIMEOUT_S } from './draft';
import { readEach } from './read-each';

const WORLDS = ['lockstep', 'ros', 'gazebo'] as const;
const DEFAULT_CIRCUIT = 'simple_circuit';

/** `world`; lockstep where the key is absent. */
export function readWorlds(root: Section, problems: Problems): PlannedWorld['kind'][] {
  if (!root.has('world')) return ['lockstep'];
  return readEach(root, 'world', problems, (item, key) => item.oneOf(key, WORLDS));
}

/** `circuits`, each with its own of `perfect_laps`, `timeout_s` and `launch`: of lists, value j belongs to circuit j. */
export async function planCourses(
  root: Section,
  given: { readonly worlds: readonly PlannedWorld['kind'][]; readonly starts: readonly DraftStart[] },
  problems: Problems,
  notes: Notes,
): Promise<Course[]> {
  const before = problems.count;
  const texts = (key: string) => readEach(root, key, problems, (item, name) => item.string(name));
  const launches = texts('launch');
  const circuits = root.has('circuits')
    ? texts('circuits')
    : launches.length > 0
      ? launches
      : [DEFAULT_CIRCUIT];
  const laps = texts('perfect_laps');
  const timeouts = readEach(root, 'timeout_s', problems, (item, key) =>
    item.number(key, SHORTEST_TIMEOUT_S, LONGEST_TIMEOUT_S),
  );
  if (problems.count === before) {
    for (const key of ['launch', 'perfect_laps', 'timeout_s'])
      requireLength(root, key, circuits.length, problems);
  }
  const isPaired = problems.count === before;
  const courses: Course[] = [];
  for (const [j, named] of circuits.entries()) {
    const course = await problems.attemptAsync(async () => {
      const { planned, circuit } = await found(root, named);
      const lap = isPaired ? at(laps, j) : null;
      const launch = at(launches, j);
      for (const start of given.starts) {
        if (start.kind === 'pose') checkStartPose(start.pose, circuit, `${root.file}: starts: ${start.name}`);
      }
      return {
        planned,
        circuit,
        perfectLap: lap === null ? null : await planLap(root, lap, circuit),
        timeout_s: at(timeouts, j),
        launch: launch === null ? planned.name : fileOrName(launch, root.file),
      };
    }, null);
    if (course !== null) courses.push(course);
    const note = given.worlds.some((world) => world !== 'gazebo') ? undrawnNote(named) : null;
    if (note !== null) notes.warnings.push(`${root.file}: circuit ${named}: ${note}`);
  }
  return courses;
}

/** The bag of a perfect lap, which is one of this circuit. */
async function planLap(root: Section, named: string, circuit: Circuit): Promise<PlannedFile> {
  const lap = besideOrHere(named, root.file);
  if (isSameCourse(await readPerfectLap(lap), circuit)) return planFile(lap);
  throw root.error('perfect_laps', `has ${named}, a lap of another circuit than ${circuit.name}`);
}

/** With the key before an error that does not name a file. */
async function found(root: Section, named: string) {
  try {
    return await planCircuit(named, root.file);
  } catch (error) {
    if (!(error instanceof BrainError) || !error.message.startsWith('Circuit ')) throw error;
    throw root.error('circuits', `has an unknown circuit: ${error.message}`);
  }
}

/** A file by its path; a name of JdeRobot's, or what rospack finds, as it is. */
function fileOrName(launch: string, file: string): string {
  if (launch.startsWith('$(find ')) return launch;
  const found = besideOrHere(launch, file);
  return launch.includes('/') || (/\.(launch|world)$/.test(launch) && existsSync(found)) ? found : launch;
}

function requireLength(root: Section, key: string, circuits: number, problems: Problems): void {
  const list = root.raw(key);
  if (!Array.isArray(list) || list.length < 2 || list.length === circuits) return;
  problems.attempt(() => {
    throw root.error(
      key,
      `lists ${list.length} values and circuits ${circuits}; value j belongs to circuit j: list as many, or one`,
    );
  }, null);
}

/** Of a list the one for circuit j; one value is for every circuit. */
function at<T>(list: readonly T[], j: number): T | null {
  return list[list.length === 1 ? 0 : j] ?? null;
}

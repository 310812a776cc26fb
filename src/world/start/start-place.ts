import type { Circuit, StartPose } from '../../circuit/circuit';
import type { Direction } from '../../circuit/direction';
import { ConfigurationError, SettingError } from '../../errors';
import { count } from '../../support/count';
import { suggestion } from '../../support/nearest';
import { RandomSource } from '../../support/random';
import { poseAt } from '../simulator/course-pose';
import { startPose } from '../simulator/start';
import { readStartFile } from './start-file';

/** Largest lateral deviation and heading error of a random start. */
export const RANDOM_LATERAL_M = 0.3;
export const RANDOM_HEADING_RAD = 0.15;

/** Largest distance of a start pose of a file from the line. */
const FARTHEST_START_M = 20;

const WORDS = ['as-is', 'reset', 'circuit', 'random'] as const;

/** Where a run starts: where the car is, where the world resets it, at the circuit's start, at random, or at a pose of a
 *  file. */
export type StartPlace =
  | { readonly kind: (typeof WORDS)[number] }
  | { readonly kind: 'file'; readonly file: string; readonly poses: readonly StartPose[] };

/** What determines the start pose. */
export interface StartChoice {
  readonly circuit: Circuit | null;
  readonly direction: Direction;
  readonly seed: number;
  /** Row of a file, from 1; null to take the rows in turn: seed 1 the first, seed 2 the second, and so on. */
  readonly row: number | null;
}

/**
 * @param where `as-is`, `reset`, `circuit`, `random`, or the path of a file with columns x_m, y_m, yaw_rad
 * @throws ConfigurationError for a file that cannot be read or holds no poses
 */
export function parseStartPlace(where: string): StartPlace {
  const word = WORDS.find((one) => one === where);
  if (word !== undefined) return { kind: word };
  // A path has a dot or a slash.
  if (!/[./\\]/.test(where)) {
    const hint = suggestion(where, WORDS) || `: use ${WORDS.join(', ')}, or a .csv file`;
    throw new ConfigurationError(`Start '${where}' is unknown${hint}`);
  }
  return { kind: 'file', file: where, poses: readStartFile(where) };
}

/** Checks that the start pose can be determined, before anything is started.
 *  @throws ConfigurationError */
function checkStart(place: StartPlace, { circuit, row }: StartChoice): void {
  if ((place.kind === 'circuit' || place.kind === 'random') && circuit === null) {
    throw new SettingError(
      (nameOf) =>
        `${nameOf('start')} is '${place.kind}', which needs a circuit: name it with ${nameOf('circuit')}`,
    );
  }
  if (row === null) return;
  if (place.kind !== 'file') {
    throw new SettingError(
      (nameOf) => `${nameOf('startRow')} needs a file: set ${nameOf('start')} to a .csv file`,
    );
  }
  if (row > place.poses.length) {
    throw new ConfigurationError(
      `${place.file}: has ${count(place.poses.length, 'row')}; row ${row} does not exist`,
    );
  }
}

/** The start pose; null where it is the world's (`as-is`, `reset`). The same choice gives the same pose.
 *  @throws ConfigurationError as `checkStart` */
export function chosenStart(place: StartPlace, choice: StartChoice): StartPose | null {
  checkStart(place, choice);
  const { circuit, direction, seed, row } = choice;
  if (place.kind === 'file') {
    const count = place.poses.length;
    const turn = (((seed - 1) % count) + count) % count;
    const index = row === null ? turn : row - 1;
    const pose = place.poses[index]!;
    checkStartPose(pose, circuit, `${place.file}, start pose ${index + 1}`);
    return pose;
  }
  if (circuit === null) return null;
  if (place.kind === 'circuit') return startPose(circuit, direction);
  return place.kind === 'random' ? randomStart(circuit, direction, seed) : null;
}

/** A start far from the line is a mistake: of another circuit, or in other units.
 *  @param what how the error line names the pose
 *  @throws ConfigurationError */
export function checkStartPose({ x_m, y_m }: StartPose, circuit: Circuit | null, what: string): void {
  const away_m = circuit === null ? 0 : Math.abs(circuit.project(x_m, y_m).lateral_m);
  if (away_m <= FARTHEST_START_M) return;
  throw new ConfigurationError(
    `${what} (${x_m}, ${y_m}) lies ${away_m.toFixed(0)} m from the line of ${circuit!.name}; ` +
      'is it of another circuit, or not in metres?',
  );
}

/** Uniform: anywhere on the lap, up to 0.3 m beside the line (within the walls), with a heading error of up to
 *  0.15 rad. */
export function randomStart(circuit: Circuit, direction: Direction, seed: number): StartPose {
  const random = new RandomSource(seed, 0);
  const s_m = random.uniform(0, circuit.length_m);
  const lateral_m = random.uniform(-RANDOM_LATERAL_M, RANDOM_LATERAL_M);
  const heading_rad = random.uniform(-RANDOM_HEADING_RAD, RANDOM_HEADING_RAD);
  const { x_m, y_m, yaw_rad } = poseAt(circuit, direction, s_m, lateral_m, heading_rad);
  return { x_m, y_m, yaw_rad: Math.atan2(Math.sin(yaw_rad), Math.cos(yaw_rad)) };
}

import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import { RandomSource } from '../../../support/random';
import { type CoursePose, poseAt } from '../../../world/simulator/course-pose';
import { deriveSeed } from '../derive-seed';
import type { DatasetWriter } from '../writer';
import type { CarCamera } from './car-camera';
import { CarDrive } from './car-drive';
import type { OpenDriver } from './driver';
import { PUSHES, Pushes } from './pushes';

/** Disturbances of a drive: none, starts off the line, and pushes while driving in addition. */
export const DISTURBANCES = ['none', 'starts', 'pushes'] as const;
export type DriveDisturbance = (typeof DISTURBANCES)[number];

/** Which images are kept: whole drives, or single images spread over the steering. */
export const SPREADS = ['drives', 'steering'] as const;
export type DriveSpread = (typeof SPREADS)[number];

export interface DrivesPlan {
  readonly folder: string;
  readonly circuits: readonly Circuit[];
  readonly directions: readonly Direction[];
  /** Total number of images, distributed evenly. */
  readonly frames: number;
  readonly seed: number;
  readonly disturb: DriveDisturbance;
  /** `drives` by default. `steering` renders only what it keeps and shows the driver no image: for the teacher. */
  readonly spread?: DriveSpread;
  readonly openDriver: OpenDriver;
  /** Name of the driver in dataset.json. */
  readonly driverName: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** Maximum images per episode: 8 s. */
export const EPISODE_FRAMES = 160;
/** Gap between two episodes of a part, in dataset time. */
export const GAP_MS = 2000;
const START_LATERAL_M = 0.2;
const START_HEADING_RAD = 0.12;
/** Golden-ratio steps spread consecutive starts evenly over the lap (L. Kuipers and H. Niederreiter, Uniform
 *  Distribution of Sequences). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The folder of a circuit and direction while it is recorded. */
export interface Part {
  readonly name: string;
  readonly circuit: Circuit;
  readonly direction: Direction;
  readonly camera: CarCamera;
  readonly writer: DatasetWriter;
  readonly wanted: number;
  count: number;
  episodes: number;
  lost: number;
  /** Dataset time of the next image. */
  time_ms: number;
}

/** Puts the car at the start of a part's next episode. */
export function startEpisode(part: Part, plan: DrivesPlan): CarDrive {
  const { circuit, direction, episodes } = part;
  const random = new RandomSource(deriveSeed(`${circuit.name} ${direction}`, plan.seed), episodes);
  const start = chooseStart(part, random, plan);
  part.episodes++;
  return new CarDrive(
    circuit,
    direction,
    start,
    plan.disturb === 'pushes' ? new Pushes(random, PUSHES) : null,
  );
}

/** Counts an image that was written, and reports progress. */
export function countImage(part: Part, parts: readonly Part[], plan: DrivesPlan): void {
  part.count++;
  plan.onProgress?.(
    parts.reduce((sum, { count }) => sum + count, 0),
    plan.frames,
    part.name,
  );
}

function chooseStart(
  { circuit, direction, episodes }: Part,
  random: RandomSource,
  plan: DrivesPlan,
): CoursePose {
  const offset = new RandomSource(deriveSeed(`${circuit.name} ${direction} starts`, plan.seed), 0).next();
  const s_m = ((offset + episodes * GOLDEN) % 1) * circuit.length_m;
  const [lateral_m, heading_rad] = [random.normal(START_LATERAL_M), random.normal(START_HEADING_RAD)];
  return plan.disturb === 'none'
    ? poseAt(circuit, direction, s_m, 0, 0)
    : poseAt(circuit, direction, s_m, lateral_m, heading_rad);
}

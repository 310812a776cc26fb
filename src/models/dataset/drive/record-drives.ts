import path from 'node:path';
import type { Circuit } from '../../../circuit/circuit';
import type { Direction } from '../../../circuit/direction';
import { RandomSource } from '../../../support/random';
import { type CoursePose, poseAt } from '../../../world/simulator/course-pose';
import { CAMERA_PERIOD_MS } from '../../../world/simulator/simulation';
import { deriveSeed } from '../derive-seed';
import { PartWriters } from '../part-writers';
import type { DatasetWriter } from '../writer';
import { CarCamera } from './car-camera';
import { CarDrive } from './car-drive';
import type { Driver, OpenDriver } from './driver';
import { PUSHES, Pushes } from './pushes';

/** Disturbances of a drive: none, starts off the line, and pushes while driving in addition. */
export const DISTURBANCES = ['none', 'starts', 'pushes'] as const;
export type DriveDisturbance = (typeof DISTURBANCES)[number];

export interface DrivesPlan {
  readonly folder: string;
  readonly circuits: readonly Circuit[];
  readonly directions: readonly Direction[];
  /** Total number of images, distributed evenly. */
  readonly frames: number;
  readonly seed: number;
  readonly disturb: DriveDisturbance;
  readonly openDriver: OpenDriver;
  /** Name of the driver in dataset.json. */
  readonly driverName: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

export interface RecordedPart {
  readonly name: string;
  readonly folder: string;
  readonly count: number;
  /** Number of episodes, each from a start to its end. */
  readonly episodes: number;
  /** Episodes that ended in a wall or off the road. */
  readonly lost: number;
}

/** Maximum images per episode: 8 s. */
const EPISODE_FRAMES = 160;
/** Gap between two episodes of a part, in dataset time. */
const GAP_MS = 2000;
const START_LATERAL_M = 0.2;
const START_HEADING_RAD = 0.12;
/** Golden-ratio steps spread consecutive starts evenly over the lap (L. Kuipers and H. Niederreiter, Uniform
 *  Distribution of Sequences). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

interface Part {
  readonly name: string;
  readonly circuit: Circuit;
  readonly direction: Direction;
  readonly camera: CarCamera;
  readonly writer: DatasetWriter;
  readonly wanted: number;
  count: number;
  episodes: number;
  lost: number;
  time_ms: number;
}

/**
 * Records drives in the built-in world, one folder per circuit and direction. Episodes alternate between them, so
 * that an interrupted recording is balanced too. The same plan gives the same bytes, and parts are independent.
 */
export async function recordDrives(plan: DrivesPlan): Promise<RecordedPart[]> {
  const { folder, circuits, directions, frames, seed, disturb, driverName, signal } = plan;
  const courses = circuits.flatMap((circuit) =>
    directions.map((direction) => ({
      circuit,
      direction,
      name: directions.length === 1 ? circuit.name : `${circuit.name}_${direction}`,
    })),
  );
  const writers = await PartWriters.open(
    path.resolve(folder),
    courses.map(({ name }) => name),
  );
  const cameras = new Map(circuits.map((circuit) => [circuit, new CarCamera(circuit, seed)]));
  const parts = courses.map(
    (course, i): Part => ({
      ...course,
      camera: cameras.get(course.circuit)!,
      writer: writers.get(course.name),
      wanted: Math.floor(frames / courses.length) + (i < frames % courses.length ? 1 : 0),
      count: 0,
      episodes: 0,
      lost: 0,
      time_ms: 0,
    }),
  );
  try {
    for (let left = parts; left.length > 0 && !signal?.aborted; ) {
      for (const part of left) await driveEpisode(part, parts, plan);
      left = left.filter(({ count, wanted }) => count < wanted);
    }
  } finally {
    await writers.finish({
      kind: 'drives',
      driver: driverName,
      circuits: circuits.map(({ name }) => name),
      directions,
      frames,
      seed,
      disturb,
      complete: parts.every(({ count, wanted }) => count === wanted),
    });
  }
  return parts.map(({ name, writer, count, episodes, lost }) => ({
    name,
    folder: writer.folder,
    count,
    episodes,
    lost,
  }));
}

async function driveEpisode(part: Part, parts: readonly Part[], plan: DrivesPlan): Promise<void> {
  const { circuit, direction, camera, writer } = part;
  const random = new RandomSource(deriveSeed(`${circuit.name} ${direction}`, plan.seed), part.episodes);
  const start = chooseStart(part, random, plan);
  const drive = new CarDrive(
    circuit,
    direction,
    start,
    plan.disturb === 'pushes' ? new Pushes(random, PUSHES) : null,
  );
  const driver: Driver = await plan.openDriver(circuit, direction);
  part.episodes++;
  try {
    for (let i = 0; i < EPISODE_FRAMES && part.count < part.wanted && !plan.signal?.aborted; i++) {
      const frame = camera.view(drive.place, part.time_ms);
      const command = await driver.decide(frame, drive.place);
      await writer.add(frame, command, part.time_ms / 1000);
      part.count++;
      part.time_ms += CAMERA_PERIOD_MS;
      plan.onProgress?.(
        parts.reduce((sum, { count }) => sum + count, 0),
        plan.frames,
        part.name,
      );
      drive.advance(command);
      if (drive.lost) {
        part.lost++;
        break;
      }
    }
  } finally {
    await driver.close();
  }
  part.time_ms += GAP_MS;
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

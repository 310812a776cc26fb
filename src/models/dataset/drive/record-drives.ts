import path from 'node:path';
import { CAMERA_PERIOD_MS } from '../../../world/simulator/simulation';
import { PartWriters } from '../part-writers';
import { CarCamera } from './car-camera';
import type { Driver } from './driver';
import { countImage, type DrivesPlan, EPISODE_FRAMES, GAP_MS, type Part, startEpisode } from './episodes';
import { recordOverSteering } from './record-over-steering';

export interface RecordedPart {
  readonly name: string;
  readonly folder: string;
  readonly count: number;
  /** Number of episodes, each from a start to its end. */
  readonly episodes: number;
  /** Episodes that ended in a wall or off the road. */
  readonly lost: number;
}

/**
 * Records drives in the built-in world, one folder per circuit and direction. Episodes alternate between them, so
 * that an interrupted recording is balanced too. The same plan gives the same bytes, and parts are independent.
 */
export async function recordDrives(plan: DrivesPlan): Promise<RecordedPart[]> {
  const { folder, circuits, directions, frames, seed, disturb, driverName } = plan;
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
    if (plan.spread === 'steering') await recordOverSteering(parts, plan);
    else await recordEpisodes(parts, plan);
  } finally {
    await writers.finish({
      kind: 'drives',
      driver: driverName,
      circuits: circuits.map(({ name }) => name),
      directions,
      frames,
      seed,
      disturb,
      ...(plan.spread === 'steering' ? { spread: plan.spread } : {}),
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

async function recordEpisodes(parts: readonly Part[], plan: DrivesPlan): Promise<void> {
  for (let left = parts; left.length > 0 && !plan.signal?.aborted; ) {
    for (const part of left) await recordEpisode(part, parts, plan);
    left = left.filter(({ count, wanted }) => count < wanted);
  }
}

async function recordEpisode(part: Part, parts: readonly Part[], plan: DrivesPlan): Promise<void> {
  const { circuit, direction } = part;
  const drive = startEpisode(part, plan);
  const driver: Driver = await plan.openDriver(circuit, direction);
  try {
    for (let i = 0; i < EPISODE_FRAMES && part.count < part.wanted && !plan.signal?.aborted; i++) {
      const frame = part.camera.view(drive.place, part.time_ms);
      const command = await driver.decide(frame, drive.place);
      await part.writer.add(frame, command, part.time_ms / 1000);
      countImage(part, parts, plan);
      part.time_ms += CAMERA_PERIOD_MS;
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

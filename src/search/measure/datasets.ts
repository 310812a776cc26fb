import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Circuit } from '../../circuit/circuit';
import { DIRECTIONS } from '../../circuit/direction';
import { openTeacher } from '../../models/dataset/drive/driver';
import type { DriveSpread } from '../../models/dataset/drive/episodes';
import { TEACHER_NAME } from '../../models/dataset/drive/named-driver';
import { recordDrives } from '../../models/dataset/drive/record-drives';
import { makeFolder } from '../../support/make-folder';
import type { SearchJob } from './search-job';

export interface Datasets {
  /** Labelled images that errors and times are measured on. */
  readonly images: string;
  readonly calibration: string;
}

export interface DatasetRequest {
  /** Null records them in the built-in world. */
  readonly images: string | null;
  readonly calibration: string | null;
  /** Images to record for errors and times. */
  readonly imageCount: number;
  readonly circuits: readonly Circuit[];
}

/** The datasets that were named, and recorded ones for the others, kept in the folder of the search. */
export async function prepareDatasets(job: SearchJob, request: DatasetRequest): Promise<Datasets> {
  const { circuits, imageCount } = request;
  const { hasMemory } = job.model;
  const calibration =
    request.calibration ??
    (await record(job, 'calibration', {
      circuits,
      frames: job.calibrationFrames,
      seed: job.seed + 1,
      spread: hasMemory ? 'drives' : 'steering',
    }));
  const images =
    request.images ??
    (await record(job, 'images', { circuits, frames: imageCount, seed: job.seed, spread: 'drives' }));
  return { images, calibration };
}

interface Recording {
  readonly circuits: readonly Circuit[];
  readonly frames: number;
  readonly seed: number;
  readonly spread: DriveSpread;
}

async function record(job: SearchJob, name: string, recording: Recording): Promise<string> {
  const folder = path.join(job.folder, 'datasets', name);
  if (isRecorded(folder, recording)) return folder;
  rmSync(folder, { recursive: true, force: true });
  makeFolder(path.dirname(folder));
  await recordDrives({
    ...recording,
    folder,
    directions: DIRECTIONS,
    disturb: 'pushes',
    openDriver: openTeacher,
    driverName: TEACHER_NAME,
    signal: job.signal,
    onProgress: (done, total) => job.onProgress(done / total, `recording ${name}`),
  });
  job.signal.throwIfAborted();
  return folder;
}

/** Whether the folder has the whole of such a recording. */
function isRecorded(folder: string, { circuits, frames, seed, spread }: Recording): boolean {
  const file = path.join(folder, 'dataset.json');
  if (!existsSync(file)) return false;
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const isSame = facts.frames === frames && facts.seed === seed && (facts.spread ?? 'drives') === spread;
  const names = circuits.map((circuit) => circuit.name);
  return facts.complete === true && isSame && JSON.stringify(facts.circuits) === JSON.stringify(names);
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { outputOfBrain } from '../scripts/support/processes';
import { say } from '../scripts/support/program';
import type { StudyFolder } from './study-folder';

const CALIBRATION_FRAMES = 500;
const QUICK_CALIBRATION_FRAMES = 100;

export interface Datasets {
  /** Folder of the test set. */
  readonly test: string;
  /** Folders of other drives, for calibration: no image of them is in the test set. */
  readonly calibration: CalibrationFolders;
}

export interface CalibrationFolders {
  /** Single images spread over the steering. */
  readonly images: string;
  /** Whole drives, for networks with memory. */
  readonly drives: string;
}

/** Records the fixed test set and the calibration sets, unless they are there. */
export async function makeDatasets(
  folder: StudyFolder,
  { quick, seed }: { readonly quick: boolean; readonly seed: number },
): Promise<Datasets> {
  const test = path.join(folder.sub(), 'test-set');
  if (!isRecorded(test, { kind: 'test set', seed })) {
    say('recording the test set ...');
    await record(test, ['--test-set', '--seed', `${seed}`]);
  }
  const frames = quick ? QUICK_CALIBRATION_FRAMES : CALIBRATION_FRAMES;
  const plan = { frames, seed: seed + 1 };
  const images = path.join(folder.sub(), 'calibration');
  await recordCalibration(images, { ...plan, spread: 'steering' });
  const drives = path.join(folder.sub(), 'calibration-drives');
  await recordCalibration(drives, plan);
  return { test, calibration: { images, drives } };
}

async function recordCalibration(
  dataset: string,
  plan: { readonly frames: number; readonly seed: number; readonly spread?: 'steering' },
): Promise<void> {
  if (isRecorded(dataset, { kind: 'drives', ...plan })) return;
  say(`recording ${path.basename(dataset)} ...`);
  await record(
    dataset,
    Object.entries(plan).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  );
}

/** Whether a folder holds the whole of what would be recorded: Ctrl-C leaves a part, and another seed other images.
 *  @param wanted entries of dataset.json */
export function isRecorded(dataset: string, wanted: Readonly<Record<string, unknown>>): boolean {
  const file = path.join(dataset, 'dataset.json');
  if (!existsSync(file)) return false;
  const facts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return facts.complete === true && Object.entries(wanted).every(([key, value]) => facts[key] === value);
}

/** Leaves the whole dataset or none. */
async function record(into: string, options: readonly string[]): Promise<void> {
  rmSync(into, { recursive: true, force: true });
  try {
    await outputOfBrain(['dataset', 'record', into, ...options], { showsProgress: true });
  } catch (error) {
    rmSync(into, { recursive: true, force: true });
    throw error;
  }
}

/** Identifies the images of a drive by the names and labels of all its parts. */
export function digestOfLabels(dataset: string): string {
  const hash = createHash('sha256');
  const tables = readdirSync(dataset, { recursive: true, encoding: 'utf8' }).filter(
    (file) => path.basename(file) === 'data.csv',
  );
  for (const file of tables.sort()) hash.update(`${file}\n`).update(readFileSync(path.join(dataset, file)));
  return hash.digest('hex');
}

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
  /** Folder of another drive, for calibration: no image of it is in the test set. */
  readonly calibration: string;
}

/** Records the fixed test set and the calibration set, unless they are there. */
export async function makeDatasets(
  folder: StudyFolder,
  { quick, seed }: { readonly quick: boolean; readonly seed: number },
): Promise<Datasets> {
  const test = path.join(folder.sub(), 'test-set');
  if (!isRecorded(test, { kind: 'test set', seed })) {
    say('recording the test set ...');
    await record(test, ['--test-set', '--seed', `${seed}`]);
  }
  const calibration = path.join(folder.sub(), 'calibration');
  const frames = quick ? QUICK_CALIBRATION_FRAMES : CALIBRATION_FRAMES;
  if (!isRecorded(calibration, { kind: 'drives', seed: seed + 1, frames })) {
    say('recording the calibration set ...');
    await record(calibration, ['--frames', `${frames}`, '--seed', `${seed + 1}`]);
  }
  return { test, calibration };
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

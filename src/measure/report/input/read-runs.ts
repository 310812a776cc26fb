import path from 'node:path';
import type { Circuit } from '../../../circuit/circuit';
import { circuitNames } from '../../../circuit/load';
import { parseWorldName } from '../../../circuit/variants';
import { BrainError } from '../../../errors';
import { measureBag } from '../../metrics/measure-bag';
import type { BagMeasurement, MeasuredTopics, MeasureOptions } from '../../metrics/measurement';
import type { FailedRun, ReportRun } from '../run';
import { uniqueSlugs } from '../slug';
import { modelSize } from './model-size';
import { withUsableTrace } from './usable-trace';

export interface ReadOptions {
  /** Perfect-lap bag for all runs; without one the circuits' own lines. */
  readonly perfectLap?: string;
  /** For bags that do not say where they were driven. */
  readonly circuit?: Circuit;
  /** Topics of all bags, where they are not those of the F1 car. */
  readonly topics?: MeasuredTopics;
  /** Whether pictures will be drawn. */
  readonly series: boolean;
  /** Told how much of all bags has been read, 0 to 1, and which one is at hand. */
  readonly onProgress?: (share: number, file: string) => void;
}

export interface ReadRuns {
  readonly runs: readonly ReportRun[];
  readonly failed: readonly FailedRun[];
}

/** Measures bags one after the other; one that cannot be measured is named with its reason and left out. */
export async function readRuns(files: readonly string[], options: ReadOptions): Promise<ReadRuns> {
  const measured: BagMeasurement[] = [];
  const failed: FailedRun[] = [];
  for (const [i, file] of files.entries()) {
    const onProgress = (share: number) => options.onProgress?.((i + share) / files.length, file);
    try {
      measured.push(withUsableTrace(await measure(file, options, onProgress)));
    } catch (error) {
      // Whatever is no complaint about the bag is a mistake of ours and has to be seen.
      if (!(error instanceof BrainError)) throw error;
      failed.push({ file, reason: error.message });
    }
  }
  const labels = labelsOf(measured.map(({ file }) => file));
  const slugs = uniqueSlugs(labels);
  return {
    runs: measured.map((measurement, i) => ({
      number: i + 1,
      slug: slugs[i]!,
      label: labels[i]!,
      measurement,
      ...modelSize(measurement),
    })),
    failed,
  };
}

async function measure(
  file: string,
  { perfectLap, circuit, topics = {}, series }: ReadOptions,
  onProgress: (share: number) => void,
): Promise<BagMeasurement> {
  const base: MeasureOptions = {
    series,
    topics,
    onProgress,
    ...(perfectLap === undefined ? {} : { perfectLap }),
  };
  const measurement = await measureBag(file, base);
  if (circuit === undefined || isBuiltIn(measurement.identity.circuit)) return measurement;
  return measureBag(file, { ...base, circuit });
}

/** A bag that names a built-in circuit says where it was driven; another name says nothing without its file. */
function isBuiltIn(circuit: string | null): boolean {
  return circuit !== null && circuitNames().includes(parseWorldName(circuit).circuit);
}

/** What people call a run: its folder where that holds one bag, else its bag; with as much of the path before
 *  it as tells it apart from the others. */
export function labelsOf(files: readonly string[]): string[] {
  const where = files.map((file) => path.dirname(path.resolve(file)));
  const parts = files.map((file, i) => {
    const full = path.resolve(file);
    const bag = path.basename(full, '.bag');
    const alone = where.filter((other) => other === where[i]).length === 1;
    // A run's folder is named by circuit and brain; its bag by the time alone.
    const ofRun = alone && /^\d{8}-\d{6}/.test(bag);
    const folders = path.dirname(full).split(path.sep).filter(Boolean);
    return ofRun ? folders : [...folders, bag];
  });
  const label = (part: readonly string[], depth: number) => part.slice(-depth).join('/');
  return parts.map((part) => {
    let depth = 1;
    const isShared = () =>
      parts.some((other) => other !== part && label(other, depth) === label(part, depth));
    while (depth < part.length && isShared()) depth += 1;
    return label(part, depth);
  });
}

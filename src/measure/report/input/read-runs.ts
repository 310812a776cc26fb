import path from 'node:path';
import type { Circuit } from '../../../circuit/circuit';
import { isKnownWorld } from '../../../circuit/load';
import { BrainError } from '../../../errors';
import { measureBag } from '../../metrics/measure-bag';
import type { BagMeasurement, MeasuredTopics, MeasureOptions } from '../../metrics/measurement';
import type { FailedRun, ReportRun } from '../run';
import { uniqueSlugs } from '../slug';
import { findModelSize } from './model-size';
import { dropUnusableTrace } from './usable-trace';

export interface ReadOptions {
  /** Perfect-lap bag for all runs. Default: the lines of the circuits. */
  readonly perfectLap?: string;
  /** Circuit of bags that do not name a built-in one. */
  readonly circuit?: Circuit;
  /** Topics of all bags, if they differ from those of the F1 car. */
  readonly topics?: MeasuredTopics;
  /** Whether to keep the series that charts need. */
  readonly series: boolean;
  /** Called with the share of all bags that has been read, 0 to 1, and the current bag. */
  readonly onProgress?: (share: number, file: string) => void;
}

export interface ReadRuns {
  readonly runs: readonly ReportRun[];
  readonly failed: readonly FailedRun[];
}

/** Measures bags one after another. A bag that cannot be measured is listed in `failed` with the reason. */
export async function readRuns(files: readonly string[], options: ReadOptions): Promise<ReadRuns> {
  const measured: BagMeasurement[] = [];
  const failed: FailedRun[] = [];
  for (const [i, file] of files.entries()) {
    const onProgress = (share: number) => options.onProgress?.((i + share) / files.length, file);
    try {
      measured.push(dropUnusableTrace(await measure(file, options, onProgress)));
    } catch (error) {
      // Any other error is a bug and must not be hidden.
      if (!(error instanceof BrainError)) throw error;
      failed.push({ file, reason: error.message });
    }
  }
  const labels = labelRuns(measured.map(({ file }) => file));
  const slugs = uniqueSlugs(labels);
  return {
    runs: measured.map((measurement, i) => ({
      number: i + 1,
      slug: slugs[i]!,
      label: labels[i]!,
      measurement,
      ...findModelSize(measurement),
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

/** A built-in circuit is known by its name; another name means nothing without its file. */
function isBuiltIn(circuit: string | null): boolean {
  return circuit !== null && isKnownWorld(circuit);
}

/** Labels of runs: the folder if it contains one bag, else the bag, preceded by as much of the path as makes the
 *  label unique. */
export function labelRuns(files: readonly string[]): string[] {
  const where = files.map((file) => path.dirname(path.resolve(file)));
  const parts = files.map((file, i) => {
    const full = path.resolve(file);
    const bag = path.basename(full, '.bag');
    const alone = where.filter((other) => other === where[i]).length === 1;
    // The folder of a run is named by circuit and brain, its bag by the time alone.
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

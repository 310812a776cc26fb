import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { BagError, ConfigurationError, messageOf } from '../../errors';
import {
  BEHAVIOR_METRICS_KEYS,
  type BehaviorMetricsValues,
} from '../../measure/metrics/behavior-metrics/result';
import { measureBag } from '../../measure/metrics/measure-bag';
import type { MeasureOptions } from '../../measure/metrics/measurement';
import { findBags } from '../../measure/report/input/find-bags';
import type { RunStatistics } from '../../session/run-files';
import { walkFolders } from '../../support/walk-folders';
import { type DrivenRun, statisticsOf } from './added-run';

/** Statistics of `lap` and `run`; a folder may have several. */
const STATISTICS = /^statistics(-\d+)?\.json$/;
const MAX_DEPTH = 6;

/** A run driven elsewhere, before it is read. */
export interface DrivenFile {
  /** Its statistics, or a bag without any. */
  readonly file: string;
  readonly kind: 'statistics' | 'bag';
}

/**
 * Finds the runs at some paths: the statistics of `lap` and `run`, and bags that belong to none of them.
 * @throws ConfigurationError for a path that does not exist or holds none
 */
export function findDriven(paths: readonly string[]): DrivenFile[] {
  const found = new Map<string, DrivenFile>();
  for (const given of paths) {
    const driven = drivenAt(given);
    if (driven.length === 0) {
      throw new ConfigurationError(
        `--add ${given}: holds no run; pass folders that f1-brain lap or run wrote, or bags`,
      );
    }
    for (const each of driven) found.set(realpathSync(each.file), each);
  }
  return [...found.values()];
}

/** Reads a run.
 *  @returns it, and its files
 *  @throws BrainError that names the file */
export async function readDriven(
  { file, kind }: DrivenFile,
  measuring: MeasureOptions,
): Promise<{ readonly driven: DrivenRun; readonly files: readonly string[] }> {
  if (kind === 'statistics') return readStatistics(file);
  const measurement = await measureBag(file, measuring);
  const started_at = measurement.identity.recorded_at ?? writtenAt(file);
  return {
    driven: {
      statistics: statisticsOf(measurement),
      behaviorMetrics: measurement.behaviorMetrics.metrics,
      from: path.resolve(file),
      started_at,
    },
    files: [file],
  };
}

function drivenAt(given: string): DrivenFile[] {
  if (!existsSync(given)) throw new ConfigurationError(`--add ${given}: there is no such file or folder`);
  if (!statSync(given).isDirectory()) {
    return [{ file: given, kind: STATISTICS.test(path.basename(given)) ? 'statistics' : 'bag' }];
  }
  const statistics = walkFolders(given, {
    maxDepth: MAX_DEPTH,
    isSkipped: (name) => /^(\.|node_modules$)/.test(name),
    visit: (_, entries) => ({
      found: entries.filter(({ name, kind }) => kind === 'file' && STATISTICS.test(name)),
      descend: true,
    }),
  }).map((entry) => entry.path);
  const folders = new Set(statistics.map((file) => path.dirname(file)));
  return [
    ...statistics.map((file) => ({ file, kind: 'statistics' as const })),
    ...bagsIn(given)
      .filter((file) => !folders.has(path.dirname(file)))
      .map((file) => ({ file, kind: 'bag' as const })),
  ];
}

function bagsIn(folder: string): string[] {
  try {
    return findBags([folder]);
  } catch (error) {
    if (error instanceof ConfigurationError) return [];
    throw error;
  }
}

function readStatistics(file: string): { driven: DrivenRun; files: string[] } {
  const statistics = parse(file) as Partial<RunStatistics> | null;
  const isRun = Array.isArray(statistics?.lap_times_s) && typeof statistics.frames === 'object';
  if (!isRun || typeof statistics.brain !== 'string') {
    throw new BagError(`${file}: is not the statistics of a run of f1-brain lap or run`);
  }
  const folder = path.dirname(file);
  const known = Object.values(statistics.files ?? {}).map((each) => path.join(folder, path.basename(each)));
  const here = new Set(readdirSync(folder).map((name) => path.join(folder, name)));
  const metrics = statistics.files?.metrics && path.join(folder, path.basename(statistics.files.metrics));
  return {
    driven: {
      statistics: statistics as RunStatistics,
      behaviorMetrics: metrics && here.has(metrics) ? behaviorMetricsOf(parse(metrics)) : null,
      from: path.resolve(file),
      started_at: writtenAt(file),
    },
    files: [...new Set([...known.filter((each) => here.has(each)), file])],
  };
}

/** BehaviorMetrics' metrics among those of the file beside a bag. */
function behaviorMetricsOf(content: unknown): BehaviorMetricsValues {
  const given = (content ?? {}) as Partial<BehaviorMetricsValues>;
  const values = BEHAVIOR_METRICS_KEYS.map((key) => [key, given[key] ?? null]);
  return Object.fromEntries(values) as BehaviorMetricsValues;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BagError(`${file}: cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function writtenAt(file: string): string {
  return statSync(file).mtime.toISOString();
}

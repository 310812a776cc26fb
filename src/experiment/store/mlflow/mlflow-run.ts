import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { RunResult } from '../../run/run-result';
import { RUN_COLUMNS, type RunRow } from '../../run/run-row';
import { filesBelow } from '../prune';

/** A run as MLflow keeps it. */
export interface MlflowRun {
  /** Name of the experiment. */
  readonly experiment: string;
  /** 32 hexadecimal digits: the same run has the same, so that it is exported once. */
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly status: 'FINISHED' | 'FAILED';
  readonly params: ReadonlyMap<string, string>;
  readonly metrics: readonly MlflowMetric[];
  readonly tags: ReadonlyMap<string, string>;
  readonly artifacts: readonly MlflowArtifact[];
}

export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp_ms: number;
  /** The lap, from 1, for what there is a value of per lap; 0 for what there is one of per run. */
  readonly step: number;
}

export interface MlflowArtifact {
  readonly file: string;
  /** Relative, with slashes. */
  readonly path: string;
}

/** Tag by which a run is found again. */
export const RUN_TAG = 'f1_brain.run';
/** Tag that differs where a run was done again. */
export const STARTED_TAG = 'f1_brain.started_at';
/** MLflow's limits. */
const MOST_PARAM = 6000;
const MOST_TAG = 5000;

/**
 * What was asked for becomes parameters; numbers of the drive and the machine become metrics, lap times one per step; texts
 * become tags; files other than bags become artifacts.
 * @param folder of the run
 */
export function mlflowRunOf(result: RunResult, row: RunRow, folder: string): MlflowRun {
  const start_ms = Date.parse(result.started_at);
  const end_ms = start_ms + Math.round(result.wall_s * 1000);
  const { experiment, key } = result.run;
  const id = createHash('sha256')
    .update(JSON.stringify([experiment, key]))
    .digest('hex')
    .slice(0, 32);
  const user = userName();
  return {
    experiment,
    id,
    name: String(row.folder),
    user,
    start_ms,
    end_ms,
    status: result.outcome === 'fault' ? 'FAILED' : 'FINISHED',
    params: cells(row, ({ kind, name }) => kind === 'plan' && name !== 'experiment', MOST_PARAM),
    metrics: metricsOf(result, row, start_ms, end_ms),
    tags: new Map([
      ['mlflow.runName', String(row.folder)],
      ['mlflow.user', user],
      ['mlflow.source.name', 'f1-brain'],
      ['mlflow.source.type', 'LOCAL'],
      ...(result.detail === null ? [] : [['mlflow.note.content', result.detail.slice(0, MOST_TAG)] as const]),
      [RUN_TAG, id],
      [STARTED_TAG, result.started_at],
      ...cells(row, ({ kind, type }) => kind !== 'plan' && type === 'text', MOST_TAG),
    ]),
    artifacts: filesBelow(folder)
      .filter((file) => !file.endsWith('.bag'))
      .map((file) => ({ file, path: path.relative(folder, file).split(path.sep).join('/') })),
  };
}

function cells(row: RunRow, isWanted: (column: (typeof RUN_COLUMNS)[number]) => boolean, most: number) {
  return new Map(
    RUN_COLUMNS.filter(isWanted)
      .filter(({ name }) => row[name] !== null && row[name] !== '')
      .map(({ name }) => [name, String(row[name]).slice(0, most)] as const),
  );
}

function metricsOf(result: RunResult, row: RunRow, start_ms: number, end_ms: number): MlflowMetric[] {
  const ofRun = RUN_COLUMNS.filter(({ kind, type }) => kind !== 'plan' && type !== 'text').flatMap(
    ({ name }) => {
      const cell = row[name];
      if (typeof cell !== 'number' && typeof cell !== 'boolean') return [];
      return [{ key: name, value: Number(cell), timestamp_ms: end_ms, step: 0 }];
    },
  );
  let driven_s = 0;
  const laps = (result.statistics?.lap_times_s ?? []).map((lap_s, i) => {
    driven_s += lap_s;
    return {
      key: 'lap_time_s',
      value: lap_s,
      timestamp_ms: start_ms + Math.round(1000 * driven_s),
      step: i + 1,
    };
  });
  return [...ofRun, ...laps];
}

/** A container may run with a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

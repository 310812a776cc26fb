import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { QueueError } from '../../errors';
import { version } from '../../support/version';
import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import type { ClaimedRun, RunStore } from '../run/run-store';
import type { Blobs } from './blobs';
import { isReturnOf } from './check-return';
import type { ReturnedFile, RunJobReturn } from './job';
import { sha256Of } from './return-files';
import type { RunJob } from './taken-job';

/** Brings what workers give into the submitter's store. */
export class Delivery {
  readonly #store: RunStore;
  readonly #blobs: Blobs;
  readonly #sharedFolder: string | null;

  constructor(store: RunStore, blobs: Blobs, sharedFolder: string | null) {
    this.#store = store;
    this.#blobs = blobs;
    this.#sharedFolder = sharedFolder;
  }

  /** Enters the result of a job that is over, with its files. A run that has a result already keeps it.
   *  @throws QueueError where a file is gone; StoreError where it cannot be written */
  async take(run: PlannedRun, job: RunJob): Promise<RunResult> {
    const known = this.#store.result(run.key);
    const { result, files, sharedFolder } = returnOf(run, job);
    if (known === null)
      await this.#enter(run, result, (claimed) => this.#fetch(files, sharedFolder, claimed));
    await this.#blobs.remove(files.flatMap(({ blob }) => blob ?? []));
    if (sharedFolder !== null && this.#sharedFolder !== null) {
      rmSync(path.join(this.#sharedFolder, path.basename(sharedFolder)), { recursive: true, force: true });
    }
    return known ?? result;
  }

  async #enter(
    run: PlannedRun,
    result: RunResult,
    fetchFiles: (claimed: ClaimedRun) => Promise<void>,
  ): Promise<void> {
    const claimed = this.#store.claim(new Set([run.key]));
    // Another process is entering it.
    if (claimed === null) return;
    try {
      await fetchFiles(claimed);
    } catch (error) {
      this.#store.release(claimed);
      throw error;
    }
    this.#store.finish(claimed, { ...result, run });
  }

  async #fetch(files: readonly ReturnedFile[], sharedFolder: string | null, { folder }: ClaimedRun) {
    for (const { name, blob, sha256 } of files) {
      const target = path.join(folder, name);
      if (path.relative(folder, target).startsWith('..') || path.isAbsolute(name)) {
        throw new QueueError(`a worker returned a file named ${name}, which is not below the run's folder`);
      }
      mkdirSync(path.dirname(target), { recursive: true });
      if (blob !== null) await this.#blobs.get(blob, target, sha256);
      else await this.#copy(sharedFolder ?? '', name, target, sha256);
    }
  }

  async #copy(sharedFolder: string, name: string, target: string, sha256: string): Promise<void> {
    if (this.#sharedFolder === null) {
      throw new QueueError(`a worker left files in its shared folder: name that folder with --shared-folder`);
    }
    const source = path.join(this.#sharedFolder, path.basename(sharedFolder), name);
    copyFileSync(source, target);
    if ((await sha256Of(target)) !== sha256) {
      throw new QueueError(`${source} is not what the worker wrote there`);
    }
  }
}

/** What a job gave; a fault where it was set aside without a result, since its workers died, or gave something else. */
function returnOf(run: PlannedRun, job: RunJob): RunJobReturn {
  if (isReturnOf(run.key, job.returnvalue)) return job.returnvalue;
  const why = job.returnvalue ? 'what came back is not the result of this run' : job.failedReason;
  const started_ms = job.processedOn ?? job.timestamp;
  const result: RunResult = {
    format: 1,
    run,
    outcome: 'fault',
    detail: `set aside by the queue: ${why || 'no reason is known'}`,
    statistics: null,
    behavior_metrics: null,
    withheld: {},
    attempts: Math.max(1, job.attemptsStarted),
    started_at: new Date(started_ms).toISOString(),
    wall_s: Math.max(0, (job.finishedOn ?? started_ms) - started_ms) / 1000,
    machine: {
      host: hostname(),
      pid: process.pid,
      program_version: version(),
      node_version: process.version,
      cpu: 'unknown: the worker is gone',
    },
  };
  return { result, files: [], sharedFolder: null };
}

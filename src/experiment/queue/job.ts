import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';

/** Which files of a run come back to the submitter. */
export const RETURNED_FILES = ['none', 'all'] as const;
export type ReturnedFiles = (typeof RETURNED_FILES)[number];

/** A queued run. Plain JSON. */
export interface RunJobData {
  readonly format: 1;
  /** Paths in it are those of the submitter, and mean nothing elsewhere. */
  readonly run: PlannedRun;
  readonly files: ReturnedFiles;
}

/** A file of a finished run. */
export interface ReturnedFile {
  /** Relative to the run's folder, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Where its content is in Redis; null where it is in the shared folder. */
  readonly blob: string | null;
}

/** What a worker gives for a run. */
export interface RunJobReturn {
  readonly result: RunResult;
  readonly files: readonly ReturnedFile[];
  /** Folder under the shared folder that holds them; null where they came through Redis. */
  readonly sharedFolder: string | null;
}

/** The queue's own name of a run; a key alone might be taken for a number. */
export function jobId(run: Pick<PlannedRun, 'key'>): string {
  return `run-${run.key}`;
}

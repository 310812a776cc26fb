import type { PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';

/** Drives planned runs, each in a process of its own, so that a busy brain never keeps this one from renewing its locks. */
export interface RunDriver {
  /** Runs at a time. */
  readonly slots: number;
  /** Resolves with the result, a fault included; rejects only when it was told to end. */
  drive(run: PlannedRun, folder: string, signal: AbortSignal): Promise<RunResult>;
  close(): Promise<void>;
}

/** Finds the files of a run on this machine. */
export interface RunFiles {
  /** The run with this machine's paths; or what it lacks, in lines that say what to do. */
  localize(run: PlannedRun): Promise<PlannedRun | { readonly lacks: readonly string[] }>;
}

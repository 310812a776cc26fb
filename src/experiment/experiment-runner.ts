import type { ExperimentEvent } from './experiment-events';
import type { PlannedRun } from './run/planned-run';
import type { RunStore } from './run/run-store';

/** What a runner works with. */
export interface RunnerContext {
  /** Has planned all of the runs. */
  readonly store: RunStore;
  readonly runs: readonly PlannedRun[];
  /** Aborted, the runner starts no run any more. */
  readonly signal: AbortSignal;
  readonly log: { warn(line: string): void };
  readonly onEvent: (event: ExperimentEvent) => void;
}

export interface RunnerOutcome {
  /** Runs that have got their result this time. */
  readonly driven: number;
  /** Why no further run was started, as on a full disk; null where nothing was in the way. */
  readonly stopped: string | null;
}

/** Has the runs driven that a store does not have yet, and their results kept there. */
export interface ExperimentRunner {
  run(): Promise<RunnerOutcome>;
  close(): Promise<void>;
}

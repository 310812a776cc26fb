import type { PlannedRun } from './planned-run';
import type { RunResult } from './run-result';

/** A run that this process has taken: nobody else does it until it is finished, given back, or its owner is gone. */
export interface ClaimedRun {
  readonly run: PlannedRun;
  /** Where this attempt writes bag, images and log; empty, and invisible to readers until the run is finished. */
  readonly folder: string;
  /** From 1. */
  readonly attempt: number;
}

/** Runs of a store by their state. */
export interface RunCounts {
  /** Neither running nor finished. */
  readonly planned: number;
  readonly running: number;
  /** With a result, whatever its outcome. */
  readonly finished: number;
  /** Of the finished: ended by a fault. */
  readonly faults: number;
}

/**
 * Where an experiment keeps its runs: a folder per run, and a table of all. Several processes may use one store at once.
 * Whatever is interrupted, a run is either finished, with all of its files, or will be done again.
 */
export interface RunStore {
  readonly folder: string;
  /** Plans runs, in this order. Those that the store has already stay as they are.
   *  @returns how many are new */
  plan(runs: readonly PlannedRun[]): number;
  /** Takes the next run that is neither finished nor taken by a living process; null where none is left.
   *  @param among keys of the runs to choose from
   *  @throws StoreError where the disk is nearly full; what was measured stays */
  claim(among: ReadonlySet<string>): ClaimedRun | null;
  /** Moves the files of the attempt to where readers look, and enters the result into the table: both or neither. Where
   *  another process has finished the run meanwhile, since this one did not answer, its result stays and the files of this
   *  attempt are removed.
   *  @throws StoreError where the disk is full */
  finish(claimed: ClaimedRun, result: RunResult): void;
  /** Gives a claimed run back unfinished; its files are removed. */
  release(claimed: ClaimedRun): void;
  result(key: string): RunResult | null;
  counts(among: ReadonlySet<string>): RunCounts;
  /** Gives back what is claimed still. */
  close(): void;
}

import type { PlannedRun } from '../../src/experiment/run/planned-run';
import type { RunResult } from '../../src/experiment/run/run-result';
import type { ClaimedRun, RunCounts, RunStore } from '../../src/experiment/run/run-store';

/** A store that adds up the time within it, planning left out. */
export class TimedStore implements RunStore {
  readonly folder: string;
  time_ms = 0;
  readonly #store: RunStore;

  constructor(store: RunStore) {
    this.#store = store;
    this.folder = store.folder;
  }

  plan(runs: readonly PlannedRun[]): number {
    return this.#store.plan(runs);
  }

  claim(among: ReadonlySet<string>): ClaimedRun | null {
    return this.#timed(() => this.#store.claim(among));
  }

  finish(claimed: ClaimedRun, result: RunResult): void {
    this.#timed(() => this.#store.finish(claimed, result));
  }

  release(claimed: ClaimedRun): void {
    this.#timed(() => this.#store.release(claimed));
  }

  result(key: string): RunResult | null {
    return this.#timed(() => this.#store.result(key));
  }

  counts(among: ReadonlySet<string>): RunCounts {
    return this.#store.counts(among);
  }

  close(): void {
    this.#store.close();
  }

  #timed<T>(work: () => T): T {
    const start_ms = performance.now();
    try {
      return work();
    } finally {
      this.time_ms += performance.now() - start_ms;
    }
  }
}

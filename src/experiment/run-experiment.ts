import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError, InterruptedError, messageOf, StoreError } from '../errors';
import { shellLine } from '../support/shell-words';
import type { ExperimentEvent } from './experiment-events';
import { recordExperiment } from './experiment-record';
import type { ExperimentPlan } from './plan/plan-experiments';
import type { PlannedRun } from './run/planned-run';
import type { RunResult } from './run/run-result';
import { type RunRow, rowOf } from './run/run-row';
import type { ClaimedRun, RunCounts, RunStore } from './run/run-store';
import { openStore } from './store/open-store';
import { whyNoGazebo } from './work/gazebo';
import { RunPool } from './work/run-pool';

export interface RunExperimentOptions {
  readonly plan: ExperimentPlan;
  /** Where its runs are kept. */
  readonly folder: string;
  /** Lockstep runs at once; runs in real time are driven alone. */
  readonly workers: number;
  /** Whether the folder may hold runs already, which are not done again. */
  readonly resume: boolean;
  /** Aborted, it starts no run any more; those that drive are ended and given back. */
  readonly signal: AbortSignal;
  readonly log: { warn(line: string): void };
  readonly onEvent: (event: ExperimentEvent) => void;
  /** Drives the runs. Default: processes of this machine. */
  readonly pool?: Pick<RunPool, 'drive' | 'close'>;
}

/** What came of an experiment. */
export interface ExperimentOutcome {
  /** Of the planned runs. */
  readonly counts: RunCounts;
  /** Runs that were driven this time. */
  readonly driven: number;
  readonly interrupted: boolean;
  /** Why no further run was started, as on a full disk; null where nothing was in the way. */
  readonly stopped: string | null;
  /** Of the planned runs that are finished, in the order of the plan. */
  readonly rows: readonly RunRow[];
}

/**
 * Drives the runs of a plan that its folder does not have yet, and keeps each with its files. Whatever ends it, what was
 * measured is kept, and the same call with `resume` does what is missing.
 * @throws ConfigurationError before the first run; StoreError where the folder cannot be used
 */
export async function runExperiment(options: RunExperimentOptions): Promise<ExperimentOutcome> {
  const { plan, folder, workers, log } = options;
  const noGazebo = whyNoGazebo(plan.runs);
  if (noGazebo !== null) throw new ConfigurationError(noGazebo);
  if (!options.resume) requireEmpty(folder, plan);
  const store = openStore(folder, { create: true, log });
  const pool = options.pool ?? new RunPool({ slots: workers });
  try {
    store.plan(plan.runs);
    recordExperiment(plan, folder);
    return await new Runner(store, pool, options).run();
  } finally {
    await pool.close();
    store.close();
  }
}

/** @throws ConfigurationError where the folder has results */
function requireEmpty(folder: string, { files }: ExperimentPlan): void {
  const runs = path.join(folder, 'runs');
  const count = existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')).length : 0;
  if (count === 0) return;
  const shown = files.map((file) => path.relative('', file));
  throw new ConfigurationError(
    `${folder}: has ${count} ${count === 1 ? 'run' : 'runs'} already; ` +
      `\`${shellLine(['f1-brain', 'experiment', ...shown, '--out', folder, '--resume'])}\` does what is missing, ` +
      'another --out begins from scratch',
  );
}

/** One call of `runExperiment`. */
class Runner {
  readonly #store: RunStore;
  readonly #pool: Pick<RunPool, 'drive'>;
  readonly #options: RunExperimentOptions;
  /** Aborted where nothing may be started any more. */
  readonly #stop = new AbortController();
  #driven = 0;
  #stopped: string | null = null;

  constructor(store: RunStore, pool: Pick<RunPool, 'drive'>, options: RunExperimentOptions) {
    this.#store = store;
    this.#pool = pool;
    this.#options = options;
  }

  async run(): Promise<ExperimentOutcome> {
    const { plan, workers, signal, onEvent } = this.#options;
    const all = keysOf(plan.runs);
    const { finished, faults } = this.#store.counts(all);
    onEvent({ type: 'begun', planned: all.size, done: finished, faults });
    const end = () => this.#stop.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      await this.#work(keysOf(plan.runs.filter(({ world }) => world.kind === 'lockstep')), workers);
      // Nothing drives beside a run in real time.
      await this.#work(keysOf(plan.runs.filter(({ world }) => world.kind !== 'lockstep')), 1);
    } finally {
      signal.removeEventListener('abort', end);
    }
    return {
      counts: this.#store.counts(all),
      driven: this.#driven,
      interrupted: signal.aborted,
      stopped: this.#stopped,
      rows: plan.runs.flatMap(({ key }) => {
        const result = this.#store.result(key);
        return result === null ? [] : [rowOf(result)];
      }),
    };
  }

  async #work(among: ReadonlySet<string>, slots: number): Promise<void> {
    if (among.size === 0) return;
    await Promise.all(Array.from({ length: slots }, () => this.#slot(among)));
  }

  async #slot(among: ReadonlySet<string>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const claimed = this.#attempt(() => this.#store.claim(among));
      if (claimed === null) return;
      await this.#drive(claimed);
    }
  }

  async #drive(claimed: ClaimedRun): Promise<void> {
    const { onEvent } = this.#options;
    const { run, folder } = claimed;
    onEvent({ type: 'started', run });
    try {
      const result = await this.#pool.drive(run, folder, this.#stop.signal, (percent) =>
        onEvent({ type: 'progress', run, percent }),
      );
      if (this.#attempt(() => this.#finish(claimed, result)) === null) this.#giveBack(claimed);
    } catch (error) {
      this.#giveBack(claimed);
      if (!(error instanceof InterruptedError)) throw error;
    }
  }

  #finish(claimed: ClaimedRun, result: RunResult): true {
    this.#store.finish(claimed, result);
    this.#driven += 1;
    this.#options.onEvent({ type: 'finished', result });
    return true;
  }

  #giveBack(claimed: ClaimedRun): void {
    this.#attempt(() => this.#store.release(claimed));
    this.#options.onEvent({ type: 'given_back', run: claimed.run });
  }

  /** Where the store fails, as on a full disk, the other runs that drive are ended too.
   *  @returns null then */
  #attempt<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#stopped ??= messageOf(error);
      this.#stop.abort();
      return null;
    }
  }
}

function keysOf(runs: readonly PlannedRun[]): ReadonlySet<string> {
  return new Set(runs.map(({ key }) => key));
}

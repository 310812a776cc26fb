import { InterruptedError, messageOf, StoreError } from '../errors';
import type { ExperimentRunner, RunnerContext, RunnerOutcome } from './experiment-runner';
import type { PlannedRun } from './run/planned-run';
import type { RunResult } from './run/run-result';
import type { ClaimedRun } from './run/run-store';
import type { RunPool } from './work/run-pool';

/** Drives the runs of a store in processes of this machine. */
export class LocalRunner implements ExperimentRunner {
  readonly #context: RunnerContext;
  readonly #pool: Pick<RunPool, 'drive' | 'close'>;
  /** Lockstep runs at once; runs in real time are driven alone. */
  readonly #slots: number;
  /** Aborted where nothing may be started any more. */
  readonly #stop = new AbortController();
  #driven = 0;
  #stopped: string | null = null;

  constructor(context: RunnerContext, pool: Pick<RunPool, 'drive' | 'close'>, slots: number) {
    this.#context = context;
    this.#pool = pool;
    this.#slots = slots;
  }

  async run(): Promise<RunnerOutcome> {
    const { runs, signal } = this.#context;
    const end = () => this.#stop.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      await this.#work(
        runs.filter(({ world }) => world.kind === 'lockstep'),
        this.#slots,
      );
      // Nothing drives beside a run in real time.
      await this.#work(
        runs.filter(({ world }) => world.kind !== 'lockstep'),
        1,
      );
    } finally {
      signal.removeEventListener('abort', end);
    }
    return { driven: this.#driven, stopped: this.#stopped };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #work(runs: readonly PlannedRun[], slots: number): Promise<void> {
    if (runs.length === 0) return;
    const among = new Set(runs.map(({ key }) => key));
    await Promise.all(Array.from({ length: slots }, () => this.#slot(among)));
  }

  async #slot(among: ReadonlySet<string>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const claimed = this.#attempt(() => this.#context.store.claim(among));
      if (claimed === null) return;
      await this.#drive(claimed);
    }
  }

  async #drive(claimed: ClaimedRun): Promise<void> {
    const { onEvent } = this.#context;
    const { run, folder } = claimed;
    onEvent({ type: 'started', run });
    try {
      const result = await this.#pool.drive(run, folder, this.#stop.signal, (percent, _, track) =>
        onEvent({ type: 'progress', run, percent, ...(track !== null && { track }) }),
      );
      if (this.#attempt(() => this.#finish(claimed, result)) === null) this.#giveBack(claimed);
    } catch (error) {
      this.#giveBack(claimed);
      if (!(error instanceof InterruptedError)) throw error;
    }
  }

  #finish(claimed: ClaimedRun, result: RunResult): true {
    this.#context.store.finish(claimed, result);
    this.#driven += 1;
    this.#context.onEvent({ type: 'finished', result });
    return true;
  }

  #giveBack(claimed: ClaimedRun): void {
    this.#attempt(() => this.#context.store.release(claimed));
    this.#context.onEvent({ type: 'given_back', run: claimed.run });
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

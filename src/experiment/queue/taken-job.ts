import { randomUUID } from 'node:crypto';
import type { Job, Worker } from 'bullmq';
import type { RunJobData, RunJobReturn } from './job';

export type RunJob = Job<RunJobData, RunJobReturn>;

/** A run that this worker has taken from its queue; its lock is renewed until it is settled. */
export class TakenJob {
  readonly job: RunJob;
  readonly #token: string;
  readonly #renewal: NodeJS.Timeout;
  readonly #lost = new AbortController();

  private constructor(job: RunJob, token: string, lock_ms: number) {
    this.job = job;
    this.#token = token;
    this.#renewal = setInterval(() => void this.#renew(lock_ms), lock_ms / 3);
  }

  /** Takes the next run of the queue; null where none waits. */
  static async next(queue: Worker<RunJobData, RunJobReturn>, lock_ms: number): Promise<TakenJob | null> {
    const token = randomUUID();
    const job = await queue.getNextJob(token, { block: false });
    return job ? new TakenJob(job as RunJob, token, lock_ms) : null;
  }

  /** Aborted when another worker has been given the run. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async complete(returned: RunJobReturn): Promise<void> {
    await this.#settle(() => this.job.moveToCompleted(returned, this.#token, false));
  }

  async fail(error: Error): Promise<void> {
    await this.#settle(() => this.job.moveToFailed(error, this.#token, false));
  }

  /** Gives the run back: at once, or after a while where this worker should not be the next to take it. */
  async giveBack(delay_ms = 0): Promise<void> {
    await this.#settle(() =>
      delay_ms > 0
        ? this.job.moveToDelayed(Date.now() + delay_ms, this.#token)
        : this.job.moveToWait(this.#token),
    );
  }

  async #renew(lock_ms: number): Promise<void> {
    try {
      if ((await this.job.extendLock(this.#token, lock_ms)) === 0) this.#lost.abort();
    } catch {
      // The lock is gone, or Redis refused: what the run gives cannot be delivered.
      this.#lost.abort();
    }
  }

  async #settle(move: () => Promise<unknown>): Promise<void> {
    clearInterval(this.#renewal);
    if (!this.#lost.signal.aborted) await move();
  }
}

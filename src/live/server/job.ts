import { messageOf } from '../../errors';

export interface JobOptions {
  /** Of the time, that it may take. */
  readonly share: number;
  /** Least time between two beginnings. Default 0. */
  readonly period_ms?: number;
  /** Told why a piece of work failed; once for the same reason in a row. */
  readonly onFailed: (why: string) => void;
  readonly now_ms: () => number;
}

/** Work that is done one piece at a time, for at most a share of the time. A piece that fails is left out. */
export class Job {
  readonly #options: JobOptions;
  #running: Promise<void> | null = null;
  #next_ms = Number.NEGATIVE_INFINITY;
  #complaint: string | null = null;

  constructor(options: JobOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** When the next piece may begin, once this one is done. */
  get next_ms(): number {
    return this.#next_ms;
  }

  /** Begins a piece of work; none is running. */
  begin(work: () => Promise<void>): void {
    const { share, period_ms = 0, now_ms } = this.#options;
    const since_ms = now_ms();
    this.#running = work()
      .catch((error: unknown) => this.#complain(messageOf(error)))
      .finally(() => {
        this.#running = null;
        const done_ms = now_ms();
        this.#next_ms = Math.max(since_ms + period_ms, done_ms + (done_ms - since_ms) * (1 / share - 1));
      });
  }

  /** Resolves when nothing is running. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #complain(why: string): void {
    if (why === this.#complaint) return;
    this.#complaint = why;
    this.#options.onFailed(why);
  }
}

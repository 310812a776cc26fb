import { messageOf } from '../errors';
import type { Brain } from '../types';
import type { DriveOptions } from './drive-options';

/** A brain that takes this long for one frame is restarted. */
const HANG_LIMIT_MS = 10_000;
const CHECK_PERIOD_MS = 1000;

export interface HangWatchOptions {
  /** The brain at work and since when (monotonic clock); null while it is idle. */
  readonly work: () => { readonly brain: Brain; readonly since_ms: number } | null;
  readonly onRestarted: () => void;
  /** The brain could not be restarted. */
  readonly onLost: (reason: string) => void;
}

/** Restarts a brain that does not answer. */
export class HangWatch {
  readonly #options: HangWatchOptions;
  #restarting: Brain | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: HangWatchOptions) {
    this.#options = options;
  }

  /** @param holdsProcess whether the watch alone keeps the process alive */
  start(holdsProcess: boolean): void {
    this.#timer ??= setInterval(() => this.#check(), CHECK_PERIOD_MS);
    if (!holdsProcess) this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Another brain drives: what becomes of the one being restarted no longer matters. */
  forget(): void {
    this.#restarting = null;
  }

  #check(): void {
    const work = this.#options.work();
    if (!work || this.#restarting || performance.now() - work.since_ms < HANG_LIMIT_MS) return;
    const { brain } = work;
    if (!brain.restart) return;
    this.#restarting = brain;
    const stillDrives = () => {
      if (this.#restarting !== brain) return false;
      this.#restarting = null;
      return true;
    };
    brain.restart().then(
      () => {
        if (stillDrives()) this.#options.onRestarted();
      },
      (error: unknown) => {
        if (stillDrives()) this.#options.onLost(messageOf(error));
      },
    );
  }
}

/** The watch of a drive. A world that waits for the brain would wait forever for one that hangs.
 *  @param work the brain at work and since when */
export function hangWatchOf(
  { observer, realTime }: Pick<DriveOptions, 'observer' | 'realTime'>,
  work: HangWatchOptions['work'],
): HangWatch {
  return new HangWatch({
    work,
    onRestarted: () => {
      if (realTime) observer.brainRestarted();
      else observer.brainLost('it did not answer a frame');
    },
    onLost: (reason) => observer.brainLost(reason),
  });
}

import type { Frame, Stopwatch } from '../types';

/** A frame that waits for the brain. `done` tells its sender that it is no longer needed. */
export interface WaitingFrame {
  readonly frame: Frame;
  readonly done: () => void;
  /** Since it arrived. */
  readonly age_ms: Stopwatch;
}

/** Room for one frame: the newest. */
export class NewestFrame {
  #waiting: WaitingFrame | null = null;

  get isEmpty(): boolean {
    return this.#waiting === null;
  }

  put(waiting: WaitingFrame): void {
    this.drop();
    this.#waiting = waiting;
  }

  take(): WaitingFrame | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }

  /** @returns whether there was one */
  drop(): boolean {
    const waiting = this.take();
    waiting?.done();
    return waiting !== null;
  }

  /** Drops a frame that is older. @returns whether there was one */
  dropOlder(age_ms: number): boolean {
    return this.#waiting !== null && this.#waiting.age_ms() > age_ms && this.drop();
  }
}

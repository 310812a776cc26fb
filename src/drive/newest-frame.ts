import type { Frame } from '../types';

/** A frame that waits for the brain. `done` tells its sender that it is no longer needed. */
export interface WaitingFrame {
  readonly frame: Frame;
  readonly done: () => void;
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

  /** Drops a frame that came more than `age_ms` ago. @returns whether there was one */
  dropOlder(age_ms: number): boolean {
    const arrival_ms = this.#waiting?.frame.arrival_ms ?? Number.POSITIVE_INFINITY;
    return performance.now() - arrival_ms > age_ms && this.drop();
  }
}

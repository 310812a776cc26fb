import type { ActiveBrain } from './active-brain';

interface Pending {
  readonly next: ActiveBrain;
  readonly done: (before: ActiveBrain) => void;
  readonly refuse: (why: Error) => void;
}

/** Holds the active brain, and the one that waits to take over. */
export class BrainSeat {
  #active: ActiveBrain;
  #pending: Pending | null = null;

  constructor(first: ActiveBrain) {
    this.#active = first;
  }

  get active(): ActiveBrain {
    return this.#active;
  }

  /** @returns the brain before, once `swap` has let the new one drive */
  request(next: ActiveBrain): Promise<ActiveBrain> {
    return new Promise((done, refuse) => {
      // One that still waits for its first frame is replaced too.
      this.#pending?.done(this.#pending.next);
      this.#pending = { next, done, refuse };
    });
  }

  /** Lets the waiting brain drive; to be called between two frames.
   *  @returns it, or null when none waits */
  swap(): ActiveBrain | null {
    if (!this.#pending) return null;
    const { next, done } = this.#pending;
    const before = this.#active;
    this.#pending = null;
    this.#active = next;
    done(before);
    return next;
  }

  /** The waiting brain will never drive. */
  refuse(why: Error): void {
    this.#pending?.refuse(why);
    this.#pending = null;
  }
}

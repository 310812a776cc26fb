import { GaveUpError, messageOf, RestartError } from '../errors';
import type { World } from '../types';
import type { DriveObserver } from './drive-observer';

/** Simulated seconds of failures without an answer after which a brain has failed, as long as a car may be without progress. */
const LIMIT_S = 10;
/** Least number of them: a camera that is silent for long is no fault of the brain. */
const LEAST_FRAMES = 10;

/** Judges the frames on which a brain fails in a row, and tells of one that will not drive on by itself. */
export class FailureStreak {
  readonly #world: Pick<World, 'simulatedSeconds'>;
  readonly #observer: Pick<DriveObserver, 'gaveUp' | 'keptFailing'>;
  #first: string | null = null;
  #since_s: number | null = null;
  #frames = 0;

  constructor(
    world: Pick<World, 'simulatedSeconds'>,
    observer: Pick<DriveObserver, 'gaveUp' | 'keptFailing'>,
  ) {
    this.#world = world;
    this.#observer = observer;
  }

  /** The brain has answered, another one drives, or frames are no longer given to it. */
  end(): void {
    this.#first = null;
    this.#since_s = null;
    this.#frames = 0;
  }

  add(error: unknown): void {
    const reason = messageOf(error);
    if (error instanceof GaveUpError) this.#observer.gaveUp(reason);
    else if (!(error instanceof RestartError)) this.#count(reason);
  }

  #count(reason: string): void {
    this.#first ??= reason;
    this.#frames += 1;
    const sim_s = this.#world.simulatedSeconds();
    if (sim_s === null) return;
    // The simulator may have been reset.
    if (this.#since_s === null || sim_s < this.#since_s) this.#since_s = sim_s;
    const time_s = sim_s - this.#since_s;
    if (time_s < LIMIT_S || this.#frames < LEAST_FRAMES) return;
    const reasons = this.#first === reason ? reason : `first: ${this.#first}; last: ${reason}`;
    this.#observer.keptFailing(
      `${this.#frames} in a row, ${time_s.toFixed(1)} s of simulated time; ${reasons}`,
    );
  }
}

import { GaveUpError, messageOf, RestartError } from '../errors';
import type { World } from '../types';
import type { DriveObserver } from './drive-observer';

/** Simulated seconds of failures without an answer after which a brain has failed, as long as a car may be without progress. */
const LIMIT_S = 10;
/** Least number of them. */
const LEAST_FRAMES = 10;
/** A camera that is silent for longer is no fault of the brain: of the time between two failures no more counts. */
const LONGEST_GAP_S = 1;

/** Judges the frames on which a brain fails in a row, and tells of one that will not drive on by itself. */
export class FailureStreak {
  readonly #world: Pick<World, 'simulatedSeconds'>;
  readonly #observer: Pick<DriveObserver, 'gaveUp' | 'keptFailing'>;
  #first: string | null = null;
  /** Simulated time of the first failure, later by what does not count since. */
  #since_s: number | null = null;
  #latest_s: number | null = null;
  #frames = 0;

  constructor(
    world: Pick<World, 'simulatedSeconds'>,
    observer: Pick<DriveObserver, 'gaveUp' | 'keptFailing'>,
  ) {
    this.#world = world;
    this.#observer = observer;
  }

  /** The brain has answered or is being restarted, another one drives, or frames are no longer given to it. */
  end(): void {
    this.#first = null;
    this.#since_s = null;
    this.#latest_s = null;
    this.#frames = 0;
  }

  add(error: unknown): void {
    const reason = messageOf(error);
    if (error instanceof GaveUpError) this.#observer.gaveUp(reason);
    else if (error instanceof RestartError) this.end();
    else this.#count(reason);
  }

  #count(reason: string): void {
    this.#first ??= reason;
    this.#frames += 1;
    const sim_s = this.#world.simulatedSeconds();
    if (sim_s === null) return;
    const time_s = this.#timeUntil(sim_s);
    if (time_s < LIMIT_S || this.#frames < LEAST_FRAMES) return;
    const reasons = this.#first === reason ? reason : `first: ${this.#first}; last: ${reason}`;
    this.#observer.keptFailing(
      `failed on ${this.#frames} frames in a row, ${time_s.toFixed(1)} s of simulated time; ${reasons}`,
    );
  }

  /** @returns how long the brain has failed, without longer gaps between its failures, s */
  #timeUntil(sim_s: number): number {
    const gap_s = sim_s - (this.#latest_s ?? sim_s);
    this.#latest_s = sim_s;
    // The simulator may have been reset.
    if (this.#since_s === null || sim_s < this.#since_s) this.#since_s = sim_s;
    else if (gap_s > LONGEST_GAP_S) this.#since_s += gap_s - LONGEST_GAP_S;
    return sim_s - this.#since_s;
  }
}

import type { StartPose } from '../circuit/circuit';
import { messageOf } from '../errors';
import type { RecordedRecovery } from '../measure/metrics/run-metadata';
import type { EndReason } from '../measure/metrics/run-metrics';
import type { Pose } from '../types';

/** How a world puts its car back. */
export interface RecoveryPort {
  /** The run ends instead of being put back more often. */
  readonly limit: number;
  /** Stops the car and moves it; resolves once odometry shows it there.
   *  @param pose null for where the world begins
   *  @throws WorldError when it cannot be done */
  putBack(pose: StartPose | null): Promise<void>;
}

export interface RecoveryOptions extends RecoveryPort {
  /** Where on the line the car belongs now; null where that is unknown. */
  readonly place: () => StartPose | null;
  /** Lets no frame move the car until `resume`. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Whether the run was ended meanwhile. */
  readonly isOver: () => boolean;
  /** It could not be put back: the run ends after all. */
  readonly onFailed: (because: Cause) => void;
  readonly log: { warn(line: string): void; error(line: string): void };
}

/** Why a car is put back. */
export type Cause = Exclude<EndReason, 'completed'>;

const TEXTS: Partial<Record<Cause, string>> = {
  left_track: 'it left the track',
  no_progress: 'it made no progress along the line',
};

/** Puts a car that cannot go on back on its line, a limited number of times, and keeps what happened. */
export class Recovery {
  /** What was put back so far, for the record. */
  readonly done: RecordedRecovery[] = [];
  readonly #options: RecoveryOptions;
  #count = 0;
  /** Null while the car is not being put back. */
  #going: { readonly because: Cause; readonly from_s: number | null; isThere: boolean } | null = null;
  #resumes = true;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Whether the car is being put back now. */
  get busy(): boolean {
    return this.#going !== null && !this.#going.isThere;
  }

  /** Times that the car was put back, as text; null where it was not. */
  get told(): string | null {
    return this.#count === 0
      ? null
      : `put back ${this.#count} ${this.#count === 1 ? 'time' : 'times'} before`;
  }

  /** @param detail what kept the car; null where the cause says it
   *  @param from_s simulated time of the last pose that counts
   *  @returns whether the car is being put back; false once it was too often */
  begin(because: Cause, detail: string | null, from_s: number | null): boolean {
    if (this.#going !== null) return true;
    if (this.#count >= this.#options.limit) return false;
    this.#count += 1;
    this.#going = { because, from_s, isThere: false };
    this.#resumes = true;
    void this.#putBack(because, detail ?? TEXTS[because] ?? because);
    return true;
  }

  /** Whether the car was paused or resumed meanwhile: it then stays so.
   *  @returns false when it is not being put back */
  hold(held: boolean): boolean {
    if (!this.busy) return false;
    this.#resumes = !held;
    return true;
  }

  /** How a pose counts: not while the car is being put back, and the first one after is where it was put, with the cause. */
  takes({ sim_s }: Pose): 'counts' | 'ignored' | { readonly because: Cause } {
    const going = this.#going;
    if (going === null) return 'counts';
    if (!going.isThere) return 'ignored';
    this.#going = null;
    const { because, from_s } = going;
    if (from_s !== null && sim_s !== null) this.done.push({ because, from_s, to_s: sim_s });
    return { because };
  }

  async #putBack(because: Cause, what: string): Promise<void> {
    const { putBack, place, pause, resume, isOver, onFailed, log, limit } = this.#options;
    const pose = place();
    try {
      pause();
      await putBack(pose);
    } catch (error) {
      if (isOver()) return;
      log.error(`the car could not be put back: ${messageOf(error)}`);
      onFailed(because);
      return;
    }
    const where = pose === null ? 'to the start' : 'on the line';
    log.warn(`the car was put back ${where} (${this.#count} of at most ${limit}): ${what}`);
    if (this.#going !== null) this.#going = { ...this.#going, isThere: true };
    if (this.#resumes) resume();
  }
}

export interface PacerOptions {
  /** Real time factor; 'max' for as fast as the machine allows. */
  readonly realTimeFactor: number | 'max';
  /** Monotonic wall clock in milliseconds. */
  readonly now: () => number;
  /** Simulated time. */
  readonly time_ms: () => number;
  /** Simulated time at which something is due next. */
  readonly nextDue_ms: () => number;
  /** Advances the world to a simulated time, at most up to and with the next thing due. */
  readonly advance: (to_ms: number) => void;
}

/** A world that is later than this runs slower instead of catching up: a burst of old frames does not help a brain. */
const MAX_LAG_MS = 25;

/**
 * Keeps simulated time in step with the wall clock. Wakes up for what is due; does not drift, since every target is
 * computed from one common origin.
 */
export class Pacer {
  readonly #options: PacerOptions;
  #originWall_ms = 0;
  #originTime_ms = 0;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(options: PacerOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.anchor();
    this.#turn();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  /** Makes this moment the common origin, after simulated time was reset. */
  anchor(): void {
    this.#originWall_ms = this.#options.now();
    this.#originTime_ms = this.#options.time_ms();
  }

  /** Advances simulated time to the wall clock, so that a command takes effect when it arrives. */
  catchUp(): void {
    if (!this.#running || this.#options.realTimeFactor === 'max') return;
    const target_ms = this.#target(this.#options.realTimeFactor);
    if (target_ms < this.#options.nextDue_ms()) this.#options.advance(target_ms);
  }

  #target(factor: number): number {
    return Math.floor(this.#originTime_ms + (this.#options.now() - this.#originWall_ms) * factor);
  }

  #turn = (): void => {
    if (!this.#running) return;
    const { realTimeFactor, advance, nextDue_ms, time_ms } = this.#options;
    if (realTimeFactor === 'max') {
      advance(nextDue_ms());
      this.#immediate = setImmediate(this.#turn);
      return;
    }
    let target_ms = this.#target(realTimeFactor);
    if ((target_ms - nextDue_ms()) / realTimeFactor > MAX_LAG_MS) {
      this.#originTime_ms -= target_ms - nextDue_ms();
      target_ms = nextDue_ms();
    }
    if (nextDue_ms() <= target_ms) {
      advance(nextDue_ms());
      // Messages must be able to arrive, even if more is due.
      this.#immediate = setImmediate(this.#turn);
      return;
    }
    if (time_ms() < target_ms) advance(target_ms);
    const wait_ms = (nextDue_ms() - target_ms) / realTimeFactor;
    this.#timer = setTimeout(this.#turn, Math.max(1, Math.round(wait_ms)));
  };
}

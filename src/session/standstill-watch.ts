/** The time limit before the first pose is longer: a simulator that starts with the node needs a while. */
const START_FACTOR = 4;
const MIN_PROGRESS_M = 0.5;
/** Further apart, two poses are a teleport. */
const TELEPORT_M = 20;
const CHECK_PERIOD_MS = 500;

export interface StandstillWatchOptions {
  /** Seconds of the wall clock without progress along the line after which the laps end; four times as long
   *  before the first pose. */
  readonly timeout_s: number;
  /** Monotonic clock. */
  readonly now_ms: () => number;
  /** Called once. @param reason why the car may be stopped */
  readonly onExpired: (reason: string) => void;
}

/** What the watch takes from a pose. */
export interface WatchedPose {
  /** Along the line; null where it is unknown. */
  readonly progress_m: number | null;
  readonly sim_s: number | null;
}

/**
 * Ends laps that would wait forever. Lack of progress in simulated time is judged elsewhere, and only while the car may
 * drive; here time is the wall clock's, and it counts whatever keeps the car: a silent camera, no odometry, a clock that
 * is stopped, a wall.
 */
export class StandstillWatch {
  readonly #options: StandstillWatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #checked_ms = 0;
  #waited_ms = 0;
  #silent_ms = 0;
  #held = false;
  #searches = false;
  #best_m: number | null = null;
  #last: WatchedPose | null = null;
  #simulatedTimeIsStopped = false;

  constructor(options: StandstillWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#checked_ms = this.#options.now_ms();
    this.#timer ??= setInterval(() => this.check(), CHECK_PERIOD_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** While held, the car is stopped on purpose. */
  hold(held: boolean): void {
    this.#held = held;
    this.#waited_ms = 0;
  }

  /** A brain that looks for its line gives up by itself: that time does not count. */
  search(searches: boolean): void {
    this.#searches = searches;
  }

  /** The lap begins again. */
  reset(): void {
    this.#best_m = null;
    this.#waited_ms = 0;
  }

  pose({ progress_m, sim_s }: WatchedPose): void {
    const last = this.#last;
    this.#last = { progress_m, sim_s };
    this.#simulatedTimeIsStopped = last !== null && sim_s !== null && sim_s === last.sim_s;
    this.#silent_ms = 0;
    if (progress_m === null) return;
    const isTeleport = Math.abs(progress_m - (last?.progress_m ?? progress_m)) > TELEPORT_M;
    if (this.#best_m !== null && !isTeleport && progress_m < this.#best_m + MIN_PROGRESS_M) return;
    this.#best_m = progress_m;
    this.#waited_ms = 0;
  }

  /** To be called often. A process that was suspended meanwhile has not waited. */
  check(): void {
    if (this.#timer === null) return;
    const now_ms = this.#options.now_ms();
    const passed_ms = Math.min(now_ms - this.#checked_ms, 2 * CHECK_PERIOD_MS);
    this.#checked_ms = now_ms;
    if (this.#held || this.#searches) return;
    this.#waited_ms += passed_ms;
    this.#silent_ms += passed_ms;
    const factor = this.#last === null ? START_FACTOR : 1;
    if (this.#waited_ms <= 1000 * factor * this.#options.timeout_s) return;
    this.stop();
    this.#options.onExpired(this.#reason());
  }

  #reason(): string {
    if (this.#last === null) return 'no odometry has come';
    if (this.#silent_ms > 2 * CHECK_PERIOD_MS) {
      return `no odometry has come for ${Math.round(this.#silent_ms / 1000)} s`;
    }
    if (this.#simulatedTimeIsStopped) return 'simulated time is stopped';
    return 'it drives without getting anywhere';
  }
}

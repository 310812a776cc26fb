import type { Stopwatch } from '../../types';

/** Since a moment: the timeout counts time in which the car may have moved, messages tell wall time. */
interface Since {
  readonly at_ms: number;
  readonly car_ms: Stopwatch;
}

/** What had come while the thread was blocked is read within this time after it. */
const BACKLOG_MS = 100;

export interface WatchdogOptions {
  /** Longest time without a good frame, and longest time a brain may take for one, on the stopwatches. */
  readonly timeout_ms: number;
  /** Monotonic clock in ms. */
  readonly now_ms: () => number;
  /** Starts a stopwatch of the time in which the car may have moved. */
  readonly stopwatch: () => Stopwatch;
  /** Why no frames arrive; null when unknown. */
  readonly whyNoFrames?: () => string | null;
  /** Why the brain is not asked although frames arrive; null when unknown. */
  readonly whyNoCommand?: () => string | null;
  /** Called once when the watchdog expires, with the reason in one line. */
  readonly onExpired: (reason: string) => void;
}

/**
 * Detects that the car drives on a stale command: Gazebo's car keeps its last command forever, so silence of the camera
 * or the brain must become a zero command. Expires once until `alive` is called.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #timeout_ms: number;
  #frame: Since;
  /** Since the brain was asked; null while it is idle. */
  #busy: Since | null = null;
  #expired = false;
  /** Since the command left that the car is moving on; null while it is stopped. */
  #moving: Since | null = null;
  /** The last check; null while there is none. */
  #lastCheck: Since | null = null;
  #backlogUntil_ms = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#timeout_ms = options.timeout_ms;
    this.#frame = this.#now();
  }

  get expired(): boolean {
    return this.#expired;
  }

  set timeout_ms(timeout_ms: number) {
    this.#timeout_ms = timeout_ms;
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = this.#ticking();
  }

  /** Checks by itself, late by at most a tenth of the timeout. */
  start(): void {
    this.#frame = this.#now();
    this.#lastCheck = this.#now();
    this.#timer ??= this.#ticking();
  }

  #ticking(): NodeJS.Timeout {
    return setInterval(() => this.check(), Math.max(5, this.#timeout_ms / 10)).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#lastCheck = null;
    this.#moving = null;
  }

  /** Whether frames that are read now may have waited because this thread was blocked, or the process suspended: their
   *  age is unknown, also where little simulated time seems to have passed, since the clock waits to be read as well. */
  get readsBacklog(): boolean {
    return this.#options.now_ms() < this.#backlogUntil_ms || this.#isOverdue;
  }

  /** Whether the last check is longer ago than the timeout, wall time. */
  get #isOverdue(): boolean {
    return this.#lastCheck !== null && this.#wall_ms(this.#lastCheck) > this.#timeout_ms;
  }

  #now(): Since {
    return { at_ms: this.#options.now_ms(), car_ms: this.#options.stopwatch() };
  }

  #wall_ms({ at_ms }: Since): number {
    return Math.round(this.#options.now_ms() - at_ms);
  }

  /** The last command is older than the step that hangs, so its age is often noticed first. */
  #whyBusy(): string | null {
    return this.#busy && `the brain has not answered for ${this.#wall_ms(this.#busy)} ms`;
  }

  frame(): void {
    this.#frame = this.#now();
  }

  brainStarted(): void {
    this.#busy = this.#now();
  }

  brainDone(): void {
    this.#busy = null;
  }

  /** A command was sent: the car is being driven. */
  alive(): void {
    this.#expired = false;
  }

  /** A command left. @param moves whether it moves the car */
  commanded(moves: boolean): void {
    this.#moving = moves ? this.#now() : null;
    this.alive();
  }

  /** The car was stopped. */
  halted(): void {
    this.#moving = null;
  }

  check(): void {
    const last = this.#lastCheck;
    if (this.#isOverdue) this.#backlogUntil_ms = this.#options.now_ms() + BACKLOG_MS;
    if (last !== null) this.#lastCheck = this.#now();
    if (this.#expired) return;
    const reason = this.#reason(last);
    if (reason === null) return;
    this.#expired = true;
    this.#options.onExpired(reason);
  }

  /** Why the car must not drive on; null where it may. @param checked the check before this one */
  #reason(checked: Since | null): string | null {
    const { whyNoFrames, whyNoCommand } = this.#options;
    const isLong = (since: Since | null): since is Since =>
      since !== null && since.car_ms() > this.#timeout_ms;
    if (isLong(checked)) return `this node was blocked or suspended for ${this.#wall_ms(checked)} ms`;
    if (isLong(this.#busy)) return this.#whyBusy();
    if (isLong(this.#frame)) {
      const frame_ms = this.#wall_ms(this.#frame);
      return `no good camera frame for ${frame_ms} ms${because(whyNoFrames?.() ?? null)}`;
    }
    if (!isLong(this.#moving)) return null;
    const moving_ms = this.#wall_ms(this.#moving);
    return `no new command for ${moving_ms} ms${because(whyNoCommand?.() ?? this.#whyBusy())}`;
  }
}

function because(why: string | null): string {
  return why === null ? '' : ` (${why})`;
}

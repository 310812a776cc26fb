import type { Stopwatch } from '../../types';

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
  #sinceFrame: Stopwatch;
  /** Since the brain was asked; null while it is idle. */
  #busy: Stopwatch | null = null;
  #expired = false;
  /** Since the command left that the car is moving on; null while it is stopped. */
  #moving: Stopwatch | null = null;
  #sinceCheck: Stopwatch | null = null;
  /** Wall time; infinite while it does not check. */
  #checked_ms = Number.POSITIVE_INFINITY;
  #backlogUntil_ms = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#timeout_ms = options.timeout_ms;
    this.#sinceFrame = options.stopwatch();
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
    this.#sinceFrame = this.#options.stopwatch();
    this.#sinceCheck = this.#options.stopwatch();
    this.#checked_ms = this.#options.now_ms();
    this.#timer ??= this.#ticking();
  }

  #ticking(): NodeJS.Timeout {
    return setInterval(() => this.check(), Math.max(5, this.#timeout_ms / 10)).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#sinceCheck = null;
    this.#checked_ms = Number.POSITIVE_INFINITY;
    this.#moving = null;
  }

  /** Whether frames that are read now may have waited because this thread was blocked, or the process suspended: their
   *  age is unknown, also where little simulated time seems to have passed, since the clock waits to be read as well. */
  get readsBacklog(): boolean {
    const now_ms = this.#options.now_ms();
    return now_ms < this.#backlogUntil_ms || now_ms - this.#checked_ms > this.#timeout_ms;
  }

  /** Since the last check, where that is overdue by more than the timeout; else 0. */
  #blocked_ms(): number {
    const blocked_ms = this.#sinceCheck?.() ?? 0;
    return blocked_ms > this.#timeout_ms ? blocked_ms : 0;
  }

  /** The last command is older than the step that hangs, so its age is often noticed first. */
  #whyBusy(): string | null {
    return this.#busy && `the brain has not answered for ${Math.round(this.#busy())} ms`;
  }

  frame(): void {
    this.#sinceFrame = this.#options.stopwatch();
  }

  brainStarted(): void {
    this.#busy = this.#options.stopwatch();
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
    this.#moving = moves ? this.#options.stopwatch() : null;
    this.alive();
  }

  /** The car was stopped. */
  halted(): void {
    this.#moving = null;
  }

  check(): void {
    const { now_ms, stopwatch, onExpired } = this.#options;
    const now = now_ms();
    const blocked_ms = this.#blocked_ms();
    if (now - this.#checked_ms > this.#timeout_ms) this.#backlogUntil_ms = now + BACKLOG_MS;
    if (this.#sinceCheck !== null) {
      this.#sinceCheck = stopwatch();
      this.#checked_ms = now;
    }
    if (this.#expired) return;
    const reason = this.#reason(blocked_ms);
    if (reason === null) return;
    this.#expired = true;
    onExpired(reason);
  }

  /** Why the car must not drive on; null where it may. */
  #reason(blocked_ms: number): string | null {
    const { whyNoFrames, whyNoCommand } = this.#options;
    const timeout_ms = this.#timeout_ms;
    if (blocked_ms > 0) return `this node was blocked or suspended for ${Math.round(blocked_ms)} ms`;
    if (this.#busy !== null && this.#busy() > timeout_ms) return this.#whyBusy();
    const dark_ms = this.#sinceFrame();
    if (dark_ms > timeout_ms) {
      return `no good camera frame for ${Math.round(dark_ms)} ms${because(whyNoFrames?.() ?? null)}`;
    }
    const moving_ms = this.#moving?.() ?? 0;
    if (moving_ms <= timeout_ms) return null;
    return `no new command for ${Math.round(moving_ms)} ms${because(whyNoCommand?.() ?? this.#whyBusy())}`;
  }
}

function because(why: string | null): string {
  return why === null ? '' : ` (${why})`;
}

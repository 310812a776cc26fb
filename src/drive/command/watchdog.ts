/** What had come while the thread was blocked is read within this time after it. */
const BACKLOG_MS = 100;

export interface WatchdogOptions {
  /** Longest time without a good frame, and longest time a brain may take for one. */
  readonly timeout_ms: number;
  /** Monotonic clock in ms. */
  readonly now_ms: () => number;
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
  #lastFrame_ms: number;
  #busySince_ms: number | null = null;
  #expired = false;
  /** When the command left that the car is moving on; null while it is stopped. */
  #movingSince_ms: number | null = null;
  #checked_ms: number | null = null;
  #backlogUntil_ms = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#timeout_ms = options.timeout_ms;
    this.#lastFrame_ms = options.now_ms();
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
    this.#lastFrame_ms = this.#options.now_ms();
    this.#checked_ms = this.#lastFrame_ms;
    this.#timer ??= this.#ticking();
  }

  #ticking(): NodeJS.Timeout {
    return setInterval(() => this.check(), Math.max(5, this.#timeout_ms / 10)).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#checked_ms = null;
    this.#movingSince_ms = null;
  }

  /** Whether frames that are read now may have waited because this thread was blocked, or the process suspended: their
   *  age is unknown. */
  get readsBacklog(): boolean {
    const now_ms = this.#options.now_ms();
    return now_ms < this.#backlogUntil_ms || this.#blocked_ms(now_ms) > 0;
  }

  /** Since the last check, where that is overdue by more than the timeout; else 0. */
  #blocked_ms(now_ms: number): number {
    const blocked_ms = this.#checked_ms === null ? 0 : now_ms - this.#checked_ms;
    return blocked_ms > this.#timeout_ms ? blocked_ms : 0;
  }

  /** The last command is older than the step that hangs, so its age is often noticed first. */
  #whyBusy(now_ms: number): string | null {
    if (this.#busySince_ms === null) return null;
    return `the brain has not answered for ${Math.round(now_ms - this.#busySince_ms)} ms`;
  }

  frame(): void {
    this.#lastFrame_ms = this.#options.now_ms();
  }

  brainStarted(): void {
    this.#busySince_ms = this.#options.now_ms();
  }

  brainDone(): void {
    this.#busySince_ms = null;
  }

  /** A command was sent: the car is being driven. */
  alive(): void {
    this.#expired = false;
  }

  /** A command left. @param moves whether it moves the car */
  commanded(moves: boolean): void {
    this.#movingSince_ms = moves ? this.#options.now_ms() : null;
    this.alive();
  }

  /** The car was stopped. */
  halted(): void {
    this.#movingSince_ms = null;
  }

  check(): void {
    const { now_ms, whyNoFrames, whyNoCommand, onExpired } = this.#options;
    const timeout_ms = this.#timeout_ms;
    const now = now_ms();
    const blocked_ms = this.#blocked_ms(now);
    if (this.#checked_ms !== null) this.#checked_ms = now;
    if (blocked_ms > 0) this.#backlogUntil_ms = now + BACKLOG_MS;
    if (this.#expired) return;
    if (blocked_ms > 0) {
      this.#expired = true;
      onExpired(`this node was blocked or suspended for ${Math.round(blocked_ms)} ms`);
    } else if (this.#busySince_ms !== null && now - this.#busySince_ms > timeout_ms) {
      this.#expired = true;
      onExpired(`the brain has not answered for ${Math.round(now - this.#busySince_ms)} ms`);
    } else if (now - this.#lastFrame_ms > timeout_ms) {
      this.#expired = true;
      const why = whyNoFrames?.() ?? null;
      const because = why === null ? '' : ` (${why})`;
      onExpired(`no good camera frame for ${Math.round(now - this.#lastFrame_ms)} ms${because}`);
    } else if (this.#movingSince_ms !== null && now - this.#movingSince_ms > timeout_ms) {
      this.#expired = true;
      const why = whyNoCommand?.() ?? this.#whyBusy(now);
      const because = why === null ? '' : ` (${why})`;
      onExpired(`no new command for ${Math.round(now - this.#movingSince_ms)} ms${because}`);
    }
  }
}

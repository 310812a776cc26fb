export interface WatchdogOptions {
  /** Longest time without a good frame, and longest time a brain may take for one. */
  readonly timeout_ms: number;
  /** Monotonic clock in ms. */
  readonly now_ms: () => number;
  /** Why no frames arrive; null when unknown. */
  readonly whyNoFrames?: () => string | null;
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
    this.#timer ??= this.#ticking();
  }

  #ticking(): NodeJS.Timeout {
    return setInterval(() => this.check(), Math.max(5, this.#timeout_ms / 10)).unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
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

  check(): void {
    if (this.#expired) return;
    const { now_ms, whyNoFrames, onExpired } = this.#options;
    const timeout_ms = this.#timeout_ms;
    const now = now_ms();
    if (this.#busySince_ms !== null && now - this.#busySince_ms > timeout_ms) {
      this.#expired = true;
      onExpired(`the brain has not answered for ${Math.round(now - this.#busySince_ms)} ms`);
    } else if (now - this.#lastFrame_ms > timeout_ms) {
      this.#expired = true;
      const why = whyNoFrames?.() ?? null;
      const because = why === null ? '' : ` (${why})`;
      onExpired(`no good camera frame for ${Math.round(now - this.#lastFrame_ms)} ms${because}`);
    }
  }
}

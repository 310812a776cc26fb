const CHECK_MS = 500;

export interface SilenceLimits {
  /** Until something is heard. */
  readonly first_s: number;
  /** After that. */
  readonly next_s: number;
}

/** Tells once when nothing has been heard for a while. Time for which the process itself was held up does not count. */
export class SilenceWatch {
  readonly #limits: SilenceLimits;
  readonly #onSilent: (silent_s: number) => void;
  #hasHeard = false;
  #timer: NodeJS.Timeout | null = null;
  #silent_ms = 0;
  #checked_ms = 0;

  constructor(limits: SilenceLimits, onSilent: (silent_s: number) => void) {
    this.#limits = limits;
    this.#onSilent = onSilent;
  }

  start(): void {
    this.#hasHeard = false;
    this.#silent_ms = 0;
    this.#checked_ms = performance.now();
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS);
  }

  heard(): void {
    this.#hasHeard = true;
    this.#silent_ms = 0;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #check(): void {
    const now_ms = performance.now();
    this.#silent_ms += Math.min(now_ms - this.#checked_ms, 2 * CHECK_MS);
    this.#checked_ms = now_ms;
    const most_s = this.#hasHeard ? this.#limits.next_s : this.#limits.first_s;
    if (this.#silent_ms <= 1000 * most_s) return;
    this.stop();
    this.#onSilent(most_s);
  }
}

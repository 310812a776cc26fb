const CHECK_MS = 500;

/** Tells once when nothing has been heard for a while. Time for which the process itself was held up does not count. */
export class SilenceWatch {
  readonly #most_ms: number;
  readonly #onSilent: () => void;
  #timer: NodeJS.Timeout | null = null;
  #silent_ms = 0;
  #checked_ms = 0;

  constructor(most_s: number, onSilent: () => void) {
    this.#most_ms = 1000 * most_s;
    this.#onSilent = onSilent;
  }

  start(): void {
    this.#silent_ms = 0;
    this.#checked_ms = performance.now();
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS);
  }

  heard(): void {
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
    if (this.#silent_ms <= this.#most_ms) return;
    this.stop();
    this.#onSilent();
  }
}

import type { Command } from '../../types';

export interface CommandGuardOptions {
  /** Longest silence in which a car may move, milliseconds. */
  readonly timeout_ms: number;
  /** Monotonic clock in ms. */
  readonly now_ms: () => number;
  /** Sends the car a zero command. Called once for each silence. */
  readonly stop: (silent_ms: number) => void;
  /** Somebody drives again after a stop. */
  readonly drivenAgain: () => void;
}

/** The timeout that Gazebo's car lacks: when no command comes, it is stopped. Belongs on the simulator's machine, where no
 *  network lies between the two. */
export class CommandGuard {
  readonly #options: CommandGuardOptions;
  #last_ms: number;
  /** Whether a car moves that has had no command since the guard started is unknown: true. */
  #moves = true;
  #stopped = false;

  constructor(options: CommandGuardOptions) {
    this.#options = options;
    this.#last_ms = options.now_ms();
  }

  /** Whether the last word was the guard's. */
  get stopped(): boolean {
    return this.#stopped;
  }

  command({ v_mps, w_radps }: Command): void {
    this.#last_ms = this.#options.now_ms();
    this.#moves = v_mps !== 0 || w_radps !== 0;
    if (this.#stopped && this.#moves) {
      this.#stopped = false;
      this.#options.drivenAgain();
    }
  }

  /** To be called often: it is late by as much. */
  check(): void {
    const silent_ms = this.#options.now_ms() - this.#last_ms;
    if (!this.#moves || silent_ms <= this.#options.timeout_ms) return;
    this.#moves = false;
    this.#stopped = true;
    this.#options.stop(silent_ms);
  }
}

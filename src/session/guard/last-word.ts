import type { Command } from '../../types';
import type { Beat } from './messages';

/** Time between two beats of a node whose main thread turns. */
export const BEAT_PERIOD_MS = 100;
/** The same while the car is steered between answers. */
export const STEERED_BEAT_PERIOD_MS = 25;
/** Time between two checks of the guard. */
export const CHECK_PERIOD_MS = 25;
/** Shorter silences are blocks that any program has. */
const SHORTEST_SILENCE_MS = 150;
/** A busy machine delays the guard as it delays the node: share of the longest delay that is remembered at each check. */
const DELAY_MEMORY = 0.98;
/** How often a car that has to be stopped is sent the zero command. */
const REPEAT_MS = 250;
/** A node that is gone: what it had sent may still lie in the car's socket, and is read after the first zero command. */
const FAREWELLS_MS = [0, 50, 250, 500];
/** Beats come this late on a busy machine; a command of another node after that is newer than the node's own. */
const BEAT_SLACK_MS = 50;
/** Another node that commanded the car within this time may still drive it. */
const OTHERS_MS = 1000;
/** The node's own watchdog comes first. */
const STALE_GRACE_MS = 250;

export interface LastWordOptions {
  /** Monotonic clock, ms. */
  readonly now_ms: () => number;
  /** Whether the node is stopped by a signal; null where nobody knows. */
  readonly isSuspended: () => boolean | null;
  /** Sends a zero command. */
  readonly stop: () => void;
  /** Called once for each fault, after its first zero command. */
  readonly stopped: (reason: string) => void;
}

interface Fault {
  readonly kind: 'silent' | 'stale' | 'gone';
  readonly reason: string;
  /** Another node that commanded the car after this has the last word. */
  readonly others_ms: number;
  /** When the next zero commands are due. */
  due_ms: number[];
  isTold: boolean;
}

/**
 * Decides when a guard stops the car of its node: when the node is silent, drives on an old command, or is gone. A car
 * that another node commands since then is left to that node.
 */
export class LastWord {
  readonly #options: LastWordOptions;
  #beat: Beat | null = null;
  #beat_ms = 0;
  #others_ms = Number.NEGATIVE_INFINITY;
  /** Silent at the last check. Beats that wait in the channel are read between two checks. */
  #suspected = false;
  /** Beats in a row that tell of an old command. A node that was suspended beats before its own watchdog sees it. */
  #staleBeats = 0;
  #fault: Fault | null = null;
  #isGone = false;
  #check_ms: number | null = null;
  /** How late checks have been lately. */
  #delay_ms = 0;

  constructor(options: LastWordOptions) {
    this.#options = options;
  }

  /** A beat may lie in the channel: `check` is to be called again as soon as what lies there has been read. */
  get isSuspicious(): boolean {
    return this.#suspected && this.#fault === null;
  }

  /** The car is kept stopped. */
  get isStopping(): boolean {
    return this.#fault !== null;
  }

  /** The node is gone and the car has been stopped. */
  get isOver(): boolean {
    return this.#isGone && this.#fault === null;
  }

  /** Whether the node is silent for so long that its process has to be ended. */
  get isHung(): boolean {
    const { driving, giveUp_ms } = this.#beat ?? { driving: false, giveUp_ms: null };
    return driving && giveUp_ms !== null && this.#options.now_ms() - this.#beat_ms > giveUp_ms;
  }

  beat(beat: Beat): void {
    this.#beat = beat;
    this.#beat_ms = this.#options.now_ms();
    this.#suspected = false;
    this.#staleBeats = isStale(beat) ? this.#staleBeats + 1 : 0;
    if (this.#fault?.kind === 'silent') this.#fault = null;
    if (this.#fault?.kind === 'stale' && this.#staleBeats === 0) this.#fault = null;
  }

  /** Another node commands the car. */
  othersCommand({ v_mps, w_radps }: Command): void {
    if (v_mps !== 0 || w_radps !== 0) this.#others_ms = this.#options.now_ms();
  }

  /** The node is gone without a farewell. */
  gone(): void {
    this.#isGone = true;
    this.#fault = null;
    if (!this.#beat?.driving) return;
    const now_ms = this.#options.now_ms();
    // Somebody else may be driving: the next command tells.
    const wait_ms = now_ms - this.#others_ms < OTHERS_MS ? BEAT_PERIOD_MS + BEAT_SLACK_MS : 0;
    this.#begin({
      kind: 'gone',
      reason: 'the node is gone',
      others_ms: now_ms,
      due_ms: FAREWELLS_MS.map((after_ms) => now_ms + wait_ms + after_ms),
    });
    this.#act(now_ms);
  }

  /** To be called often: it is late by as much. */
  check(): void {
    const now_ms = this.#options.now_ms();
    this.#noteDelay(now_ms);
    if (this.#fault === null && !this.#isGone) this.#judge(now_ms);
    this.#act(now_ms);
  }

  /** While the node does not drive, as at its start, a delay says nothing of the drive. */
  #noteDelay(now_ms: number): void {
    const check_ms = this.#check_ms;
    const isDriving = this.#beat?.driving === true;
    this.#check_ms = isDriving ? now_ms : null;
    if (!isDriving) this.#delay_ms = 0;
    else if (check_ms !== null) {
      this.#delay_ms = Math.max(now_ms - check_ms - CHECK_PERIOD_MS, DELAY_MEMORY * this.#delay_ms);
    }
  }

  #judge(now_ms: number): void {
    const beat = this.#beat;
    if (!beat?.driving) return;
    const silent_ms = now_ms - this.#beat_ms;
    if (this.#isTooLong(silent_ms, beat)) {
      if (this.#suspected) {
        const others_ms = this.#beat_ms + BEAT_PERIOD_MS + BEAT_SLACK_MS;
        const reason = `the node has been silent for ${Math.round(silent_ms)} ms`;
        this.#begin({ kind: 'silent', reason, others_ms, due_ms: [now_ms] });
      }
      this.#suspected = true;
    } else if (this.#staleBeats > 1) {
      const moving_ms = beat.moving_ms ?? 0;
      const reason = `the car was left on a command for ${Math.round(moving_ms)} ms`;
      this.#begin({ kind: 'stale', reason, others_ms: this.#beat_ms - moving_ms, due_ms: [now_ms] });
    }
  }

  /** The next beat was due one period after the last: a shorter silence may be a shorter block. A car that is steered is
   *  stopped before it leaves the road that was known; later where the machine delays the guard as well, unless the node is
   *  certain not to go on by itself. */
  #isTooLong(silent_ms: number, { silence_ms, road_ms }: Beat): boolean {
    const longest_ms = silence_ms + BEAT_PERIOD_MS;
    const known_ms = road_ms === null ? longest_ms : Math.max(SHORTEST_SILENCE_MS, road_ms);
    if (silent_ms <= Math.min(longest_ms, known_ms)) return false;
    return (
      silent_ms > Math.min(longest_ms, known_ms + this.#delay_ms) || this.#options.isSuspended() === true
    );
  }

  #begin(fault: Omit<Fault, 'isTold'>): void {
    this.#fault = { ...fault, isTold: false };
  }

  #act(now_ms: number): void {
    const fault = this.#fault;
    if (fault === null || now_ms < (fault.due_ms[0] ?? Number.POSITIVE_INFINITY)) return;
    fault.due_ms = fault.due_ms.filter((due_ms) => due_ms > now_ms);
    if (this.#others_ms <= fault.others_ms) {
      this.#options.stop();
      if (!fault.isTold) this.#options.stopped(fault.reason);
      fault.isTold = true;
    }
    if (fault.due_ms.length > 0) return;
    if (fault.kind === 'gone') this.#fault = null;
    else fault.due_ms = [now_ms + REPEAT_MS];
  }
}

function isStale({ driving, moving_ms, timeout_ms }: Beat): boolean {
  return driving && moving_ms !== null && moving_ms > timeout_ms + STALE_GRACE_MS;
}

import type { Limits } from '../config/limits';
import { type Brain, type BrainOutput, STOP } from '../types';
import type { HandRequest } from './page-requests';

/** Without a word from the hand for so long, the car stops. */
const SILENCE_MS = 500;
/** Full throttle and full steering. */
const FASTEST_MPS = 10;
const SHARPEST_RADPS = 2.5;

/** Somebody's hands on a page: drives as they said last. */
export class HandBrain implements Brain {
  readonly name = 'hand';
  readonly model = null;
  readonly provider = null;
  readonly #limits: Limits;
  readonly #now_ms: () => number;
  #heard_ms = Number.NEGATIVE_INFINITY;
  #throttle = 0;
  #steering = 0;

  constructor(limits: Limits, now_ms: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now_ms = now_ms;
  }

  hear({ throttle, steering }: Omit<HandRequest, 'type'>): void {
    this.#heard_ms = this.#now_ms();
    this.#throttle = throttle;
    this.#steering = steering;
  }

  /** Since the last word; infinite before the first. */
  get silent_ms(): number {
    return this.#now_ms() - this.#heard_ms;
  }

  /** Whether nobody says how to drive: the command is zero then. */
  get isSilent(): boolean {
    return this.silent_ms > SILENCE_MS;
  }

  async warmUp(): Promise<void> {}

  decide(): BrainOutput {
    const meant = { inference_ms: null, taken: 'as-is' } as const;
    if (this.isSilent) return { ...STOP, ...meant };
    const { maxV_mps, maxW_radps } = this.#limits;
    return {
      v_mps: this.#throttle * Math.min(FASTEST_MPS, maxV_mps),
      w_radps: this.#steering * Math.min(SHARPEST_RADPS, maxW_radps),
      ...meant,
    };
  }

  async close(): Promise<void> {}
}

import { clamp } from '../../../support/numbers';
import type { RandomSource } from '../../../support/random';

/** How hard and how often something pushes the car off its way. */
export interface PushStrength {
  /** Standard deviation of the sideways speed, m/s. */
  readonly lateral_mps: number;
  /** Standard deviation of the turn rate that comes on top of the command, rad/s. */
  readonly turn_radps: number;
  /** Rest between two pushes, shortest and longest. */
  readonly rest_s: readonly [number, number];
  readonly length_s: readonly [number, number];
}

/** Sets the car down up to 0.6 m beside the line, from where the way back has to be shown. */
export const PUSHES: PushStrength = {
  lateral_mps: 1.2,
  turn_radps: 1,
  rest_s: [1.2, 3.5],
  length_s: [0.15, 0.35],
};

/** As a good drive is off the line anyway. */
export const MILD_PUSHES: PushStrength = {
  lateral_mps: 0.5,
  turn_radps: 0.4,
  rest_s: [1.5, 4],
  length_s: [0.15, 0.3],
};

const MOST_SIGMA = 2;

/** Pushes as smooth as a wind: velocities on top of the command for a while, never a jump of the picture. */
export class Pushes {
  readonly #random: RandomSource;
  readonly #strength: PushStrength;
  #begin_ms = 0;
  #end_ms = 0;
  lateral_mps = 0;
  turn_radps = 0;

  constructor(random: RandomSource, strength: PushStrength) {
    this.#random = random;
    this.#strength = strength;
    this.#next(0);
  }

  /** Whether a push acts at this time. Times must not fall. */
  acts(time_ms: number): boolean {
    if (time_ms >= this.#end_ms) this.#next(time_ms);
    return time_ms >= this.#begin_ms;
  }

  #next(now_ms: number): void {
    const { lateral_mps, turn_radps, rest_s, length_s } = this.#strength;
    this.#begin_ms = now_ms + 1000 * this.#random.uniform(...rest_s);
    this.#end_ms = this.#begin_ms + 1000 * this.#random.uniform(...length_s);
    this.lateral_mps = lateral_mps * this.#sigmas();
    this.turn_radps = turn_radps * this.#sigmas();
  }

  #sigmas(): number {
    return clamp(this.#random.normal(1), -MOST_SIGMA, MOST_SIGMA);
  }
}

import { clamp } from '../../../support/numbers';
import type { RandomSource } from '../../../support/random';

/** Strength and timing of the pushes that disturb the car. */
export interface PushStrength {
  /** Standard deviation of the lateral velocity, m/s. */
  readonly lateral_mps: number;
  /** Standard deviation of the angular velocity added to the command, rad/s. */
  readonly turn_radps: number;
  /** Shortest and longest pause between two pushes. */
  readonly rest_s: readonly [number, number];
  readonly length_s: readonly [number, number];
}

/** Moves the car up to 0.6 m off the line, so that the labels show how to return. */
export const PUSHES: PushStrength = {
  lateral_mps: 1.2,
  turn_radps: 1,
  rest_s: [1.2, 3.5],
  length_s: [0.15, 0.35],
};

/** Deviations as large as in a good drive. */
export const MILD_PUSHES: PushStrength = {
  lateral_mps: 0.5,
  turn_radps: 0.4,
  rest_s: [1.5, 4],
  length_s: [0.15, 0.3],
};

const MAX_SIGMA = 2;

/** Smooth pushes: velocities added to the command for a while, so that the image never jumps. */
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

  /** Whether a push is active at this time. Times must not decrease. */
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
    return clamp(this.#random.normal(1), -MAX_SIGMA, MAX_SIGMA);
  }
}

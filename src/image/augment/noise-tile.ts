import { clamp } from '../../support/numbers';
import type { Random } from '../../support/random';

/** So much longer than any camera's rows that rows do not look alike. */
export const TILE_BYTES = 65_536;

/** Gaussian noise of a sensor, drawn once; rows of images take random stretches of it. */
export class NoiseTile {
  readonly values = new Int8Array(TILE_BYTES);

  /** @param sigma standard deviation of a value, in 255ths */
  constructor(sigma: number, random: Random) {
    for (let i = 0; i < TILE_BYTES; i++) {
      this.values[i] = Math.round(clamp(random.normal(sigma), -127, 127));
    }
  }
}

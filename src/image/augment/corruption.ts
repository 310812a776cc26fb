import { F1_CAMERA } from '../../config/f1-car';
import type { Corruption } from '../../config/image-transform';
import { type Random, RandomSource } from '../../support/random';
import type { Frame, RowRange } from '../../types';
import { affine } from './affine';
import { daytime } from './daytime';
import type { MakeEffect, Moment } from './effect';
import { fog } from './fog';
import { sharedKernel } from './image-kernel';
import { night } from './night';
import { rain } from './rain';
import { Scene } from './scene';
import { shadow } from './shadow';
import { snow } from './snow';
import { sunflare } from './sunflare';

const EFFECTS: Readonly<Record<Corruption, MakeEffect>> = {
  rain,
  night,
  shadow,
  snow,
  fog,
  sunflare,
  daytime,
  affine,
};

/** Index of the random source for a sequence's parameters; those for its images follow. */
const SEQUENCE = 0;

/**
 * A corruption of a whole sequence: how hard it rains or how dark the night is, is drawn once; drops and noise are drawn
 * for each image, from the seed and the frame's number alone.
 */
export class CorruptedSequence {
  readonly #effect: (moment: Moment) => void;
  readonly #seed: number;
  readonly #kernel = sharedKernel();
  #scene = new Scene(F1_CAMERA.width, F1_CAMERA.height);

  /** @param strength 1 is the usual one, 0 leaves images as they are; at most MOST_CORRUPTION_STRENGTH */
  constructor(
    readonly kind: Corruption,
    seed: number,
    strength = 1,
  ) {
    this.#seed = seed;
    this.#effect = strength === 0 ? () => {} : EFFECTS[kind](new RandomSource(seed, SEQUENCE), strength);
  }

  /**
   * @param out receives the corrupted rows in the frame's step and encoding; other rows are not changed
   * @param rows [top, bottom) of the image that are needed. Default: all
   */
  apply(frame: Frame, out: Uint8Array, rows: RowRange = { top: 0, bottom: frame.height }): void {
    if (this.#scene.width !== frame.width || this.#scene.height !== frame.height) {
      this.#scene = new Scene(frame.width, frame.height);
    }
    const index = Math.max(0, frame.sequence);
    const random = new RandomSource(this.#seed, SEQUENCE + 1 + index);
    this.#kernel.load(frame, rows);
    this.#effect({ kernel: this.#kernel, frame, scene: this.#scene, index, random });
    this.#kernel.store(out, frame.step);
  }
}

/** Corrupts one image, with parameters of its own. @param out as in CorruptedSequence */
export function corrupt(frame: Frame, kind: Corruption, random: Random, out: Uint8Array): void {
  const scene = new Scene(frame.width, frame.height);
  const kernel = sharedKernel();
  kernel.load(frame, { top: 0, bottom: frame.height });
  EFFECTS[kind](random, 1)({ kernel, frame, scene, index: 0, random });
  kernel.store(out, frame.step);
}

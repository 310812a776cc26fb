import { type Random, RandomSource } from '../../support/random';
import type { Frame } from '../../types';
import { affine } from './affine';
import { sharedCanvas } from './canvas';
import { daytime } from './daytime';
import type { MakeEffect, Moment } from './effect';
import { fog } from './fog';
import type { Disturbance } from './names';
import { night } from './night';
import type { Rows } from './picture';
import { rain } from './rain';
import { Scene } from './scene';
import { shadow } from './shadow';
import { snow } from './snow';
import { sunflare } from './sunflare';

const EFFECTS: Readonly<Record<Disturbance, MakeEffect>> = {
  rain,
  night,
  shadow,
  snow,
  fog,
  sunflare,
  daytime,
  affine,
};

/** Index of the random source that draws a sequence's parameters; those of its pictures follow. */
const SEQUENCE = 0;

/**
 * A disturbance that lasts: how hard it rains or how dark the night is, is drawn once; drops and noise are
 * drawn for each picture, from the seed and the frame's number alone.
 */
export class DisturbedSequence {
  readonly #effect: (moment: Moment) => void;
  readonly #seed: number;
  readonly #canvas = sharedCanvas();
  #scene = new Scene(640, 480);

  constructor(
    readonly kind: Disturbance,
    seed: number,
  ) {
    this.#seed = seed;
    this.#effect = EFFECTS[kind](new RandomSource(seed, SEQUENCE));
  }

  /**
   * @param out takes the disturbed rows in the frame's step and encoding; the other rows are left as they are
   * @param rows [top, bottom) of the picture that are needed; all where absent
   */
  apply(frame: Frame, out: Uint8Array, rows: Rows = { top: 0, bottom: frame.height }): void {
    if (this.#scene.width !== frame.width || this.#scene.height !== frame.height) {
      this.#scene = new Scene(frame.width, frame.height);
    }
    const index = Math.max(0, frame.sequence);
    const random = new RandomSource(this.#seed, SEQUENCE + 1 + index);
    this.#canvas.load(frame, rows);
    this.#effect({ canvas: this.#canvas, frame, scene: this.#scene, index, random });
    this.#canvas.store(out, frame.step);
  }
}

/** Disturbs one picture, with parameters of its own. @param out as in DisturbedSequence */
export function disturb(frame: Frame, kind: Disturbance, random: Random, out: Uint8Array): void {
  const scene = new Scene(frame.width, frame.height);
  const canvas = sharedCanvas();
  canvas.load(frame, { top: 0, bottom: frame.height });
  EFFECTS[kind](random)({ canvas, frame, scene, index: 0, random });
  canvas.store(out, frame.step);
}

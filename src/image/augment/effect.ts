import type { Random } from '../../support/random';
import type { Frame } from '../../types';
import type { ImageKernel } from './image-kernel';
import type { Scene } from './scene';

/** One image of a sequence that is being corrupted. */
export interface Moment {
  /** Holds the original rows; changed in place. */
  readonly kernel: ImageKernel;
  /** The original frame, all rows of it. */
  readonly frame: Frame;
  readonly scene: Scene;
  /** Number of the frame, from which motion follows. */
  readonly index: number;
  /** For parameters that change from image to image. */
  readonly random: Random;
}

/**
 * Draws the parameters of a sequence, and returns the effect on each of its images.
 * @param strength above 0; 1 is the effect as its comment describes it, 0.5 milder, 2 stronger. What is drawn does not
 *   depend on it: the same drops fall, more or fewer of them.
 */
export type MakeEffect = (random: Random, strength: number) => (moment: Moment) => void;

/** A factor on pixel values by the strength of the effect: 1 keeps it, 0 gives 1, 2 applies it twice. */
export function factorAt(strength: number, factor: number): number {
  return strength === 1 ? factor : factor ** strength;
}

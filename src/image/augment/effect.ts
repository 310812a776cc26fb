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

/** Draws the parameters of a sequence, and returns the effect on each of its images. */
export type MakeEffect = (random: Random) => (moment: Moment) => void;

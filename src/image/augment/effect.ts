import type { Random } from '../../support/random';
import type { Frame } from '../../types';
import type { ImageKernel } from './image-kernel';
import type { Scene } from './scene';

/** One image of a sequence on its way to be corrupted. */
export interface Moment {
  /** Holds the original rows; changed in place. */
  readonly kernel: ImageKernel;
  /** The original frame, all rows of it. */
  readonly frame: Frame;
  readonly scene: Scene;
  /** Number of the frame; tells how far things moved. */
  readonly index: number;
  /** For what changes from image to image. */
  readonly random: Random;
}

/** Draws what stays the same during a sequence, and gives what is done to each of its images. */
export type MakeEffect = (random: Random) => (moment: Moment) => void;

import type { Random } from '../../support/random';
import type { Frame } from '../../types';
import type { Canvas } from './canvas';
import type { Scene } from './scene';

/** One picture of a sequence on its way to be disturbed. */
export interface Moment {
  /** Holds the undisturbed rows; changed in place. */
  readonly canvas: Canvas;
  /** The undisturbed frame, all rows of it. */
  readonly frame: Frame;
  readonly scene: Scene;
  /** Number of the frame; tells how far things moved. */
  readonly index: number;
  /** For what changes from picture to picture. */
  readonly random: Random;
}

/** Draws what stays the same during a sequence, and gives what is done to each of its pictures. */
export type MakeEffect = (random: Random) => (moment: Moment) => void;

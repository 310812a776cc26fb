import type { RandomSource } from '../random';
import type { Picture } from './picture';
import type { Scene } from './scene';

/** What is needed of a RandomSource. */
export type Randomness = Pick<RandomSource, 'next' | 'uniform' | 'normal' | 'chance' | 'pick'>;

/** One picture of a sequence on its way to be disturbed. */
export interface Moment {
  /** Holds the undisturbed pixels; changed in place. */
  readonly picture: Picture;
  /** The undisturbed frame's data, rows outside of the picture's included. */
  readonly source: Uint8Array;
  readonly scene: Scene;
  /** Count of frames since the sequence began; tells how far things moved. */
  readonly index: number;
  /** For what changes from picture to picture. */
  readonly random: Randomness;
}

/** Draws what stays the same during a sequence, and gives what is done to each of its pictures. */
export type MakeEffect = (random: Randomness) => (moment: Moment) => void;

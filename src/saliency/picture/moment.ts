import type { Command, Frame } from '../../types';
import type { SaliencyMap } from '../saliency';

/** What a network looked at in one frame. */
export interface Explained {
  readonly model: string;
  readonly map: SaliencyMap;
}

/** A frame that is explained. */
export interface Moment {
  /** rgb8 without gaps between the rows. */
  readonly frame: Frame;
  /** Number of the frame in its bag, or of the image on the command line; the first is 0. */
  readonly index: number;
  /** Seconds since the bag's first frame; null for an image of its own. */
  readonly time_s: number | null;
  /** Base name of an image of its own; null for a frame of a bag. */
  readonly file: string | null;
  /** Of the car from the line, positive to the left; null where it is unknown. */
  readonly deviation_m: number | null;
  /** What the brain that drove answered to the frame; null where it is unknown. */
  readonly driven: Command | null;
  readonly explained: readonly Explained[];
}

import type { Command, Frame } from '../../types';
import type { Sight } from './sight';

/** What the thread that serves pages has to know of a replay. */
export interface ReplayScene {
  /** The `ReplayMessage` as text: it may have megabytes. */
  readonly text: string;
  /** What the network sees of each recording. */
  readonly sights: readonly Sight[];
}

/** The answer to a `look`. */
export interface SentFrame {
  /** Of the page that asked. */
  readonly page: number;
  readonly recording: number;
  readonly image: number;
  readonly time_s: number;
  readonly sim_s: number | null;
  /** What it was answered with in the drive; null where the bag does not tell. */
  readonly command: Command | null;
  /** What each model answers; null for one that cannot. */
  readonly answers: readonly (Command | null)[];
  /** Null for an image that cannot be read; `reason` says why. */
  readonly pixels: Pick<Frame, 'width' | 'height' | 'step' | 'encoding' | 'data'> | null;
  readonly reason: string;
}

import { ConfigurationError } from '../../errors';

export interface FilmSpan {
  /** Recorded seconds where the film begins; default 0. */
  readonly from_s?: number;
  /** Where it ends; default: where the recording ends. */
  readonly to_s?: number;
  /** Recorded seconds in a second of the film. */
  readonly speed: number;
  /** Images a second. */
  readonly fps: number;
}

/** Of a video: half a day at 20 a second. */
const MOST_IMAGES = 1_000_000;

/** Recorded times of a film's images: from the first to the last one of its span, at equal distances.
 *  @throws ConfigurationError for a span that is empty, outside of the recording, too short for two images, or with too many */
export function listFilmTimes_s(file: string, duration_s: number, span: FilmSpan): number[] {
  const { from_s = 0, to_s = duration_s, speed, fps } = span;
  const length = `the recording lasts ${duration_s.toFixed(2)} s`;
  if (duration_s === 0) {
    throw new ConfigurationError(`${file}: the recording is a single moment, and a film shows more than one`);
  }
  if (from_s < 0 || from_s >= duration_s) {
    throw new ConfigurationError(`${file}: a film cannot begin at --film-from ${from_s}: ${length}`);
  }
  if (to_s <= from_s) {
    throw new ConfigurationError(`${file}: --film-to ${to_s} is not after --film-from ${from_s}`);
  }
  const step_s = speed / fps;
  // A last image that is missing by a rounding error is there.
  const steps = Math.floor((Math.min(to_s, duration_s) - from_s) / step_s + 1e-9);
  if (steps < 1) {
    throw new ConfigurationError(
      `${file}: the film would be a single image: ${length}, and its images are ${step_s.toFixed(2)} s apart; ` +
        'choose a longer part, a lower --film-speed or a higher --film-fps',
    );
  }
  if (steps >= MOST_IMAGES) {
    throw new ConfigurationError(
      `${file}: the film would have ${steps + 1} images, and one has ${MOST_IMAGES} at most: ${length}; ` +
        'choose a part with --film-from and --film-to, a higher --film-speed or a lower --film-fps',
    );
  }
  return Array.from({ length: steps + 1 }, (_, i) => from_s + i * step_s);
}

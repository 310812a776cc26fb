import path from 'node:path';
import { ConfigurationError } from '../../errors';
import { suggestion } from '../../support/nearest';
import { ANIMATION_FORMATS, AnimationWriter } from './encode/animation';
import { FfmpegWriter, VIDEO_FORMATS } from './encode/ffmpeg';
import type { FilmFormatOptions, FilmWriter } from './encode/film-writer';

export const FILM_FORMATS = [...VIDEO_FORMATS, ...ANIMATION_FORMATS] as const;
export type FilmFormat = (typeof FILM_FORMATS)[number];

/** An animation is loaded as a whole. */
const MOST_IMAGES = 3000;
/** What viewers of GIF show as it is meant; faster ones are slowed down. */
const FASTEST_GIF_fps = 50;

/** The format that a file's ending names. @throws ConfigurationError for another ending */
export function filmFormatOf(file: string): FilmFormat {
  const ending = path.extname(file).slice(1).toLowerCase();
  const format = FILM_FORMATS.find((known) => known === ending);
  if (format !== undefined) return format;
  const known = FILM_FORMATS.map((name) => `.${name}`).join(', ');
  throw new ConfigurationError(
    `${file}: a film ends in one of ${known}${ending === '' ? '' : suggestion(ending, FILM_FORMATS)}`,
  );
}

/** Whether ffmpeg makes it. */
export function isVideo(format: FilmFormat): boolean {
  return VIDEO_FORMATS.some((video) => video === format);
}

/** Begins a film. @throws ConfigurationError where its format cannot hold it, or the file cannot be written, or ffmpeg is
 *  missing */
export async function openFilmWriter(
  file: string,
  format: FilmFormat,
  options: FilmFormatOptions,
): Promise<FilmWriter> {
  if (format === 'webm' || format === 'mp4') return FfmpegWriter.open(file, format, options);
  const { count, fps } = options;
  if (count > MOST_IMAGES) {
    throw new ConfigurationError(
      `${file}: would have ${count} images, and an animation has ${MOST_IMAGES} at most: choose a part with ` +
        '--film-from and --film-to, a higher --film-speed, a lower --film-fps, or a .webm',
    );
  }
  if (format === 'gif' && fps > FASTEST_GIF_fps) {
    throw new ConfigurationError(
      `${file}: a GIF has ${FASTEST_GIF_fps} images a second at most; --film-fps asks for ${fps}`,
    );
  }
  return new AnimationWriter(file, format, options);
}

import path from 'node:path';
import { ConfigurationError } from '../../errors';
import { suggestion } from '../../support/nearest';
import { PartFile } from '../../support/part-file';
import { ANIMATION_FORMATS, AnimationWriter } from './encode/animation';
import { FfmpegWriter, requireFfmpeg, VIDEO_FORMATS } from './encode/ffmpeg';
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
export function isVideo(format: FilmFormat): format is (typeof VIDEO_FORMATS)[number] {
  return VIDEO_FORMATS.some((video) => video === format);
}

/** Where a film comes to be. */
export interface FilmTarget {
  readonly file: PartFile;
  readonly format: FilmFormat;
}

/** Takes the place of a film; who makes none discards its file.
 *  @throws ConfigurationError where the file cannot be written, or ffmpeg or its encoder is missing */
export async function openFilmTarget(file: string): Promise<FilmTarget> {
  const format = filmFormatOf(file);
  if (isVideo(format)) await requireFfmpeg(file, format);
  return { file: new PartFile(file, { replace: true }), format };
}

/** @throws ConfigurationError for a film that its format cannot hold */
export function requireFit(
  { file: { file }, format }: FilmTarget,
  { count, fps }: Pick<FilmFormatOptions, 'count' | 'fps'>,
): void {
  if (isVideo(format)) return;
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
}

/** Begins a film. @throws ConfigurationError where ffmpeg is missing */
export async function openFilmWriter(
  { file, format }: FilmTarget,
  options: FilmFormatOptions,
): Promise<FilmWriter> {
  if (isVideo(format)) return FfmpegWriter.open(file, format, options);
  return new AnimationWriter(file, format, options);
}

import { type MadeFilm, makeFilm } from '../replay/film/make-film';
import { filmFormatOf, isVideo } from '../replay/film/open-writer';
import type { ModelAnswers } from '../replay/models/answers';
import type { Recording } from '../replay/recording';
import { count } from '../support/count';
import type { ProgressBar } from '../support/terminal/progress-bar';
import { type FilmFlags, requireFilm } from './options/film';

/** Of videos, and of animations, which are much larger for what they show. */
const VIDEO = { fps: 20, width: 960 } as const;
const ANIMATION = { fps: 10, width: 800 } as const;

/** Before anything is read. @throws ConfigurationError for an ending that no film has, and for options without a film */
export function checkFilm(flags: FilmFlags): void {
  requireFilm(flags);
  if (flags.film !== undefined) filmFormatOf(flags.film);
}

export interface FilmWork {
  readonly signal: AbortSignal;
  readonly bar: ProgressBar;
  readonly models: readonly ModelAnswers[];
}

/** @returns null where no film is asked for */
export async function filmRecordings(
  recordings: readonly Recording[],
  flags: FilmFlags,
  { signal, bar, models }: FilmWork,
): Promise<MadeFilm | null> {
  const { film } = flags;
  if (film === undefined) return null;
  const otherwise = isVideo(filmFormatOf(film)) ? VIDEO : ANIMATION;
  return makeFilm(recordings, film, {
    speed: flags.filmSpeed ?? 1,
    fps: flags.filmFps ?? otherwise.fps,
    width: flags.filmWidth ?? otherwise.width,
    theme: flags.filmTheme ?? 'light',
    saliency: flags.filmSaliency,
    models,
    signal,
    onProgress: (share) => bar.show(share, `filming ${film}`),
    ...(flags.filmFrom !== undefined && { from_s: flags.filmFrom }),
    ...(flags.filmTo !== undefined && { to_s: flags.filmTo }),
  });
}

/** What was made, and what it does not show. */
export function describeFilm({ file, images, seconds, bytes, notes }: MadeFilm): string[] {
  return [
    `  ${file}: ${count(images, 'image')}, ${seconds.toFixed(1)} s, ${(bytes / 1e6).toFixed(2)} MB`,
    ...notes.map((note) => `  ${note}`),
  ];
}

import { type FilmOptions, type MadeFilm, makeFilm, planFilm } from '../replay/film/make-film';
import { type FilmTarget, isVideo, openFilmTarget } from '../replay/film/open-writer';
import type { ModelAnswers } from '../replay/models/answers';
import type { Recording } from '../replay/recording';
import { count } from '../support/count';
import type { ProgressBar } from '../support/terminal/progress-bar';
import { formatTimeLeft } from '../support/terminal/time-left';
import type { FilmFlags } from './options/film';

/** Of videos, and of animations, which are much larger for what they show. */
const VIDEO = { fps: 20, width: 960 } as const;
const ANIMATION = { fps: 10, width: 800 } as const;

export interface FilmWork {
  readonly signal: AbortSignal;
  readonly bar: ProgressBar;
  readonly models: readonly ModelAnswers[];
}

/** A film that is asked for. Its place is taken before anything is read, so that work is not lost for a film that cannot be. */
export class AskedFilm {
  readonly #target: FilmTarget;
  readonly #options: Omit<FilmOptions, 'models'>;

  private constructor(target: FilmTarget, options: Omit<FilmOptions, 'models'>) {
    this.#target = target;
    this.#options = options;
  }

  /** @returns null where none is asked for
   *  @throws ConfigurationError for a file that cannot be written, and where ffmpeg or its encoder is missing */
  static async open(flags: FilmFlags): Promise<AskedFilm | null> {
    if (flags.film === undefined) return null;
    const target = await openFilmTarget(flags.film);
    const otherwise = isVideo(target.format) ? VIDEO : ANIMATION;
    return new AskedFilm(target, {
      speed: flags.filmSpeed ?? 1,
      fps: flags.filmFps ?? otherwise.fps,
      width: flags.filmWidth ?? otherwise.width,
      theme: flags.filmTheme ?? 'light',
      saliency: flags.filmSaliency,
      ...(flags.filmFrom !== undefined && { from_s: flags.filmFrom }),
      ...(flags.filmTo !== undefined && { to_s: flags.filmTo }),
    });
  }

  /** @throws ConfigurationError for a part of the recording that is none, or that the format cannot hold */
  requireSpan(recording: Recording): void {
    planFilm(recording, this.#target, this.#options);
  }

  make(recordings: readonly Recording[], { signal, bar, models }: FilmWork): Promise<MadeFilm> {
    const { file } = this.#target.file;
    const started_ms = performance.now();
    const onProgress = (share: number) =>
      bar.show(share, `${formatTimeLeft(performance.now() - started_ms, share)}filming ${file}`);
    return makeFilm(recordings, this.#target, { ...this.#options, models, signal, onProgress });
  }

  /** Gives up the place, unless the film is complete. */
  discard(): void {
    this.#target.file.discard();
  }
}

/** What was made, and what it does not show. */
export function describeFilm({ file, images, seconds, bytes, notes }: MadeFilm): string[] {
  return [
    `  ${file}: ${count(images, 'image')}, ${seconds.toFixed(1)} s, ${(bytes / 1e6).toFixed(2)} MB`,
    ...notes.map((note) => `  ${note}`),
  ];
}

import type { Command } from 'commander';
import { ConfigurationError } from '../../errors';
import { filmFormatOf } from '../../replay/film/open-writer';
import { FILM_THEMES, type FilmTheme } from '../../replay/film/scene';
import { choice, flagOf } from './common';
import { integerFrom, parseFactor, parseNumber, parseSeconds } from './parsers';

/** Wide enough for its texts; wider ones show no more. */
const WIDTHS_px = [480, 1920] as const;
const MOST_fps = 60;
const MOST_SPEED = 1000;

/** Options of `--film`, as they are parsed. */
export interface FilmFlags {
  film?: string;
  filmSpeed?: number;
  filmFrom?: number;
  filmTo?: number;
  filmFps?: number;
  filmWidth?: number;
  filmTheme?: FilmTheme;
  /** False where it was asked to be left off. */
  filmSaliency: boolean;
}

export function addFilmOptions(command: Command): Command {
  return command
    .option('--film <file>', 'make a film: .webm or .mp4 by ffmpeg, or .webp or .gif without another program')
    .option(
      '--film-speed <factor>',
      'recorded seconds in a second of the film (default: 1)',
      parseFactor(MOST_SPEED),
    )
    .option('--film-from <seconds>', 'where the film begins, in recorded seconds (default: 0)', parseNumber)
    .option('--film-to <seconds>', 'where it ends (default: where the bag ends)', parseSeconds)
    .option('--film-fps <number>', 'images a second (default: 20; .webp, .gif: 10)', parseFactor(MOST_fps))
    .option(
      '--film-width <px>',
      'its width; it has 16:9 (default: 960; .webp, .gif: 800)',
      integerFrom(...WIDTHS_px),
    )
    .addOption(choice('--film-theme <name>', 'colours of the film (default: light)', FILM_THEMES))
    .option('--no-film-saliency', 'leave off which pixels moved the command');
}

/** @throws ConfigurationError for an ending that no film has, and for options of a film without --film */
export function checkFilm(flags: FilmFlags): void {
  if (flags.film !== undefined) {
    filmFormatOf(flags.film);
    return;
  }
  const keys = ['filmSpeed', 'filmFrom', 'filmTo', 'filmFps', 'filmWidth', 'filmTheme'] as const;
  const given = keys.find((key) => flags[key] !== undefined);
  if (given === undefined && flags.filmSaliency) return;
  const flag = given === undefined ? '--no-film-saliency' : flagOf(given);
  throw new ConfigurationError(`${flag} is about a film; name its file with --film`);
}

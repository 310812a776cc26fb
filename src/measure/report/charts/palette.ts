import type { Json, JsonObject } from './chart';

/** Colours of one theme by name. */
export type Palette = Readonly<Record<string, string>>;

/** Number of colour bands of the deviation. */
export const BANDS = 6;

/** Samples of the colour map "plasma" (N. Smith and S. van der Walt, 2015, CC0), without the end that is
 *  invisible on the background: perceptually uniform, readable for colour-blind people. */
const PLASMA_ON_LIGHT = ['#0d0887', '#5b02a3', '#9a179b', '#cb4678', '#eb7852', '#fbb32f'];
const PLASMA_ON_DARK = ['#a51f99', '#cc4778', '#e56b5d', '#f58c46', '#fdb52e', '#f0f921'];

/** Colours that colour-blind people can distinguish (M. Okabe and K. Ito, Color Universal Design, 2008). */
const SERIES_ON_LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9'];
const SERIES_ON_DARK = ['#56b4e9', '#e69f00', '#2bc79b', '#d995bd', '#f0e442', '#4c9be0'];

export const LIGHT: Palette = {
  ground: '#ffffff',
  panel: '#f7f8fa',
  ink: '#1f2430',
  muted: '#596275',
  grid: '#e3e7ee',
  axis: '#9aa4b5',
  road: '#eceff4',
  band: '#e6eaf0',
  edge: '#9aa4b5',
  mark: '#1f2430',
  ...numberColours('deviation', PLASMA_ON_LIGHT),
  ...numberColours('series', SERIES_ON_LIGHT),
};

export const DARK: Palette = {
  ground: '#161a22',
  panel: '#1d222c',
  ink: '#e8ebf1',
  muted: '#a3acbd',
  grid: '#2b313d',
  axis: '#68728a',
  road: '#262c38',
  band: '#2a303c',
  edge: '#68728a',
  mark: '#e8ebf1',
  ...numberColours('deviation', PLASMA_ON_DARK),
  ...numberColours('series', SERIES_ON_DARK),
};

/** The series of models whose answers are shown beside what was driven, which is series 0. */
export function seriesOfModel(model: number): string {
  return `series${1 + (model % 4)}`;
}

/** Colours on a camera image, which looks the same in both themes. */
export const ON_CAMERA = {
  /** The painted line as found. */
  line: '#4cc9f0',
  /** The path of the command. */
  path: '#8ce99a',
  crop: '#ffffff',
  shade: 'rgba(10, 14, 22, 0.72)',
  ink: '#ffffff',
} as const;

/** Keys of an option whose values are colours. Elsewhere a text that starts with `@` is a name from a bag. */
const COLOUR_KEY = /(color|fill|stroke)$/i;

/** Replaces palette names in an option by their colours. */
export function applyPalette<T extends Json | undefined>(option: T, palette: Palette, isColour = false): T {
  if (typeof option === 'string') {
    return (isColour && option[0] === '@' ? palette[option.slice(1)] : option) as T;
  }
  if (typeof option !== 'object' || option === null) return option;
  if (Array.isArray(option)) {
    // Most of an option are rows of numbers, which contain no colours.
    const rows: readonly Json[] = option;
    return (typeof rows[0] === 'number'
      ? rows
      : rows.map((entry) => applyPalette(entry, palette, isColour))) as Json as T;
  }
  return Object.fromEntries(
    Object.entries(option as JsonObject).map(([key, value]) => [
      key,
      applyPalette(value, palette, COLOUR_KEY.test(key)),
    ]),
  ) as T;
}

function numberColours(name: string, colours: readonly string[]): Record<string, string> {
  return Object.fromEntries(colours.map((colour, i) => [`${name}${i}`, colour]));
}

/** A JSON value. The option of a chart is JSON, so that it can be drawn both here and in a page. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A chart that ECharts can draw in any theme. Colours in the option that start with `@` are palette names. */
export interface Chart {
  /** Stem of its files: letters, digits, dots, dashes and underscores. */
  readonly name: string;
  readonly title: string;
  /** One line below the title: conventions, units, exclusions. */
  readonly subtitle: string;
  /** Alternative text. */
  readonly alt: string;
  readonly option: JsonObject;
  /** Size of its image files without the title, px. */
  readonly width: number;
  readonly height: number;
  /** Whether a page keeps the aspect ratio; else it keeps the height. */
  readonly proportional: boolean;
  /** Least width in a page, px: on a narrower screen the chart is moved sideways. Default: any. */
  readonly minWidth?: number;
  /** Names of the maps that the option draws on. */
  readonly maps: readonly string[];
}

/** Palette names of the colours of runs, brains and sides, in order of assignment. */
export const SERIES_COLOURS = ['@series0', '@series1', '@series2', '@series3', '@series4', '@series5'];

/** Symbols that distinguish series without colour. */
export const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond', 'roundRect', 'pin'];

export const seriesColour = (index: number): string => SERIES_COLOURS[index % SERIES_COLOURS.length]!;

/** Symbols are shifted where the colours repeat, so that 36 series look different. */
export function symbolOf(index: number): string {
  return SYMBOLS[(index + countRepeats(index)) % SYMBOLS.length]!;
}

/** Line type of a series: dashed and dotted where the colours repeat. */
export function lineTypeOf(index: number): Json {
  return LINE_TYPES[countRepeats(index) % LINE_TYPES.length]!;
}

const LINE_TYPES: readonly Json[] = ['solid', [7, 4], [2, 3]];

function countRepeats(index: number): number {
  return Math.floor(index / SERIES_COLOURS.length);
}

/** Rounds to a number of decimals: smaller files, the same image. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  // Adding 0 turns -0 into 0.
  return Math.round(value * factor) / factor + 0;
}

/** Rounds to a number of significant digits. */
export function roundSignificant(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

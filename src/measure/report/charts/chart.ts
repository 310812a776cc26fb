/** What JSON can hold: a chart's option is nothing else, so that the same one is drawn here and in a page. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A chart, ready to be drawn by ECharts in any theme. Colours in the option that start with `@` are names
 *  of the palette. */
export interface Chart {
  /** Stem of its files: letters, digits, dots, dashes and underscores. */
  readonly name: string;
  readonly title: string;
  /** A line below the title: conventions, units, what was left out. */
  readonly subtitle: string;
  /** The chart in words, for those who do not see it. */
  readonly alt: string;
  readonly option: JsonObject;
  /** Size of its picture files, px, without the title. */
  readonly width: number;
  readonly height: number;
  /** True: a page keeps the proportions; false: it keeps the height. */
  readonly proportional: boolean;
  /** Names of the maps that the option draws on. */
  readonly maps: readonly string[];
}

/** Names of the colours of runs, brains and sides, in the order they are given out. */
export const SERIES_COLOURS = ['@series0', '@series1', '@series2', '@series3', '@series4', '@series5'];

/** Told apart without colours too. */
export const SYMBOLS = ['circle', 'triangle', 'rect', 'diamond', 'roundRect', 'pin'];

export const seriesColour = (index: number): string => SERIES_COLOURS[index % SERIES_COLOURS.length]!;
export const symbolOf = (index: number): string => SYMBOLS[index % SYMBOLS.length]!;

/** Rounded for a page or a file: fewer digits, the same picture. */
export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  // No minus before a nought.
  return Math.round(value * factor) / factor + 0;
}

/** Rounded to so many significant digits. */
export function significant(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

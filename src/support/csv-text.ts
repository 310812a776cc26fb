import { escapeControls } from '../errors';

/** What spreadsheets take for the start of a formula, in full width too. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/**
 * A name or another text as a cell of a CSV file: one that a spreadsheet would run as a formula begins with an apostrophe,
 * control characters are escaped. A number stays one.
 */
export function csvText(text: string): string {
  const cell = escapeControls(text);
  return FORMULA.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
}

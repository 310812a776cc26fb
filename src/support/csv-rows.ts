import { CsvError, parse } from 'csv-parse/sync';
import { ConfigurationError } from '../errors';

/** One row of a CSV file, with the line that it ends on. */
export interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * All rows of a CSV file, including the header. Empty lines are skipped; rows may have different lengths.
 * @param file for the message
 * @param needed what the file should hold, for the message
 * @throws ConfigurationError in one line that names file and line
 */
export function csvRows(text: string, file: string, needed: string): readonly CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as readonly CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's message quotes the file, which may hold anything; its code says the same.
    const at = typeof error.lines === 'number' ? `, line ${error.lines}` : '';
    const why = error.code.replace(/^CSV_/, '').toLowerCase().replaceAll('_', ' ');
    throw new ConfigurationError(
      `${file}${at}: is no comma-separated text (${why}); needed are rows under ${needed}`,
      { cause: error },
    );
  }
}

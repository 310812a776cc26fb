import { CsvError, parse } from 'csv-parse/sync';
import { ConfigurationError, quoted } from '../errors';

/** One row of a CSV file, with the line that it ends on. */
export interface CsvRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const SEPARATORS = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;

/**
 * All rows of a CSV file, including the header. A line ends with \n, \r\n or \r, also mixed in one file. Empty lines are
 * skipped; rows may be shorter than the header.
 * @param file for the message
 * @param needed what the file should contain, for the message
 * @throws ConfigurationError in one line that names file and line
 */
export function csvRows(text: string, file: string, needed: string): readonly CsvRow[] {
  const zero = text.indexOf('\0');
  // The parser would take the first line end of the file for all of them, and read the rest as one row.
  const lines = text.replace(/\r\n?/g, '\n');
  if (zero >= 0) {
    const line = text.slice(0, zero).replace(/\r\n?/g, '\n').split('\n').length;
    throw new ConfigurationError(`${file}: line ${line} contains zero bytes; save the file as UTF-8`);
  }
  const rows = parseRows(lines, file, needed);
  checkWidths(rows, file);
  return rows;
}

/** The number that a cell holds in decimal notation; NaN for anything else. */
export function parseDecimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function parseRows(text: string, file: string, needed: string): readonly CsvRow[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as readonly CsvRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's message quotes the file, which may hold anything; its code says the same.
    const at = typeof error.lines === 'number' ? `, line ${error.lines}` : '';
    const why = error.code.replace(/^CSV_/, '').toLowerCase().replaceAll('_', ' ');
    throw new ConfigurationError(
      `${file}${at}: is not comma-separated text (${why}); needed are rows under ${needed}`,
      { cause: error },
    );
  }
}

/** A row that is longer than its header has commas inside its values: 9,5 would be read as 9. */
function checkWidths([header, ...rows]: readonly CsvRow[], file: string): void {
  const [name] = header?.record ?? [];
  const separator = Object.entries(SEPARATORS).find(([sign]) => name?.includes(sign));
  if (header?.record.length === 1 && separator !== undefined) {
    throw new ConfigurationError(`${file}: has ${separator[1]} between its columns; write commas`);
  }
  const columns = header?.record.length ?? 0;
  const long = rows.find(({ record }) => record.slice(columns).some((cell) => cell !== ''));
  if (long === undefined) return;
  throw new ConfigurationError(
    `${file}, line ${long.info.lines}: has ${long.record.length} values under ${columns} columns ` +
      `(${quoted(long.record.join(','))}); write decimals with a point, or put values with commas in quotes`,
  );
}

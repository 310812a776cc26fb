import { readFileSync } from 'node:fs';
import { CsvError, parse } from 'csv-parse/sync';
import { ConfigurationError, messageOf, quoted } from '../errors';
import { suggestion } from './nearest';

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

/** @param what the file should contain, for the message
 *  @throws ConfigurationError in one line that names the file */
export function readCsvText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file}: ${what} cannot be read: ${whyUnreadable(error)}`, {
      cause: error,
    });
  }
}

function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : messageOf(error);
}

/** Where a column is, by the names in the header.
 *  @throws ConfigurationError that names the column where it is missing or there twice */
export function columnOf(
  name: string,
  header: readonly string[],
  { file, needed }: { readonly file: string; readonly needed: readonly string[] },
): number {
  const at = header.indexOf(name);
  if (at < 0) {
    const found =
      header.length === 0 ? 'the file is empty' : `line 1 has ${quoted(header.join(', ')).slice(1, -1)}`;
    throw new ConfigurationError(
      `${file}: has no column ${name}${suggestion(name, header)}: ${found}; needed are ${needed.join(', ')}`,
    );
  }
  if (header.indexOf(name, at + 1) >= 0) {
    throw new ConfigurationError(`${file}, line 1: has two columns ${name}; remove one`);
  }
  return at;
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

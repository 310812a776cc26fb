import { ConfigurationError, quoted } from '../../errors';
import { csvRows, parseDecimal } from '../../support/csv-rows';
import { suggestion } from '../../support/nearest';
import { COLUMNS, V_RANGE_MPS, W_RANGE_RADPS } from './layout';
import { toSeconds } from './timestamps';

/** One row of data.csv. */
export interface LabelRow {
  /** Line in the file, the header being line 1. */
  readonly line: number;
  /** As written in the file. */
  readonly imageName: string;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Seconds; null if missing. */
  readonly timestamp: number | null;
}

type Column = (typeof COLUMNS)[number];

/**
 * Parses the labels of a dataset. Columns are found by the names in the header, in any order; others are ignored.
 * @param file for the messages
 * @throws ConfigurationError in one line that names file, line and column
 */
export function parseLabels(text: string, file: string): LabelRow[] {
  const [header, ...records] = csvRows(text, file, COLUMNS.join(','));
  const columns = findColumns(header?.record ?? [], file);
  const needed = Math.max(...Object.values(columns).filter((at) => at !== null)) + 1;
  const stamps: (number | null)[] = [];
  const rows = records.map(({ record, info }) => {
    const where = (column: Column) => `${file}, line ${info.lines}, column ${column}`;
    if (record.length < needed) {
      throw new ConfigurationError(
        `${file}, line ${info.lines}: has ${record.length} of ${header!.record.length} values; ` +
          'complete the row, or remove it and its image',
      );
    }
    const field = (column: Column) => record[columns[column] ?? -1] ?? '';
    const imageName = field('image_name');
    if (imageName === '')
      throw new ConfigurationError(`${where('image_name')}: is empty; enter the image name`);
    stamps.push(parseTimestamp(field('timestamp'), where('timestamp')));
    return {
      line: info.lines,
      imageName,
      v_mps: parseLabel(field('v'), V_RANGE_MPS, 'm/s', where('v')),
      w_radps: parseLabel(field('w'), W_RANGE_RADPS, 'rad/s', where('w')),
    };
  });
  const seconds = toSeconds(stamps);
  return rows.map((row, i) => ({ ...row, timestamp: seconds[i]! }));
}

/** Index of each column; null for a missing timestamp column. */
function findColumns(header: readonly string[], file: string): Readonly<Record<Column, number | null>> {
  const find = (column: Column): number | null => {
    const at = header.indexOf(column);
    if (at >= 0 && header.indexOf(column, at + 1) >= 0) {
      throw new ConfigurationError(`${file}, line 1: has two columns ${column}; remove one`);
    }
    if (at >= 0) return at;
    if (column === 'timestamp') return null;
    const names = header.join(', ');
    const found = header.length === 0 ? 'the file is empty' : `line 1 has ${quoted(names).slice(1, -1)}`;
    // No suggestion for v and w, since every short name is close to them.
    const hint = column === 'image_name' ? suggestion(column, header) : '';
    throw new ConfigurationError(
      `${file}: has no column ${column}${hint}: ${found}; ` +
        `required are ${COLUMNS.slice(0, 3).join(', ')}, and timestamp for sequences`,
    );
  };
  return { image_name: find('image_name'), v: find('v'), w: find('w'), timestamp: find('timestamp') };
}

function parseLabel(
  text: string,
  [low, high]: readonly [number, number],
  unit: string,
  where: string,
): number {
  const value = parseDecimal(text);
  if (!Number.isFinite(value)) {
    throw new ConfigurationError(
      `${where}: ${quoted(text)} is not a number; correct it, or remove the row and its image`,
    );
  }
  if (value < low || value > high) {
    throw new ConfigurationError(
      `${where}: ${text} ${unit} is out of range (${low} to ${high}); check that it is not normalized or in other units`,
    );
  }
  return value;
}

function parseTimestamp(text: string, where: string): number | null {
  if (text === '') return null;
  const number = parseDecimal(text);
  if (Number.isFinite(number)) return number;
  const date_ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(date_ms)) return date_ms;
  throw new ConfigurationError(
    `${where}: ${quoted(text)} is not a time; enter seconds or nanoseconds, or leave the column empty`,
  );
}

import { ConfigurationError, quoted } from '../../errors';
import { csvRows } from '../../support/csv-rows';
import { suggestion } from '../../support/nearest';
import { COLUMNS, V_RANGE_MPS, W_RANGE_RADPS } from './layout';
import { secondsOf } from './timestamps';

/** One row of data.csv. */
export interface LabelRow {
  /** Line in the file, the header being line 1. */
  readonly line: number;
  /** As it stands there. */
  readonly imageName: string;
  readonly v_mps: number;
  readonly w_radps: number;
  /** Seconds; null where the file says nothing. */
  readonly timestamp: number | null;
}

type Column = (typeof COLUMNS)[number];

/**
 * Reads the labels of a dataset: columns by the names in the header, in any order, others passed over.
 * @param file for the messages
 * @throws ConfigurationError in one line that names file, line and column
 */
export function parseLabels(text: string, file: string): LabelRow[] {
  const [header, ...records] = csvRows(text, file, COLUMNS.join(','));
  const columns = columnsOf(header?.record ?? [], file);
  const needed = Math.max(...Object.values(columns).filter((at) => at !== null)) + 1;
  const stamps: (number | null)[] = [];
  const rows = records.map(({ record, info }) => {
    const where = (column: Column) => `${file}, line ${info.lines}, column ${column}`;
    if (record.length < needed) {
      throw new ConfigurationError(
        `${file}, line ${info.lines}: has ${record.length} of ${header!.record.length} values; ` +
          'complete the row, or remove it and its picture',
      );
    }
    const field = (column: Column) => record[columns[column] ?? -1] ?? '';
    const imageName = field('image_name');
    if (imageName === '') throw new ConfigurationError(`${where('image_name')}: is empty; name the picture`);
    stamps.push(timestampOf(field('timestamp'), where('timestamp')));
    return {
      line: info.lines,
      imageName,
      v_mps: label(field('v'), V_RANGE_MPS, 'm/s', where('v')),
      w_radps: label(field('w'), W_RANGE_RADPS, 'rad/s', where('w')),
    };
  });
  const seconds = secondsOf(stamps);
  return rows.map((row, i) => ({ ...row, timestamp: seconds[i]! }));
}

/** Where each column stands; null for timestamps that the file does not have. */
function columnsOf(header: readonly string[], file: string): Readonly<Record<Column, number | null>> {
  const find = (column: Column): number | null => {
    const at = header.indexOf(column);
    if (at >= 0 && header.indexOf(column, at + 1) >= 0) {
      throw new ConfigurationError(`${file}, line 1: has two columns ${column}; remove one`);
    }
    if (at >= 0) return at;
    if (column === 'timestamp') return null;
    const names = header.join(', ');
    const found = header.length === 0 ? 'the file is empty' : `line 1 has ${quoted(names).slice(1, -1)}`;
    if (names.includes('\0'))
      throw new ConfigurationError(`${file}: line 1 holds zero bytes; save the file as UTF-8`);
    // Every short name is close to v and w.
    const hint = column === 'image_name' ? suggestion(column, header) : '';
    throw new ConfigurationError(
      `${file}: has no column ${column}${hint}: ${found}; ` +
        `needed are ${COLUMNS.slice(0, 3).join(', ')}, and timestamp for sequences`,
    );
  };
  return { image_name: find('image_name'), v: find('v'), w: find('w'), timestamp: find('timestamp') };
}

function label(text: string, [low, high]: readonly [number, number], unit: string, where: string): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) {
    throw new ConfigurationError(
      `${where}: ${quoted(text)} is no number; correct it, or remove the row and its picture`,
    );
  }
  if (value < low || value > high) {
    throw new ConfigurationError(
      `${where}: ${text} ${unit} is out of range (${low} to ${high}); is it normalised or in other units?`,
    );
  }
  return value;
}

function timestampOf(text: string, where: string): number | null {
  if (text === '') return null;
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  const date_ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(date_ms)) return date_ms;
  throw new ConfigurationError(
    `${where}: ${quoted(text)} is no time; give seconds or nanoseconds, or leave the column empty`,
  );
}

import { ConfigurationError, quoted } from '../../errors';
import { csvRows, parseDecimal } from '../../support/csv-rows';
import { suggestion } from '../../support/nearest';
import {
  convertLabel,
  type LabelUnit,
  type LabelUnits,
  METRES_PER_SECOND,
  NO_UNITS,
  RADIANS_PER_SECOND,
} from './label-units';
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
 * @param units default: m/s and rad/s
 * @throws ConfigurationError in one line that names file, line and column
 */
export function parseLabels(text: string, file: string, units: LabelUnits = NO_UNITS): LabelRow[] {
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
      v_mps: parseLabel(field('v'), V_RANGE_MPS, units.v ?? METRES_PER_SECOND, 'm/s', where('v')),
      w_radps: parseLabel(field('w'), W_RANGE_RADPS, units.w ?? RADIANS_PER_SECOND, 'rad/s', where('w')),
    };
  });
  rejectNormalized(rows, units, file);
  const seconds = toSeconds(stamps);
  return rows.map((row, i) => ({ ...row, timestamp: seconds[i]! }));
}

/** Index of each column; null for a missing timestamp column. */
function findColumns(header: readonly string[], file: string): Readonly<Record<Column, number | null>> {
  const find = (column: Column): number | null => {
    const name = column === 'image_name' && !header.includes(column) ? 'image' : column;
    const at = header.indexOf(name);
    if (at >= 0 && header.indexOf(name, at + 1) >= 0) {
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
  from: LabelUnit,
  unit: string,
  where: string,
): number {
  const value = convertLabel(parseDecimal(text), from);
  if (!Number.isFinite(value)) {
    throw new ConfigurationError(
      `${where}: ${quoted(text)} is not a number; correct it, or remove the row and its image`,
    );
  }
  if (value < low || value > high) {
    throw new ConfigurationError(
      `${where}: ${text} ${from.name} is out of range (${low} to ${high}${from.name === unit ? '' : ` ${unit}`}); check that it is not normalized or in ` +
        'other units, and say with --label-units what it is (docs/datasets.md)',
    );
  }
  return value;
}

/** Fewer rows may be in this range by chance. */
const MIN_NORMALIZED_ROWS = 20;

/** No drive is as slow as 1 m/s throughout: labels that never exceed 1 are normalized, unless the user says otherwise. */
function rejectNormalized(
  rows: readonly { readonly v_mps: number; readonly w_radps: number }[],
  units: LabelUnits,
  file: string,
): void {
  if (rows.length < MIN_NORMALIZED_ROWS || units.v !== null) return;
  const isMoving = rows.some(({ v_mps }) => v_mps > 0);
  const isSmall = rows.every(({ v_mps, w_radps }) => v_mps <= 1 && Math.abs(w_radps) <= 1);
  if (!isMoving || !isSmall) return;
  throw new ConfigurationError(
    `${file}: v and w never exceed 1, so they look normalized; say what they mean, for example --label-units ` +
      'v=normalized:6.5:24,w=normalized:-7.1:7.1, or v=m/s if they are in m/s and rad/s (docs/datasets.md)',
  );
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

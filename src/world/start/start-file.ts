import { readFileSync } from 'node:fs';
import type { StartPose } from '../../circuit/circuit';
import { ConfigurationError, messageOf, quoted } from '../../errors';
import { csvRows, parseDecimal } from '../../support/csv-rows';
import { suggestion } from '../../support/nearest';

const COLUMNS = ['x_m', 'y_m', 'yaw_rad'] as const;
/** No circuit extends farther. */
const FARTHEST_M = 1e5;

/**
 * Reads start poses from a CSV file with the columns x_m, y_m and yaw_rad (world coordinates), by the names in its
 * header, in any order; others are ignored.
 * @throws ConfigurationError in one line that names file, line and column
 */
export function readStartFile(file: string): StartPose[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError(`${file}: the start poses cannot be read: ${whyUnreadable(error)}`, {
      cause: error,
    });
  }
  return parseStartPoses(text, file);
}

/** @param file for the messages */
export function parseStartPoses(text: string, file: string): StartPose[] {
  const [header, ...rows] = csvRows(text, file, COLUMNS.join(','));
  const names = header?.record ?? [];
  const columns = COLUMNS.map((name) => columnOf(name, names, file));
  if (rows.length === 0) {
    throw new ConfigurationError(`${file}: holds no start pose: give each a row under ${COLUMNS.join(',')}`);
  }
  return rows.map(({ record, info }) => {
    const [x_m, y_m, yaw_rad] = columns.map((at, i) => {
      const where = `${file}, line ${info.lines}, column ${COLUMNS[i]}`;
      return parseCoordinate(record[at] ?? '', COLUMNS[i] === 'yaw_rad' ? 2 * Math.PI : FARTHEST_M, where);
    });
    return { x_m: x_m!, y_m: y_m!, yaw_rad: yaw_rad! };
  });
}

function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : messageOf(error);
}

function columnOf(name: string, header: readonly string[], file: string): number {
  const at = header.indexOf(name);
  if (at < 0) {
    const found =
      header.length === 0 ? 'the file is empty' : `line 1 has ${quoted(header.join(', ')).slice(1, -1)}`;
    throw new ConfigurationError(
      `${file}: has no column ${name}${suggestion(name, header)}: ${found}; needed are ${COLUMNS.join(', ')}`,
    );
  }
  if (header.indexOf(name, at + 1) >= 0) {
    throw new ConfigurationError(`${file}, line 1: has two columns ${name}; remove one`);
  }
  return at;
}

function parseCoordinate(text: string, most: number, where: string): number {
  const value = parseDecimal(text);
  if (!Number.isFinite(value)) {
    throw new ConfigurationError(`${where}: ${quoted(text)} is not a number; correct it, or remove the row`);
  }
  if (Math.abs(value) > most) {
    const range = `${-Number(most.toFixed(3))} to ${Number(most.toFixed(3))}`;
    throw new ConfigurationError(
      `${where}: ${text} is out of range (${range}); metres and radians are needed`,
    );
  }
  return value;
}

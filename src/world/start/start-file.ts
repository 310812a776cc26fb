import type { StartPose } from '../../circuit/circuit';
import { ConfigurationError, quoted } from '../../errors';
import { columnOf, csvRows, parseDecimal, readCsvText } from '../../support/csv-rows';

const COLUMNS = ['x_m', 'y_m', 'yaw_rad'] as const;
/** No circuit extends farther. */
const FARTHEST_M = 1e5;

/**
 * Reads start poses from a CSV file with the columns x_m, y_m and yaw_rad (world coordinates), by the names in its
 * header, in any order; others are ignored.
 * @throws ConfigurationError in one line that names file, line and column
 */
export function readStartFile(file: string): StartPose[] {
  return parseStartPoses(readCsvText(file, 'the start poses'), file);
}

/** @param file for the messages */
export function parseStartPoses(text: string, file: string): StartPose[] {
  const [header, ...rows] = csvRows(text, file, COLUMNS.join(','));
  const names = header?.record ?? [];
  const columns = COLUMNS.map((name) => columnOf(name, names, { file, needed: COLUMNS }));
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

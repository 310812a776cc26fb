import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, quoted } from '../../../errors';
import { csvRows, parseDecimal } from '../../../support/csv-rows';
import { findImage } from './find-image';
import type { ReadPart } from './part-rows';
import { convertSteering, requireUnits } from './steering';

export const UDACITY_LABELS = 'driving_log.csv';
const IMAGES = 'IMG';
/** In the order in which the simulator writes them; it writes no header, published copies have one. */
const COLUMNS = ['center', 'left', 'right', 'steering', 'throttle', 'brake', 'speed'] as const;
const [CENTER, STEERING, SPEED] = [0, 3, 6] as const;

/** Udacity's simulator: the images of the middle camera, which the steering belongs to. */
export const readUdacity: ReadPart = async (folder, [file = ''], units) => {
  const rows = csvRows(await readFile(file, 'utf8'), file, COLUMNS.join(','));
  const hasHeader = rows[0]?.record[CENTER]?.toLowerCase() === COLUMNS[CENTER];
  const labels = rows.slice(hasHeader ? 1 : 0).map(({ record, info }) => {
    const where = `${file}, line ${info.lines}`;
    if (record.length < COLUMNS.length) {
      throw new ConfigurationError(
        `${where}: has ${record.length} of ${COLUMNS.length} values (${COLUMNS.join(', ')})`,
      );
    }
    const name = record[CENTER]!;
    return {
      where,
      name,
      v: parseNumber(record[SPEED]!, `${where}, column speed`),
      w: parseNumber(record[STEERING]!, `${where}, column steering`),
    };
  });
  if (labels.length === 0) return { rows: [], assumed: null };
  const known = requireUnits(file, units, { v: 'speed', w: 'steering' }, labels);
  return {
    rows: labels.map(({ where, name, ...label }) => ({
      image: findImage(name, path.join(folder, IMAGES), where),
      name,
      ...convertSteering(label, known, where),
      timestamp: parseTime(name),
    })),
    assumed:
      `${file}: read as Udacity's: centre images stretched to 640x480, speed in ${known.v.name}, ` +
      `steering ${known.w.name}, right positive, times from the image names`,
  };
};

function parseNumber(text: string, where: string): number {
  const value = parseDecimal(text);
  if (Number.isFinite(value)) return value;
  throw new ConfigurationError(`${where}: ${quoted(text)} is not a number; correct it, or remove the row`);
}

/** `center_2016_12_01_13_30_48_287.jpg`; null for another name. */
function parseTime(name: string): number | null {
  const found = /_(\d{4})_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d\d)_(\d{3})\.\w+$/.exec(name);
  if (found === null) return null;
  const [year = 0, month = 1, day, hour, minute, second, ms] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second, ms) / 1000;
}

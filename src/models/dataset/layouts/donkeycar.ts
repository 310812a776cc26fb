import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError, messageOf } from '../../../errors';
import { findImage } from './find-image';
import type { ReadPart } from './part-rows';
import { convertSteering, requireUnits } from './steering';

export const DONKEYCAR_MANIFEST = 'manifest.json';
const IMAGES = 'images';
const [IMAGE, ANGLE, THROTTLE] = ['cam/image_array', 'user/angle', 'user/throttle'] as const;

interface TubRecord {
  readonly where: string;
  readonly index: number;
  readonly name: string;
  readonly v: number;
  readonly w: number;
  readonly timestamp: number | null;
}

/** A tub of donkeycar (version 2): a manifest of five lines of JSON, catalogs of one record a line, and images. */
export const readDonkeycar: ReadPart = async (folder, [manifest = ''], units) => {
  const { paths, deleted } = await readManifest(manifest);
  const records: TubRecord[] = [];
  for (const name of paths) {
    records.push(...(await readCatalog(path.join(folder, path.basename(name)), records.length)));
  }
  const kept = records.filter(({ index, v }) => !deleted.has(index) && v >= 0);
  const backwards = records.filter(({ index, v }) => !deleted.has(index) && v < 0).length;
  if (kept.length === 0) return { rows: [], assumed: null };
  const known = requireUnits(manifest, units, { v: THROTTLE, w: ANGLE }, kept);
  const without = backwards === 0 ? '' : `, ${backwards} with negative throttle left out`;
  return {
    rows: kept.map(({ where, name, timestamp, ...label }) => ({
      image: findImage(name, path.join(folder, IMAGES), where),
      name,
      ...convertSteering(label, known, where),
      timestamp,
    })),
    assumed:
      `${manifest}: read as a tub of donkeycar: images stretched to 640x480, ${THROTTLE} ${known.v.name}, ` +
      `${ANGLE} ${known.w.name}, right positive${without}`,
  };
};

async function readManifest(
  file: string,
): Promise<{ paths: readonly string[]; deleted: ReadonlySet<number> }> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  const catalogs = parseObject(lines[4] ?? '', `${file}, line 5`);
  const { paths, deleted_indexes: deleted = [] } = catalogs;
  if (!Array.isArray(paths) || !Array.isArray(deleted)) {
    throw new ConfigurationError(`${file}, line 5: has no list paths; it is no manifest of a tub, version 2`);
  }
  return { paths: paths.map(String), deleted: new Set(deleted.map(Number)) };
}

async function readCatalog(file: string, first: number): Promise<TubRecord[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  });
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line === '') return [];
    const where = `${file}, line ${i + 1}`;
    const record = parseObject(line, where);
    const number = (key: string) => {
      const value = record[key];
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw new ConfigurationError(
        `${where}: has no number ${key}; delete the record in donkeycar's tub manager`,
      );
    };
    const ms = record._timestamp_ms;
    return [
      {
        where,
        index: typeof record._index === 'number' ? record._index : first + i,
        name: String(record[IMAGE] ?? ''),
        v: number(THROTTLE),
        w: number(ANGLE),
        timestamp: typeof ms === 'number' ? ms / 1000 : null,
      },
    ];
  });
}

function parseObject(text: string, where: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below, like every other value.
  }
  throw new ConfigurationError(`${where}: is not a JSON object; restore the file`);
}

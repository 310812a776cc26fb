import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ConfigurationError, messageOf } from '../../../errors';
import { ImageFinder } from '../image-finder';
import { parseLabels } from '../label-file';
import type { LabelUnits } from '../label-units';
import type { PartRow, ReadPart } from './part-rows';

/** DeepLearningStudio's layout, ours too: one label file, the images beside it. */
export const readStudio: ReadPart = async (folder, [file = ''], units) => ({
  rows: await readRows(folder, file, units),
  assumed: null,
});

/** RoboticsAcademy's: label files (`train.csv`, ...) with the columns image, v and w beside folders of images. */
export const readAcademy: ReadPart = async (folder, [file = ''], units) => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isFile());
  const rows = await readRows(folder, file, units, folders.map(({ name }) => name).sort());
  const { v, w } = units;
  const hasTimes = rows.some(({ timestamp }) => timestamp !== null);
  return {
    rows,
    assumed:
      `${file}: read as RoboticsAcademy's: v in ${v?.name ?? 'm/s'}, w in ${w?.name ?? 'rad/s'}, left positive` +
      (hasTimes ? '' : '; without times its images are one sequence'),
  };
};

async function readRows(
  folder: string,
  file: string,
  units: LabelUnits,
  imageFolders: readonly string[] = [],
): Promise<PartRow[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`${file}: cannot be read (${messageOf(error)})`, { cause: error });
  });
  const rows = text.trim() === '' ? [] : parseLabels(text, file, units);
  const images = await ImageFinder.find(rows, folder, file, imageFolders);
  return rows.map(({ imageName, v_mps, w_radps, timestamp }, i) => ({
    image: images[i]!,
    name: imageName,
    v_mps,
    w_radps,
    timestamp,
  }));
}

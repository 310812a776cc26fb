import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from '../../../errors';
import { svgToPng } from '../../../image/svg';
import { renderChartSvg } from '../../../measure/report/charts/draw';
import type { Dataset } from '../dataset';
import { renderContactSheet } from './contact-sheet';
import { buildLabelChart } from './label-chart';
import type { DatasetStatistics } from './statistics';

/** Draws how often each label occurs, and a contact sheet.
 *  @param out folder, outside of the dataset
 *  @returns the files that were written */
export async function drawDataset(
  dataset: Dataset,
  statistics: DatasetStatistics,
  out: string,
): Promise<string[]> {
  const name = path.basename(dataset.folder);
  const labels = renderChartSvg(buildLabelChart(name, dataset.samples, statistics));
  const sheet = await renderContactSheet(dataset, name);
  const files: [string, string | Buffer][] = [
    ['labels.svg', labels],
    ['labels.png', await svgToPng(labels, { scale: 2 })],
    ['contact-sheet.png', await svgToPng(sheet)],
  ];
  return files.map(([file, content]) => {
    const target = path.join(out, file);
    writeFileSync(target, content);
    return target;
  });
}

/** Checked because loaders read every file of a dataset as an image.
 *  @throws ConfigurationError when `out` is inside the dataset */
export function requireOutside({ parts }: Dataset, out: string): void {
  const inside = parts.some(({ folder }) => {
    const relative = path.relative(folder, path.resolve(out));
    return !relative.startsWith('..') && !path.isAbsolute(relative);
  });
  if (!inside) return;
  throw new ConfigurationError(
    `--out ${out}: is inside the dataset, whose loaders read every file; choose a folder outside it`,
  );
}

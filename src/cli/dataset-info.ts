import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, InterruptedError } from '../errors';
import { svgToPng } from '../image/svg';
import { renderChartSvg } from '../measure/report/charts/draw';
import { formatNumber } from '../measure/report/format';
import { Dataset } from '../models/dataset/dataset';
import { contactSheet } from '../models/dataset/info/contact-sheet';
import { labelChart } from '../models/dataset/info/label-chart';
import { labelTable } from '../models/dataset/info/label-table';
import { checkPictures, duplicatesOf, type PartPictures, picturesOf } from '../models/dataset/info/pictures';
import {
  type DatasetStatistics,
  type LabelStatistics,
  statisticsOf,
} from '../models/dataset/info/statistics';
import { LONGEST_STEP_S } from '../models/dataset/layout';
import { openOutputFolder } from '../support/output-folder';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { formatColumns } from '../support/terminal/columns';
import { ProgressBar } from '../support/terminal/progress-bar';
import type { Invocation } from './io';

interface InfoOptions {
  check: boolean;
  pictures: boolean;
  out?: string;
  json: boolean;
}

export function addDatasetInfo(dataset: Command, cli: Invocation): Command {
  return dataset
    .command('info')
    .description('counts, label histograms and a contact sheet of a dataset')
    .argument('<dataset>', 'folder with data.csv, or a folder of such folders')
    .option('--check', 'read every picture too', false)
    .option('--no-pictures', 'draw nothing')
    .option('--out <folder>', 'folder for the pictures (default: out/TIME-NAME)')
    .option('--json', 'print the figures as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nWritten to the folder: labels.svg and labels.png (how often each label comes), contact-sheet.png.' +
        '\nExit code 0: the dataset is sound. 2: it is not, in one line that says where.',
    )
    .action(async (folder: string, options: InfoOptions) => {
      cli.finish(await info(folder, options, cli));
    });
}

async function info(folder: string, options: InfoOptions, cli: Invocation): Promise<number> {
  const dataset = await Dataset.open(folder);
  const name = path.basename(dataset.folder);
  const out = options.pictures ? pictureFolder(dataset, options.out ?? null, name, cli) : null;
  if (options.check) await check(dataset, cli);
  const statistics = statisticsOf(dataset);
  const found = { duplicates: await duplicatesOf(dataset), pictures: await picturesOf(dataset) };
  const files = out === null ? [] : await draw(dataset, statistics, name, out);
  if (options.json) {
    const facts = { folder: dataset.folder, checked: options.check, ...found, files };
    cli.stdout.write(`${JSON.stringify({ ...facts, ...statistics }, null, 2)}\n`);
    return 0;
  }
  cli.stdout.write(
    `${[
      `${dataset.folder}: ${dataset.samples.length} labelled pictures${options.check ? ', each one read' : ''}`,
      '',
      labelTable(statistics),
      '',
      timesTable(statistics),
      ...remarks(statistics, found.duplicates, found.pictures).map((line) => `  note: ${line}`),
      ...files.map((file) => `  ${file}`),
    ].join('\n')}\n`,
  );
  return 0;
}

/** Never inside of the dataset: loaders take every file there for a picture. */
function pictureFolder(dataset: Dataset, asked: string | null, name: string, cli: Invocation): string {
  if (asked !== null) {
    const inside = dataset.parts.find(({ folder }) => {
      const way = path.relative(folder, path.resolve(asked));
      return !way.startsWith('..') && !path.isAbsolute(way);
    });
    if (inside) {
      throw new ConfigurationError(
        `--out ${asked}: lies in the dataset, where other files mislead loaders; name a folder beside it`,
      );
    }
  }
  return openOutputFolder(asked, name, cli);
}

async function check(dataset: Dataset, cli: Invocation): Promise<void> {
  const line = new ProgressBar(cli.stderr);
  const stop = new AbortController();
  let code = 0;
  const release = onShutdown(cli, (cause) => {
    code = exitCodeOf(cause);
    stop.abort();
  });
  try {
    const progress = (done: number, total: number) =>
      line.show(done / total, `${done} of ${total} pictures read`);
    await checkPictures(dataset, progress, stop.signal);
    if (stop.signal.aborted) throw new InterruptedError(code, 'interrupted: nothing was written');
  } finally {
    line.clear();
    release();
  }
}

async function draw(
  dataset: Dataset,
  statistics: DatasetStatistics,
  name: string,
  out: string,
): Promise<string[]> {
  const labels = renderChartSvg(labelChart(name, dataset.samples, statistics));
  const sheet = await contactSheet(dataset, name);
  const files: [string, string | Buffer][] = [
    ['labels.svg', labels],
    ['labels.png', await svgToPng(labels, 2)],
    ['contact-sheet.png', await svgToPng(sheet)],
  ];
  return files.map(([file, content]) => {
    const target = path.join(out, file);
    writeFileSync(target, content);
    return target;
  });
}

function timesTable({ whole, parts }: DatasetStatistics): string {
  const row = (part: LabelStatistics) => [
    part.name,
    formatNumber(part.median_step_s, 3, 's'),
    formatNumber(part.longest_gap_s, 2, 's'),
    formatNumber(part.sequences, 0),
    formatNumber(part.longest_sequence, 0),
    String(part.backward_steps),
    String(part.without_timestamp),
  ];
  const header = ['', 'step', 'longest gap', 'sequences', 'longest', 'backwards', 'without time'];
  return formatColumns([header, ...parts.map(row), ...(parts.length > 1 ? [row(whole)] : [])]);
}

function remarks(
  { whole }: DatasetStatistics,
  duplicates: number,
  pictures: readonly PartPictures[],
): string[] {
  const lines: string[] = [];
  if (duplicates > 0) lines.push(`${duplicates} pictures are copies of others`);
  if (whole.count > 1 && whole.longest_sequence === 1) {
    lines.push(
      `no picture follows another within ${LONGEST_STEP_S} s, so each begins a sequence: ` +
        'are the timestamps seconds, and the rows in their order?',
    );
  }
  if (whole.standing > 0) lines.push(`the car stands in ${whole.standing} pictures (v = 0)`);
  for (const { part, unlabelled, others, same_order } of pictures) {
    if (unlabelled > 0) lines.push(`${part}: ${unlabelled} pictures have no row`);
    if (others.length > 0) lines.push(`${part}: ${others.slice(0, 3).join(', ')} is no picture of it`);
    if (!same_order) {
      lines.push(
        `${part}: loaders that pair pictures and rows by their order (DeepLearningStudio) read other labels`,
      );
    }
  }
  return lines;
}

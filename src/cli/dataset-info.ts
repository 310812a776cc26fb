import path from 'node:path';
import type { Command } from 'commander';
import { Dataset } from '../models/dataset/dataset';
import { checkImages, countDuplicates, inspectParts } from '../models/dataset/info/check-images';
import { formatDataset } from '../models/dataset/info/format-dataset';
import { computeStatistics } from '../models/dataset/info/statistics';
import type { LabelUnits } from '../models/dataset/label-units';
import { openOutputFolder } from '../support/output-folder';
import { ProgressBar } from '../support/terminal/progress-bar';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import { addLabelUnits, printAssumptions } from './options/label-units';
import { printJson, printLines } from './print';

interface InfoOptions {
  check: boolean;
  pictures: boolean;
  out?: string;
  json: boolean;
  labelUnits?: LabelUnits;
}

export function addDatasetInfo(dataset: Command, cli: Invocation): Command {
  const command = dataset
    .command('info')
    .description('show counts, label histograms and a contact sheet of a dataset')
    .argument('<dataset>', 'folder with labels, or a folder of such folders');
  return addLabelUnits(command)
    .option('--check', 'read every image too', false)
    .option('--no-pictures', 'draw nothing')
    .option('--out <folder>', 'folder for the drawings (default: out/TIME-NAME)')
    .option('--json', 'print the statistics as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nFiles: labels.svg and labels.png (how often each label occurs), contact-sheet.png.' +
        '\nExit code 0: the dataset is sound. 2: it is not; one line says where.',
    )
    .action(async (folder: string, options: InfoOptions) => {
      await showInfo(await Dataset.open(folder, options.labelUnits), options, cli);
      cli.finish(0);
    });
}

async function showInfo(dataset: Dataset, options: InfoOptions, cli: Invocation): Promise<void> {
  if (options.pictures && options.out !== undefined) loadDrawing().requireOutside(dataset, options.out);
  printAssumptions(dataset, cli);
  const out = options.pictures
    ? openOutputFolder(options.out ?? null, path.basename(dataset.folder), cli)
    : null;
  if (options.check) await readEveryImage(dataset, cli);
  const statistics = computeStatistics(dataset);
  const findings = {
    checked: options.check,
    assumed: dataset.assumptions,
    duplicates: await countDuplicates(dataset),
    empty_parts: dataset.emptyParts,
    pictures: await inspectParts(dataset),
  };
  const files = out === null ? [] : await loadDrawing().drawDataset(dataset, statistics, out);
  if (options.json) printJson(cli, { folder: dataset.folder, ...findings, files, ...statistics });
  else printLines(cli, [formatDataset(dataset, statistics, findings), ...files.map((file) => `  ${file}`)]);
}

/** Loaded when it is needed: the charting library takes a quarter of a second that no other command has to wait for. */
function loadDrawing(): typeof import('../models/dataset/info/draw-dataset') {
  return require('../models/dataset/info/draw-dataset');
}

function readEveryImage(dataset: Dataset, cli: Invocation): Promise<void> {
  return interruptible(cli, 'interrupted: nothing was written', async (signal) => {
    const bar = new ProgressBar(cli.stderr);
    const onProgress = (done: number, total: number) =>
      bar.show(done / total, `${done} of ${total} images read`);
    await checkImages(dataset, onProgress, signal).finally(() => bar.clear());
    signal.throwIfAborted();
  });
}

import { type Command, InvalidArgumentError } from 'commander';
import { CORRUPTIONS, type Corruption } from '../config/image-transform';
import { ConfigurationError } from '../errors';
import { type AugmentCounts, augmentDataset } from '../models/dataset/augment/augment-dataset';
import { Dataset } from '../models/dataset/dataset';
import { formatLabelTable } from '../models/dataset/info/label-table';
import { computeStatistics } from '../models/dataset/info/statistics';
import type { LabelUnits } from '../models/dataset/label-units';
import { suggestion } from '../support/nearest';
import { formatColumns } from '../support/terminal/columns';
import { ProgressBar } from '../support/terminal/progress-bar';
import { exitCodeAfter, interruptible } from './interruptible';
import type { Invocation } from './io';
import { addLabelUnits, printAssumptions } from './options/label-units';
import { integerFrom } from './options/parsers';
import { printJson, printLines } from './print';

interface AugmentOptions {
  mirror: boolean;
  extreme: boolean;
  noise: boolean;
  affine: boolean;
  brightness: boolean;
  weather: readonly Corruption[];
  seed: number;
  json: boolean;
  labelUnits?: LabelUnits;
}

export function addDatasetAugment(dataset: Command, cli: Invocation): Command {
  const command = dataset
    .command('augment')
    .description('make a larger dataset: the images of one, and each of them in every chosen variant')
    .argument('<in>', 'folder of the dataset')
    .argument('<out>', 'new folder');
  return addLabelUnits(command)
    .option('--mirror', 'mirror every image too, with w negated', false)
    .option('--extreme', 'repeat images with |w| > 1 rad/s five times, with |w| > 2 rad/s ten times', false)
    .option('--noise', 'add each image with Gaussian noise', false)
    .option('--affine', 'add each image shifted and rotated a little', false)
    .option('--brightness', 'add each image darker or lighter', false)
    .option(
      '--weather <names>',
      `add each image in: ${CORRUPTIONS.join(', ')} (separated by commas)`,
      parseWeather,
      [],
    )
    .option('--seed <number>', 'the same seed gives the same bytes', integerFrom(0, 0xffffffff), 1)
    .option('--json', 'print the counts and statistics as one JSON object on standard output', false)
    .action(async (from: string, to: string, options: AugmentOptions) => {
      cli.finish(await augment(from, to, options, cli));
    });
}

async function augment(from: string, to: string, options: AugmentOptions, cli: Invocation): Promise<number> {
  const { mirror, extreme, noise, affine, brightness } = options;
  if (![mirror, extreme, noise, affine, brightness].includes(true) && options.weather.length === 0) {
    throw new ConfigurationError(
      'nothing to do: name one of --mirror, --extreme, --noise, --affine, --brightness or --weather',
    );
  }
  return interruptible(cli, 'interrupted: nothing was written', async (signal) => {
    const bar = new ProgressBar(cli.stderr);
    const dataset = await Dataset.open(from, options.labelUnits);
    printAssumptions(dataset, cli);
    const counts = await augmentDataset({
      ...options,
      from: dataset,
      to,
      signal,
      onProgress: (done, total, what) => bar.show(done / total, `${done} of ${total} images  ${what}`),
    }).finally(() => bar.clear());
    if (counts.written === 0) signal.throwIfAborted();
    await printCounts(to, counts, options.json, cli);
    return counts.complete ? 0 : exitCodeAfter(signal);
  });
}

async function printCounts(to: string, counts: AugmentCounts, json: boolean, cli: Invocation): Promise<void> {
  const statistics = computeStatistics(await Dataset.open(to));
  if (json) {
    printJson(cli, { folder: to, ...counts, ...statistics });
    return;
  }
  const variants = Object.entries(counts.variants).map(([name, count]) => [name, String(count)]);
  const end = counts.complete ? '' : ' (ended early)';
  printLines(cli, [
    formatColumns([['', 'images'], ...variants]),
    '',
    formatLabelTable(statistics),
    '',
    `  ${counts.written} images from ${counts.read} in ${to}${end}`,
  ]);
}

function parseWeather(text: string): Corruption[] {
  return text.split(',').map((entry) => {
    const name = CORRUPTIONS.find((known) => known === entry.trim());
    if (name !== undefined) return name;
    throw new InvalidArgumentError(
      `'${entry.trim()}' is unknown${suggestion(entry.trim(), CORRUPTIONS)}: ${CORRUPTIONS.join(', ')}.`,
    );
  });
}

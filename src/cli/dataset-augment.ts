import { type Command, InvalidArgumentError } from 'commander';
import { CORRUPTIONS, type Corruption } from '../config/image-transform';
import { ConfigurationError, InterruptedError } from '../errors';
import { augmentDataset } from '../models/dataset/augment/augment-dataset';
import { Dataset } from '../models/dataset/dataset';
import { labelTable } from '../models/dataset/info/label-table';
import { statisticsOf } from '../models/dataset/info/statistics';
import { suggestion } from '../support/nearest';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { formatColumns } from '../support/terminal/columns';
import { ProgressBar } from '../support/terminal/progress-bar';
import type { Invocation } from './io';
import { integerFrom } from './options/common';

interface AugmentOptions {
  mirror: boolean;
  extreme: boolean;
  noise: boolean;
  affine: boolean;
  brightness: boolean;
  weather: readonly Corruption[];
  seed: number;
  json: boolean;
}

export function addDatasetAugment(dataset: Command, cli: Invocation): Command {
  return dataset
    .command('augment')
    .description('a larger dataset of one: its pictures, and each of them in every way that is chosen')
    .argument('<in>', 'folder of the dataset')
    .argument('<out>', 'new folder')
    .option('--mirror', 'everything also mirrored, with w negated', false)
    .option('--extreme', 'pictures with |w| > 1 rad/s five times, with |w| > 2 rad/s ten times', false)
    .option('--noise', 'each picture also with Gaussian noise', false)
    .option('--affine', 'each picture also shifted and turned a little', false)
    .option('--brightness', 'each picture also darker or lighter', false)
    .option(
      '--weather <names>',
      `each picture also in: ${CORRUPTIONS.join(', ')} (commas between them)`,
      weather,
      [],
    )
    .option('--seed <number>', 'the same seed gives the same bytes', integerFrom(0, 0xffffffff), 1)
    .option('--json', 'print what was made as one JSON object on standard output', false)
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
  const line = new ProgressBar(cli.stderr);
  const stop = new AbortController();
  let exitCode = 0;
  const release = onShutdown(cli, (cause) => {
    exitCode = exitCodeOf(cause);
    stop.abort();
  });
  try {
    const counts = await augmentDataset({
      ...options,
      from,
      to,
      signal: stop.signal,
      onProgress: (done, total, what) => line.show(done / total, `${done} of ${total} pictures  ${what}`),
    });
    line.clear();
    if (counts.written === 0) throw new InterruptedError(exitCode, 'interrupted: nothing was written');
    const statistics = statisticsOf(await Dataset.open(to));
    if (options.json) {
      cli.stdout.write(`${JSON.stringify({ folder: to, ...counts, ...statistics }, null, 2)}\n`);
    } else {
      const variants = Object.entries(counts.variants).map(([name, count]) => [name, String(count)]);
      cli.stdout.write(`${formatColumns([['', 'pictures'], ...variants])}\n\n${labelTable(statistics)}\n\n`);
      const end = counts.complete ? '' : ' (ended early)';
      cli.stdout.write(`  ${counts.written} pictures of ${counts.read} in ${to}${end}\n`);
    }
    return counts.complete ? 0 : exitCode;
  } finally {
    line.clear();
    release();
  }
}

function weather(text: string): Corruption[] {
  return text.split(',').map((entry) => {
    const name = CORRUPTIONS.find((known) => known === entry.trim());
    if (name !== undefined) return name;
    throw new InvalidArgumentError(
      `'${entry.trim()}' is unknown${suggestion(entry.trim(), CORRUPTIONS)}: ${CORRUPTIONS.join(', ')}.`,
    );
  });
}

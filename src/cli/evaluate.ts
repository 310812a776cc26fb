import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { PROVIDER_REQUESTS, PROVIDERS, type ProviderRequest } from '../drive/inference/providers';
import { InterruptedError } from '../errors';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { Dataset } from '../models/dataset/dataset';
import { evaluate } from '../models/evaluate/evaluate';
import type { Evaluation } from '../models/evaluate/evaluation';
import { evaluationChart } from '../models/evaluate/evaluation-chart';
import { evaluationTable, evaluationText } from '../models/evaluate/evaluation-table';
import { findModels } from '../models/evaluate/find-models';
import { openOutputFolder } from '../support/output-folder';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { ProgressBar } from '../support/terminal/progress-bar';
import { formatTimeLeft } from '../support/terminal/time-left';
import type { Invocation } from './io';
import { integerFrom } from './options/common';

const DEFAULTS = { frames: 1000, rounds: 10, threads: 1, seed: 1 } as const;

interface EvaluateOptions {
  models: string[];
  dataset: string;
  provider: ProviderRequest[];
  frames: number;
  rounds: number;
  pictures?: number;
  threads: number;
  seed: number;
  reference?: string;
  strict: boolean;
  out?: string;
  json: boolean;
}

export function addEvaluate(program: Command, cli: Invocation): Command {
  return program
    .command('evaluate')
    .description('size, error, time and memory of models on a dataset, measured in turn')
    .requiredOption('--models <model...>', '.onnx files, folders of them, or names in models/')
    .requiredOption('--dataset <folder>', 'labelled pictures (docs/datasets.md)')
    .option(
      '--provider <name>',
      `execution providers, separated by commas, or all: ${PROVIDER_REQUESTS.join(', ')}`,
      providers,
      ['auto'],
    )
    .option(
      '--frames <number>',
      'decisions to time of each model; a smaller dataset is gone through again',
      integerFrom(1, 1e6),
      DEFAULTS.frames,
    )
    .option('--rounds <number>', 'turns that the models take at least', integerFrom(1, 1e5), DEFAULTS.rounds)
    .option(
      '--pictures <number>',
      'use so many pictures of the dataset, a stretch of each of its parts (default: all)',
      integerFrom(1),
    )
    .option('--threads <number>', 'CPU threads of each network', integerFrom(1, 64), DEFAULTS.threads)
    .option('--seed <number>', 'seed of the order of the turns', integerFrom(0), DEFAULTS.seed)
    .option('--reference <model>', 'model that the others are compared to (default: the first)')
    .option('--strict', 'end with exit code 4 where a provider that was asked for cannot run here', false)
    .option('--out <folder>', 'write JSON, table as CSV and Markdown, and a picture there')
    .option('--json', 'print the evaluation as one JSON object on standard output', false)
    .addHelpText(
      'after',
      '\nExit code 0: evaluated; a provider that cannot run here has a row that says so. 1: a model that should ' +
        'run failed.\n2: wrong arguments or dataset. 4: --strict, and a provider cannot run here.',
    )
    .action(async (options: EvaluateOptions) => {
      const models = findModels(options.models);
      const dataset = await Dataset.open(options.dataset);
      const folder = options.out === undefined ? null : openOutputFolder(options.out, 'evaluate', cli);
      const evaluation = await interruptibly(cli, (signal) => {
        const line = new ProgressBar(cli.stderr);
        const start_ms = performance.now();
        return evaluate({
          models,
          providers: options.provider,
          dataset,
          pictures: options.pictures ?? null,
          frames: options.frames,
          rounds: options.rounds,
          seed: options.seed,
          threads: options.threads,
          reference: options.reference ?? null,
          commandFor: (model, provider) => commandThatMeasures(model, provider, options),
          onProgress: (share, doing) =>
            line.show(share, `${formatTimeLeft(performance.now() - start_ms, share)}${doing}`),
          signal,
        }).finally(() => line.clear());
      });
      const json = `${JSON.stringify(evaluation, null, 2)}\n`;
      cli.stdout.write(options.json ? json : `${evaluationText(evaluation)}\n`);
      if (folder !== null) {
        writeFileSync(path.join(folder, 'evaluation.json'), json);
        await writePictures(folder, evaluation);
      }
      cli.finish(exitCode(evaluation, options.strict));
    });
}

/** The same measurement of one model on one provider, as it can be typed into a shell elsewhere. */
function commandThatMeasures(model: string, provider: ProviderRequest, options: EvaluateOptions): string {
  const words = ['--models', model, '--dataset', options.dataset, '--provider', provider];
  for (const name of ['frames', 'rounds', 'threads', 'seed'] as const) {
    if (options[name] !== DEFAULTS[name]) words.push(`--${name}`, `${options[name]}`);
  }
  if (options.pictures !== undefined) words.push('--pictures', `${options.pictures}`);
  return `npx f1-brain evaluate ${words.map(quoted).join(' ')}`;
}

function quoted(word: string): string {
  return /^[\w./,:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Ctrl-C ends the models' processes and takes the temporary file away. */
async function interruptibly<T>(cli: Invocation, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = onShutdown(cli, (cause) =>
    controller.abort(new InterruptedError(exitCodeOf(cause), 'interrupted: nothing was evaluated')),
  );
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}

async function writePictures(folder: string, evaluation: Evaluation): Promise<void> {
  const { writeCharts, writeTables } = loadReportWriter();
  writeTables(folder, [evaluationTable(evaluation)]);
  const chart = evaluationChart(evaluation);
  if (chart !== null) await writeCharts(folder, [chart]);
}

function exitCode({ models }: Evaluation, strict: boolean): number {
  if (models.some(({ status }) => status === 'failed')) return 1;
  return strict && models.some(({ status }) => status === 'not_measured_here') ? 4 : 0;
}

function providers(text: string): ProviderRequest[] {
  if (text === 'all') return [...PROVIDERS].reverse();
  const names = text.split(',');
  const wrong = names.find((name) => !(PROVIDER_REQUESTS as readonly string[]).includes(name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `'${wrong}' is no provider; choose from ${PROVIDER_REQUESTS.join(', ')}, or all.`,
    );
  }
  return [...new Set(names)] as ProviderRequest[];
}

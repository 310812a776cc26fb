import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { PROVIDER_REQUESTS, PROVIDERS, type ProviderRequest } from '../drive/inference/providers';
import { loadReportWriter } from '../measure/report/lazy-writer';
import { Dataset } from '../models/dataset/dataset';
import type { LabelUnits } from '../models/dataset/label-units';
import { evaluate } from '../models/evaluate/evaluate';
import type { Evaluation } from '../models/evaluate/evaluation';
import { buildEvaluationChart } from '../models/evaluate/evaluation-chart';
import { buildEvaluationTable, formatEvaluation } from '../models/evaluate/evaluation-table';
import { findModels } from '../models/evaluate/find-models';
import { buildProfileTables, formatProfiles } from '../models/evaluate/profile/profile-table';
import { openOutputFolder } from '../support/output-folder';
import { shellLine } from '../support/shell-words';
import { ProgressBar } from '../support/terminal/progress-bar';
import { formatTimeLeft } from '../support/terminal/time-left';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import { addLabelUnits, printAssumptions } from './options/label-units';
import { integerFrom } from './options/parsers';
import { formatJson, printJson, printLines } from './print';

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
  profile: boolean;
  out?: string;
  json: boolean;
  labelUnits?: LabelUnits;
}

export function addEvaluate(program: Command, cli: Invocation): Command {
  const command = program
    .command('evaluate')
    .description('measure size, error, inference time and memory of models on a dataset');
  return addEvaluateOptions(command)
    .addHelpText(
      'after',
      '\nExit code 0: evaluated; a provider that cannot run here has a row that says so. 1: a model that should ' +
        'run failed.\n2: wrong arguments or dataset. 4: --strict, and a provider cannot run here.',
    )
    .action(async (options: EvaluateOptions) => {
      const models = findModels(options.models);
      const dataset = await Dataset.open(options.dataset, options.labelUnits);
      printAssumptions(dataset, cli);
      const folder = options.out === undefined ? null : openOutputFolder(options.out, 'evaluate', cli);
      const evaluation = await measure(models, dataset, options, cli);
      if (options.json) printJson(cli, evaluation);
      else printLines(cli, [formatEvaluation(evaluation), ...formatProfiles(evaluation.profiles ?? [])]);
      if (folder !== null) await writeFiles(folder, evaluation);
      cli.finish(exitCode(evaluation, options.strict));
    });
}

function addEvaluateOptions(command: Command): Command {
  return addLabelUnits(command)
    .requiredOption('--models <model...>', '.onnx files, folders of them, or names in models/')
    .requiredOption('--dataset <folder>', 'labelled images (docs/datasets.md)')
    .option(
      '--provider <name>',
      `execution providers separated by commas, or all: ${PROVIDER_REQUESTS.join(', ')}`,
      parseProviders,
      ['auto'],
    )
    .option(
      '--frames <number>',
      'decisions to time per model; a smaller dataset is repeated',
      integerFrom(1, 1e6),
      DEFAULTS.frames,
    )
    .option('--rounds <number>', 'least number of turns per model', integerFrom(1, 1e5), DEFAULTS.rounds)
    .option(
      '--pictures <number>',
      'images of the dataset to use, a stretch of each of its parts (default: all)',
      integerFrom(1),
    )
    .option('--threads <number>', 'CPU threads of each network', integerFrom(1, 64), DEFAULTS.threads)
    .option('--seed <number>', 'seed of the order of turns', integerFrom(0), DEFAULTS.seed)
    .option('--reference <model>', 'model that the others are compared with (default: the first)')
    .option('--profile', 'time every operator too, and say what makes a model faster or slower', false)
    .option('--strict', 'exit with code 4 where a requested provider cannot run here', false)
    .option('--out <folder>', 'write JSON, the table as CSV and Markdown, and a chart there')
    .option('--json', 'print the evaluation as one JSON object on standard output', false);
}

/** Ctrl-C ends the models' processes and removes the temporary file. */
function measure(
  models: ReturnType<typeof findModels>,
  dataset: Dataset,
  options: EvaluateOptions,
  cli: Invocation,
): Promise<Evaluation> {
  return interruptible(cli, 'interrupted: nothing was evaluated', (signal) => {
    const bar = new ProgressBar(cli.stderr);
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
      profile: options.profile,
      commandFor: (model, provider) => commandThatMeasures(model, provider, options),
      onProgress: (share, doing) =>
        bar.show(share, `${formatTimeLeft(performance.now() - start_ms, share)}${doing}`),
      signal,
    }).finally(() => bar.clear());
  });
}

/** The same measurement of one model on one provider, to be typed into a shell elsewhere. */
function commandThatMeasures(model: string, provider: ProviderRequest, options: EvaluateOptions): string {
  const words = ['--models', model, '--dataset', options.dataset, '--provider', provider];
  for (const name of ['frames', 'rounds', 'threads', 'seed'] as const) {
    if (options[name] !== DEFAULTS[name]) words.push(`--${name}`, `${options[name]}`);
  }
  if (options.profile) words.push('--profile');
  if (options.pictures !== undefined) words.push('--pictures', `${options.pictures}`);
  return `npx f1-brain evaluate ${shellLine(words)}`;
}

async function writeFiles(folder: string, evaluation: Evaluation): Promise<void> {
  writeFileSync(path.join(folder, 'evaluation.json'), formatJson(evaluation));
  const { writeCharts, writeTables } = loadReportWriter();
  writeTables(folder, [buildEvaluationTable(evaluation), ...buildProfileTables(evaluation.profiles ?? [])]);
  const chart = buildEvaluationChart(evaluation);
  if (chart !== null) await writeCharts(folder, [chart]);
}

function exitCode({ models }: Evaluation, strict: boolean): number {
  if (models.some(({ status }) => status === 'failed')) return 1;
  return strict && models.some(({ status }) => status === 'not_measured_here') ? 4 : 0;
}

function parseProviders(text: string): ProviderRequest[] {
  if (text === 'all') return [...PROVIDERS].reverse();
  const names = text.split(',');
  const wrong = names.find((name) => !(PROVIDER_REQUESTS as readonly string[]).includes(name));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `'${wrong}' is not a provider; choose from ${PROVIDER_REQUESTS.join(', ')}, or all.`,
    );
  }
  return [...new Set(names)] as ProviderRequest[];
}

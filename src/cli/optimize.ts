import path from 'node:path';
import type { Command } from 'commander';
import { namedModel, shortest } from '../config/named-model';
import { ConfigurationError } from '../errors';
import type { LabelUnits } from '../models/dataset/label-units';
import { formatOptimization, formatStrategies } from '../models/optimize/format-optimization';
import { type OptimizationReport, optimizeModel } from '../models/optimize/optimize-model';
import { resolveStrategies, STRATEGIES } from '../models/optimize/strategies';
import { shellLine } from '../support/shell-words';
import { ProgressBar } from '../support/terminal/progress-bar';
import { interruptible } from './interruptible';
import type { Invocation } from './io';
import {
  addStrategyOptions,
  checkStrategyOptions,
  STRATEGY_KEYS,
  type StrategyFlags,
  strategyOptions,
} from './optimize-options';
import {
  addSearchOptions,
  describeCandidates,
  SEARCH_KEYS,
  type SearchFlags,
  searchToGoal,
} from './optimize-search';
import { flagOf } from './options/common';
import { addLabelUnits } from './options/label-units';
import { integerFrom, parseNames, parseShare } from './options/parsers';
import { printJson, printLines } from './print';

interface OptimizeOptions extends StrategyFlags, SearchFlags {
  strategy?: string[];
  calibration?: string;
  calibrationFrames?: number;
  out?: string;
  force: boolean;
  list: boolean;
  maxDistance?: number;
  json: boolean;
  labelUnits?: LabelUnits;
}

export function addOptimize(program: Command, cli: Invocation): Command {
  const command = program
    .command('optimize')
    .description('make a smaller or faster model from a model, and check it against the original')
    .argument('[model]', '.onnx file with its card, or a name in models/')
    .option('--strategy <names>', 'strategies separated by commas, applied in this order', parseNames)
    .option('--list', 'list the strategies and exit', false)
    .option('--calibration <folder>', 'dataset with images of the road (f1-brain dataset record)')
    .option('--calibration-frames <number>', 'images of it to use (default: 500)', integerFrom(8, 1e6))
    .option(
      '--out <path>',
      'the new model; its card goes beside it (default: MODEL_STRATEGY.onnx here). With --goal the folder of the search ' +
        '(default: out/optimize-MODEL)',
    )
    .option('--force', 'overwrite existing files', false)
    .option(
      '--max-distance <share>',
      "reject a model whose commands differ more from the original's: mean, as a share of their range " +
        '(default: 0.02 for strategies that should keep the function, less for float16 and fold)',
      parseShare,
    );
  return addSearchOptions(addStrategyOptions(addLabelUnits(command)))
    .option('--json', 'print the report as one JSON object on standard output', false)
    .addHelpText(
      'after',
      `\nStrategies:\n${formatStrategies(STRATEGIES)}\n\nExit code 0: written. 2: wrong arguments or dataset. ` +
        '3: the model cannot be optimized like this, or the\nresult was rejected; nothing was written. 130: Ctrl-C; nothing was written.',
    )
    .action(async (model: string | undefined, options: OptimizeOptions) => {
      checkGoalOptions(options);
      if (options.list) {
        printList(options, cli);
        cli.finish(0);
      } else if (options.goal !== undefined) {
        await searchToGoal(model, options.goal, options, cli);
      } else {
        const report = await optimize(model, options, cli);
        if (options.json) printJson(cli, report);
        else printLines(cli, [formatOptimization(report)]);
        cli.finish(0);
      }
    });
}

/** @throws ConfigurationError for an option that has no effect on a search, or none without one */
function checkGoalOptions(options: OptimizeOptions): void {
  if (options.goal === undefined) {
    const alone = SEARCH_KEYS.find((key) => options[key] !== undefined);
    if (alone !== undefined) throw new ConfigurationError(`${flagOf(alone)} has no effect without --goal`);
    return;
  }
  const given = { ...options, force: options.force || undefined };
  const own = [...STRATEGY_KEYS, 'force', 'maxDistance'] as const;
  const without = own.find((key) => given[key] !== undefined);
  if (without === undefined) return;
  throw new ConfigurationError(
    `${flagOf(without)} has no effect with --goal, which tries parameters by itself; leave it out`,
  );
}

/** The strategies; with a goal the candidates. */
function printList(options: OptimizeOptions, cli: Invocation): void {
  if (options.goal === undefined) printStrategies(options.json, cli);
  else printLines(cli, describeCandidates(options.strategy));
}

function printStrategies(json: boolean, cli: Invocation): void {
  if (!json) {
    printLines(cli, [formatStrategies(STRATEGIES)]);
    return;
  }
  printJson(
    cli,
    STRATEGIES.map(({ name, summary, needsCalibration }) => ({ name, summary, needsCalibration })),
  );
}

async function optimize(
  model: string | undefined,
  options: OptimizeOptions,
  cli: Invocation,
): Promise<OptimizationReport> {
  const strategies = options.strategy ?? [];
  resolveStrategies(strategies);
  checkStrategyOptions(options, strategies);
  if (model === undefined) {
    throw new ConfigurationError('name the model to optimize: f1-brain optimize MODEL');
  }
  const modelFile = shortest(
    namedModel(model, (complaint) => new ConfigurationError(`${model}: ${complaint}`)),
  );
  const { calibration, calibrationFrames, maxDistance, labelUnits } = options;
  return interruptible(cli, 'interrupted: nothing was written', (signal) => {
    const bar = new ProgressBar(cli.stderr);
    return optimizeModel({
      modelFile,
      strategies,
      out: options.out ?? `${path.parse(modelFile).name}_${strategies.join('_').replaceAll('-', '_')}.onnx`,
      force: options.force,
      options: strategyOptions(options),
      command: `f1-brain ${shellLine(cli.argv)}`,
      progress: (done, total, what) => bar.show(done / total, what),
      signal,
      ...(calibration === undefined ? {} : { calibrationFolder: calibration }),
      ...(calibrationFrames === undefined ? {} : { calibrationFrames }),
      ...(labelUnits === undefined ? {} : { labelUnits }),
      ...(maxDistance === undefined ? {} : { maxDistance }),
    }).finally(() => bar.clear());
  });
}

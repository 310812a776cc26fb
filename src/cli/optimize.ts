import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { namedModel, shortest } from '../config/named-model';
import { ConfigurationError, InterruptedError } from '../errors';
import { optimizationText, strategyList } from '../models/optimize/optimization-text';
import { optimizeModel } from '../models/optimize/optimize-model';
import { STRATEGIES, strategiesOf } from '../models/optimize/strategies';
import type { StrategyOptions } from '../models/optimize/strategy';
import { exitCodeOf, onShutdown } from '../support/shutdown';
import { ProgressBar } from '../support/terminal/progress-bar';
import type { Invocation } from './io';
import { choice, integerFrom } from './options/common';

interface OptimizeOptions {
  strategy?: string[];
  calibration?: string;
  calibrationFrames?: number;
  out?: string;
  force: boolean;
  list: boolean;
  maxDistance?: number;
  granularity?: StrategyOptions['granularity'];
  method?: StrategyOptions['calibrationMethod'];
  percentile?: number;
  activations?: StrategyOptions['activations'];
  reduceRange?: boolean;
  ranges?: string;
  keepFloat?: string[];
  errorBudget?: number;
  sparsity?: number;
  denseSparsity?: number;
  ratio?: number;
  clusters?: number;
  seed: number;
  json: boolean;
}

/** Strategies that an option means something to. */
const STATIC = ['static', 'integer', 'integer-fallback'];
const MEANT_FOR: Readonly<Partial<Record<keyof OptimizeOptions, readonly string[]>>> = {
  granularity: ['dynamic', ...STATIC],
  method: STATIC,
  percentile: STATIC,
  activations: STATIC,
  reduceRange: ['dynamic', ...STATIC],
  ranges: STATIC,
  keepFloat: ['dynamic', ...STATIC],
  errorBudget: ['integer-fallback'],
  sparsity: ['prune-local', 'prune-global'],
  denseSparsity: ['prune-local'],
  ratio: ['prune-filters'],
  clusters: ['cluster'],
};

export function addOptimize(program: Command, cli: Invocation): Command {
  return program
    .command('optimize')
    .description('make a smaller or faster model of a model, checked against it')
    .argument('[model]', '.onnx file with its card, or a name in models/')
    .option('--strategy <names>', 'strategies with commas between them, applied in this order', words)
    .option('--list', 'show the strategies and end', false)
    .option('--calibration <folder>', 'dataset with pictures of the road (f1-brain dataset record)')
    .option('--calibration-frames <number>', 'pictures of it to use (default: 500)', integerFrom(8, 1e6))
    .option('--out <file>', 'the new model; its card goes beside it (default: MODEL_STRATEGY.onnx here)')
    .option('--force', 'write over what is there', false)
    .option(
      '--max-distance <share>',
      "refuse a model whose commands are further from its parent's, on average, as a share of their range " +
        '(default: 0.02 where the strategies should keep the function, less for float16 and fold)',
      share,
    )
    .addOption(
      choice('--granularity <how>', 'weight scales of quantisation (default: per-channel)', [
        'per-channel',
        'per-tensor',
      ]),
    )
    .addOption(
      choice('--method <name>', 'how ranges are taken from the calibration set (default: minmax)', [
        'minmax',
        'percentile',
        'entropy',
      ]),
    )
    .option('--percentile <number>', 'share of values a range keeps, with --method percentile', number)
    .addOption(
      choice('--activations <type>', 'uint8 for CPUs, int8-symmetric for TensorRT (default: uint8)', [
        'uint8',
        'int8-symmetric',
      ]),
    )
    .option('--reduce-range', 'weights in seven bits, for the fastest kernels of processors without VNNI')
    .option('--ranges <file>', 'ranges from quantisation-aware training, in place of --calibration')
    .option('--keep-float <names>', 'layers or nodes that are not quantised, with commas between them', words)
    .option(
      '--error-budget <radps>',
      'mean difference of w that integer-fallback may leave, rad/s (default: 0.01)',
      number,
    )
    .option('--sparsity <share>', 'weights that prune-local and prune-global take (default: 0.3)', number)
    .option('--dense-sparsity <share>', 'the same for dense layers, prune-local (default: 0.5)', number)
    .option('--ratio <share>', 'filters and neurons that prune-filters takes out (default: 0.3)', number)
    .option('--clusters <number>', 'different weights a layer keeps (default: 16)', integerFrom(2, 4096))
    .option('--seed <number>', 'seed of clustering and of made-up pictures', integerFrom(0), 1)
    .option('--json', 'print what was done as one JSON object on standard output', false)
    .addHelpText(
      'after',
      `\nStrategies:\n${strategyList(STRATEGIES)}\n\nExit code 0: written. 2: wrong arguments or dataset. ` +
        '3: the model cannot be optimised so, or the result was\nrefused; nothing was written. 130: Ctrl-C; nothing was written.',
    )
    .action(async (model: string | undefined, options: OptimizeOptions) => {
      if (options.list) {
        cli.stdout.write(
          options.json
            ? `${JSON.stringify(
                STRATEGIES.map(({ name, summary, needsCalibration }) => ({
                  name,
                  summary,
                  needsCalibration,
                })),
                null,
                2,
              )}\n`
            : `${strategyList(STRATEGIES)}\n`,
        );
        return cli.finish(0);
      }
      const strategies = options.strategy ?? [];
      strategiesOf(strategies);
      holdOptions(options, strategies);
      if (model === undefined)
        throw new ConfigurationError('name the model to optimise: f1-brain optimize MODEL');
      const modelFile = shortest(namedModel(model, model));
      const report = await interruptibly(cli, (signal) => {
        const line = new ProgressBar(cli.stderr);
        return optimizeModel({
          modelFile,
          strategies,
          out:
            options.out ?? `${path.parse(modelFile).name}_${strategies.join('_').replaceAll('-', '_')}.onnx`,
          force: options.force,
          options: strategyOptions(options),
          command: commandLine(cli.argv),
          progress: (done, total, what) => line.show(done / total, what),
          signal,
          ...(options.calibration === undefined ? {} : { calibrationFolder: options.calibration }),
          ...(options.calibrationFrames === undefined
            ? {}
            : { calibrationFrames: options.calibrationFrames }),
          ...(options.maxDistance === undefined ? {} : { maxDistance: options.maxDistance }),
        }).finally(() => line.clear());
      });
      cli.stdout.write(
        options.json ? `${JSON.stringify(report, null, 2)}\n` : `${optimizationText(report)}\n`,
      );
      cli.finish(0);
    });
}

/** An option that no strategy of the chain looks at is a mistake. */
function holdOptions(options: OptimizeOptions, strategies: readonly string[]): void {
  for (const [key, meant] of Object.entries(MEANT_FOR)) {
    if (options[key as keyof OptimizeOptions] === undefined) continue;
    if (strategies.some((name) => meant.includes(name))) continue;
    const flag = `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new ConfigurationError(
      `${flag} means nothing to ${strategies.join(', ')}; it belongs to ${meant.join(', ')}`,
    );
  }
  const measured = (['granularity', 'method', 'percentile'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (options.ranges !== undefined && measured !== undefined) {
    throw new ConfigurationError(
      `--${measured} does not go with --ranges: ranges and scales of weights are those of the file`,
    );
  }
  if (options.percentile !== undefined && options.method !== 'percentile') {
    throw new ConfigurationError('--percentile goes with --method percentile');
  }
}

function strategyOptions(options: OptimizeOptions): StrategyOptions {
  const { method, seed } = options;
  const named = Object.keys(MEANT_FOR).filter((key) => key !== 'method') as (keyof OptimizeOptions)[];
  const given = named.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]);
  return {
    ...Object.fromEntries(given),
    seed,
    ...(method === undefined ? {} : { calibrationMethod: method }),
  };
}

/** As it can be typed again. */
function commandLine(words: readonly string[]): string {
  const quoted = words.map((word) =>
    /^[\w./,:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['f1-brain', ...quoted].join(' ');
}

async function interruptibly<T>(cli: Invocation, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = onShutdown(cli, (cause) =>
    controller.abort(new InterruptedError(exitCodeOf(cause), 'interrupted: nothing was written')),
  );
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}

function words(text: string): string[] {
  const list = text.split(',').map((word) => word.trim());
  if (list.some((word) => word === ''))
    throw new InvalidArgumentError('Names with commas between them are needed.');
  return list;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A number is needed.');
  return value;
}

function share(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('A share of 0 or more is needed.');
  return value;
}

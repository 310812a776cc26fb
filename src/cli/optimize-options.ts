import type { Command } from 'commander';
import { ConfigurationError } from '../errors';
import type { StrategyOptions } from '../models/optimize/strategy';
import { choice, flagOf } from './options/common';
import { integerFrom, parseNames, parseNumber } from './options/parsers';

/** Options that change what a strategy does. */
export interface StrategyFlags {
  granularity?: StrategyOptions['granularity'];
  method?: StrategyOptions['calibrationMethod'];
  percentile?: number;
  activations?: StrategyOptions['activations'];
  reduceRange?: boolean;
  ranges?: string;
  weightScales?: string;
  keepFloat?: string[];
  errorBudget?: number;
  sparsity?: number;
  denseSparsity?: number;
  ratio?: number;
  clusters?: number;
  seed: number;
}

const STATIC = ['static', 'integer', 'integer-fallback'];
/** The strategies that use an option. */
const USED_BY: Readonly<Record<Exclude<keyof StrategyFlags, 'seed'>, readonly string[]>> = {
  granularity: ['dynamic', ...STATIC],
  method: STATIC,
  percentile: STATIC,
  activations: STATIC,
  reduceRange: ['dynamic', ...STATIC],
  ranges: STATIC,
  weightScales: ['static', 'integer-fallback'],
  keepFloat: ['dynamic', ...STATIC],
  errorBudget: ['integer-fallback'],
  sparsity: ['prune-local', 'prune-global'],
  denseSparsity: ['prune-local'],
  ratio: ['prune-filters'],
  clusters: ['cluster'],
};

/** The options that only some strategies use. */
export const STRATEGY_KEYS = Object.keys(USED_BY) as (keyof typeof USED_BY)[];

export function addStrategyOptions(command: Command): Command {
  addQuantizationOptions(command);
  return command
    .option(
      '--sparsity <share>',
      'weights that prune-local and prune-global set to 0 (default: 0.3)',
      parseNumber,
    )
    .option('--dense-sparsity <share>', 'the same for dense layers, prune-local (default: 0.5)', parseNumber)
    .option('--ratio <share>', 'filters and neurons that prune-filters removes (default: 0.3)', parseNumber)
    .option('--clusters <number>', 'distinct weights per layer (default: 16)', integerFrom(2, 4096))
    .option('--seed <number>', 'seed of clustering and of made-up images', integerFrom(0), 1);
}

function addQuantizationOptions(command: Command): void {
  const granularities = ['per-channel', 'per-tensor'];
  const methods = ['minmax', 'percentile', 'entropy'];
  const types = ['uint8', 'int8-symmetric'];
  command
    .addOption(
      choice('--granularity <how>', 'scales of quantized weights (default: per-channel)', granularities),
    )
    .addOption(
      choice(
        '--method <name>',
        'how activation ranges follow from the calibration set (default: minmax)',
        methods,
      ),
    )
    .option('--percentile <number>', 'share of values within a range, with --method percentile', parseNumber)
    .addOption(
      choice('--activations <type>', 'uint8 for CPUs, int8-symmetric for TensorRT (default: uint8)', types),
    )
    .option(
      '--reduce-range',
      'quantize weights to seven bits, for the fastest kernels of processors without VNNI',
    )
    .option('--ranges <file>', 'activation ranges from quantization-aware training, instead of --calibration')
    .option(
      '--weight-scales <file>',
      'weight scales from quantization-aware training; activation ranges come from --calibration',
    )
    .option('--keep-float <names>', 'layers or nodes that are not quantized, separated by commas', parseNames)
    .option(
      '--error-budget <radps>',
      'mean absolute difference of w that integer-fallback may leave, rad/s (default: 0.01)',
      parseNumber,
    );
}

/** @throws ConfigurationError for an option that no strategy of the chain uses, and for options that exclude each
 *  other */
export function checkStrategyOptions(options: StrategyFlags, strategies: readonly string[]): void {
  for (const [key, usedBy] of Object.entries(USED_BY)) {
    if (options[key as keyof StrategyFlags] === undefined) continue;
    if (strategies.some((name) => usedBy.includes(name))) continue;
    throw new ConfigurationError(
      `${flagOf(key)} has no effect on ${strategies.join(', ')}; it belongs to ${usedBy.join(', ')}`,
    );
  }
  const measured = (['granularity', 'method', 'percentile'] as const).find(
    (key) => options[key] !== undefined,
  );
  if (options.ranges !== undefined && measured !== undefined) {
    throw new ConfigurationError(
      `--${measured} cannot be combined with --ranges: ranges and weight scales are those of the file`,
    );
  }
  if (options.weightScales !== undefined && options.granularity !== undefined) {
    throw new ConfigurationError(
      '--granularity cannot be combined with --weight-scales: weight scales are those of the file',
    );
  }
  if (options.percentile !== undefined && options.method !== 'percentile') {
    throw new ConfigurationError('--percentile needs --method percentile');
  }
}

/** The options as strategies take them. */
export function strategyOptions({ method, seed, ...flags }: StrategyFlags): StrategyOptions {
  const used = STRATEGY_KEYS.filter((key) => key !== 'method');
  const given = used.filter((key) => flags[key] !== undefined).map((key) => [key, flags[key]]);
  return {
    ...Object.fromEntries(given),
    seed,
    ...(method === undefined ? {} : { calibrationMethod: method }),
  };
}

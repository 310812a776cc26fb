import { ConfigurationError } from '../../../errors';
import type { StrategyOptions } from '../strategy';
import { CALIBRATION_METHODS, type CalibrationMethod } from './observers';

export const ACTIVATION_TYPES = ['uint8', 'int8-symmetric'] as const;
export type ActivationType = (typeof ACTIVATION_TYPES)[number];

export const GRANULARITIES = ['per-channel', 'per-tensor'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** The options of quantization, with defaults filled in. */
export interface QuantizeOptions {
  /** One weight scale per output channel, or one per tensor. */
  readonly granularity: Granularity;
  readonly calibrationMethod: CalibrationMethod;
  /** Percentage of an activation's values that its range contains. */
  readonly percentile: number;
  /** uint8 with a zero point is fastest on the CPU; TensorRT needs symmetric int8. */
  readonly activations: ActivationType;
  /** Weights of 7 bits: the sum of two products of uint8 and int8 then fits the 16-bit accumulator of AVX2 without
   *  VNNI. */
  readonly reduceRange: boolean;
  /** File of ranges from quantization-aware training; null to calibrate. */
  readonly ranges: string | null;
  /** File of ranges of which only the weight scales are used, while activations are calibrated; null to use the
   *  weights' own. */
  readonly weightScales: string | null;
  readonly keepFloat: readonly string[];
  /** Largest mean absolute difference of w to the float model, in rad/s; null for no limit. */
  readonly errorBudget_radps: number | null;
}

/** Reads and checks the options of quantization. @throws ConfigurationError naming the option */
export function readQuantizeOptions(options: StrategyOptions): QuantizeOptions {
  const percentile = options.percentile ?? 99.99;
  if (!(percentile > 50 && percentile <= 100)) {
    throw new ConfigurationError(`--percentile is ${percentile}; it must be above 50 and at most 100`);
  }
  const budget = options.errorBudget ?? null;
  if (budget !== null && !(budget > 0 && Number.isFinite(budget))) {
    throw new ConfigurationError(`--error-budget is ${budget}; it must be above 0, in rad/s`);
  }
  const trained = options.ranges === undefined ? '--weight-scales' : '--ranges';
  if ((options.ranges ?? options.weightScales) !== undefined && options.reduceRange) {
    throw new ConfigurationError(
      `--reduce-range cannot be combined with ${trained}, whose weights were trained with 8 bits`,
    );
  }
  if (options.ranges !== undefined && options.weightScales !== undefined) {
    throw new ConfigurationError(
      '--weight-scales cannot be combined with --ranges, which takes weight scales and activation ranges from its file',
    );
  }
  return {
    granularity: chooseOption('granularity', options.granularity, GRANULARITIES),
    calibrationMethod: chooseOption('method', options.calibrationMethod, CALIBRATION_METHODS),
    percentile,
    activations: chooseOption('activations', options.activations, ACTIVATION_TYPES),
    reduceRange: options.reduceRange ?? false,
    ranges: options.ranges ?? null,
    weightScales: options.weightScales ?? null,
    keepFloat: options.keepFloat ?? [],
    errorBudget_radps: budget,
  };
}

/** The layers that were named to stay in float, for the card; no key if none were. */
export function describeKeptLayers({ keepFloat }: QuantizeOptions): {
  readonly keep_float?: readonly string[];
} {
  return keepFloat.length === 0 ? {} : { keep_float: [...keepFloat] };
}

/** @returns the first choice if none is requested */
function chooseOption<T extends string>(name: string, asked: string | undefined, choices: readonly T[]): T {
  const chosen = asked === undefined ? choices[0]! : choices.find((choice) => choice === asked);
  if (chosen === undefined) {
    throw new ConfigurationError(`--${name} is '${asked}'; choose one of ${choices.join(', ')}`);
  }
  return chosen;
}

import { ConfigurationError } from '../../../errors';
import type { StrategyOptions } from '../strategy';
import { CALIBRATION_METHODS, type CalibrationMethod } from './ranges';

export const ACTIVATION_TYPES = ['uint8', 'int8-symmetric'] as const;
export type ActivationType = (typeof ACTIVATION_TYPES)[number];

export const GRANULARITIES = ['per-channel', 'per-tensor'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** What of a strategy's options speaks of quantization, with its defaults filled in. */
export interface QuantizeOptions {
  /** One weight scale for each output channel, or one a tensor. */
  readonly granularity: Granularity;
  readonly calibrationMethod: CalibrationMethod;
  /** Share of an activation's values that its range keeps, in percent. */
  readonly percentile: number;
  /** uint8 with a zero point is fastest on the CPU; int8 around 0 is what TensorRT takes. */
  readonly activations: ActivationType;
  /** Weights in seven bits: the sum of two products of uint8 and int8 then fits the 16 bits that AVX2 without
   *  VNNI adds them in. */
  readonly reduceRange: boolean;
  /** File of ranges from quantization-aware training; null to calibrate. */
  readonly ranges: string | null;
  readonly keepFloat: readonly string[];
  /** Largest mean absolute difference of w to the float model, in rad/s; null for none. */
  readonly errorBudget_radps: number | null;
}

/** @throws ConfigurationError naming the option */
export function quantizeOptions(options: StrategyOptions): QuantizeOptions {
  const percentile = options.percentile ?? 99.99;
  if (!(percentile > 50 && percentile <= 100)) {
    throw new ConfigurationError(`--percentile is ${percentile}; it must be above 50 and at most 100`);
  }
  const budget = options.errorBudget ?? null;
  if (budget !== null && !(budget > 0 && Number.isFinite(budget))) {
    throw new ConfigurationError(`--error-budget is ${budget}; it must be above 0, in rad/s`);
  }
  if (options.ranges !== undefined && options.reduceRange) {
    throw new ConfigurationError(
      '--reduce-range does not go with --ranges, whose weights were trained on 8 bits',
    );
  }
  return {
    granularity: oneOf('granularity', options.granularity, GRANULARITIES),
    calibrationMethod: oneOf('method', options.calibrationMethod, CALIBRATION_METHODS),
    percentile,
    activations: oneOf('activations', options.activations, ACTIVATION_TYPES),
    reduceRange: options.reduceRange ?? false,
    ranges: options.ranges ?? null,
    keepFloat: options.keepFloat ?? [],
    errorBudget_radps: budget,
  };
}

/** What stays in float because it was named, for the card; nothing where nothing was. */
export function keptInFloat({ keepFloat }: QuantizeOptions): { readonly keep_float?: readonly string[] } {
  return keepFloat.length === 0 ? {} : { keep_float: [...keepFloat] };
}

/** @returns the first choice where nothing is asked for */
function oneOf<T extends string>(name: string, asked: string | undefined, choices: readonly T[]): T {
  const chosen = asked === undefined ? choices[0]! : choices.find((choice) => choice === asked);
  if (chosen === undefined) {
    throw new ConfigurationError(`--${name} is '${asked}'; choose one of ${choices.join(', ')}`);
  }
  return chosen;
}

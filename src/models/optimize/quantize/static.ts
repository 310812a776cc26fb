import path from 'node:path';
import type { Strategy, StrategyContext, StrategyResult } from '../strategy';
import { calibrate } from './calibrate';
import { requirePictures } from './feeds';
import { quantiseLayers, requireFiniteWeights } from './layer-weights';
import { keptInFloat, type QuantizeOptions, quantizeOptions } from './options';
import { type ActivationParameters, asymmetric, type Range, symmetric } from './parameters';
import type { Plan } from './plan';
import { leftInFloat, planOf } from './plan-of';
import { writeQdq } from './qdq';
import { readTrainedRanges, trainedValues, trainedWeights } from './ranges-file';
import type { QuantisedWeights } from './weights';

/** What a plan's values and weights are quantized with. */
export interface Scales {
  readonly activations: ReadonlyMap<string, ActivationParameters>;
  /** By layer. */
  readonly weights: ReadonlyMap<string, QuantisedWeights>;
  /** What the calibration set makes of each element of the output; null without one. */
  readonly outputs: readonly Range[] | null;
  /** How they came about, for the card. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Weights and activations in eight bits, ranges fixed beforehand on pictures: the fastest on the CPU. */
export const staticQuantisation: Strategy = {
  name: 'static',
  summary: 'int8 weights and activations on ranges calibrated beforehand, or trained (QDQ)',
  needsCalibration: true,
  async apply(context) {
    const options = quantizeOptions(context.options);
    const plan = planOf(context, options, 'static');
    return quantiseStatic(context, plan, await scalesFor(context, plan, options), options);
  },
};

/**
 * Calibrates a plan, or takes what training found.
 * @param adjust may change weights and activations between calibration and the quantization of the weights; gives
 *  the biases that layers get in place of the model's, by the layer's result
 * @throws ModelError, ConfigurationError as those do
 */
export async function scalesFor(
  context: StrategyContext,
  plan: Plan,
  options: QuantizeOptions,
  adjust: (
    activations: Map<string, ActivationParameters>,
    outputs: readonly Range[],
  ) => ReadonlyMap<string, Float32Array> = () => new Map(),
): Promise<Scales> {
  const { model, card, calibration, progress } = context;
  const { granularity, calibrationMethod: method, percentile, reduceRange } = options;
  requireFiniteWeights(plan, card.modelFile);
  const shared = { activations: options.activations, ...(reduceRange ? { weight_bits: 7 } : {}) };
  if (options.ranges !== null) {
    const trained = readTrainedRanges(options.ranges);
    const ranges = trainedValues(trained, plan, card.input.name, card.modelFile);
    const weights = trainedWeights(trained, plan);
    const scales = [...weights.values()].some((layer) => layer.scales.length > 1);
    return {
      activations: activationParameters(ranges, options),
      weights,
      outputs: null,
      parameters: {
        granularity: scales ? 'per-channel' : 'per-tensor',
        ...shared,
        ranges: 'trained',
        ranges_file: path.basename(trained.file),
        ranges_sha256: trained.sha256,
      },
    };
  }
  const pictures = requirePictures(calibration);
  const symmetric = options.activations === 'int8-symmetric';
  const { ranges, outputs } = await calibrate(
    model,
    card,
    pictures,
    plan.values,
    { method, percentile, symmetric },
    progress,
  );
  const activations = activationParameters(ranges, options);
  const biases = adjust(activations, outputs);
  return {
    activations,
    weights: quantiseLayers(plan, activations, options, card.modelFile, biases),
    outputs,
    parameters: {
      granularity,
      ...shared,
      calibration_method: method,
      ...(method === 'percentile' ? { percentile } : {}),
    },
  };
}

function activationParameters(
  ranges: ReadonlyMap<string, Range>,
  { activations }: QuantizeOptions,
): Map<string, ActivationParameters> {
  const choose = activations === 'uint8' ? asymmetric : symmetric;
  return new Map([...ranges].map(([value, range]) => [value, choose(range)]));
}

/** Writes the plan into its model. */
export function quantiseStatic(
  { model, card }: StrategyContext,
  plan: Plan,
  { activations, weights, parameters }: Scales,
  options: QuantizeOptions,
): StrategyResult {
  const bias = options.activations === 'uint8' ? 'int32' : 'float32';
  writeQdq(plan, { activations, weights, bias, file: card.modelFile });
  return {
    model,
    precision: 'int8',
    parameters: { ...parameters, ...keptInFloat(options) },
    notes: leftInFloat(plan),
  };
}

import path from 'node:path';
import type { Strategy, StrategyContext, StrategyResult } from '../strategy';
import { calibrate } from './calibrate';
import { requireCalibration } from './feeds';
import { quantizeLayers, requireFiniteWeights } from './layer-weights';
import { describeKeptLayers, type Granularity, type QuantizeOptions, readQuantizeOptions } from './options';
import { type ActivationParameters, chooseAsymmetric, chooseSymmetric, type Range } from './parameters';
import type { Plan } from './plan';
import { describeFloatLayers, preparePlan } from './prepare-plan';
import { writeQdq } from './qdq';
import {
  matchLayers,
  quantizeTrainedWeights,
  readTrainedRanges,
  readTrainedScales,
  resolveTrainedRanges,
  type TrainedScales,
} from './ranges-file';
import type { QuantizedWeights } from './weights';

/** Quantization parameters of a plan's values and weights. */
export interface Scales {
  readonly activations: ReadonlyMap<string, ActivationParameters>;
  /** By layer. */
  readonly weights: ReadonlyMap<string, QuantizedWeights>;
  /** Calibrated range of each output element; null for trained ranges. */
  readonly outputs: readonly Range[] | null;
  /** How they were determined, for the card. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** 8-bit weights and activations with calibrated or trained ranges: the fastest on the CPU. */
export const STATIC_QUANTIZATION: Strategy = {
  name: 'static',
  summary: 'int8 weights and activations with calibrated or trained ranges (QDQ)',
  needsCalibration: true,
  async apply(context) {
    const options = readQuantizeOptions(context.options);
    const plan = preparePlan(context, options, 'static');
    return quantizeStatic(context, plan, await determineScales(context, plan, options), options);
  },
};

/**
 * Determines the scales of a plan by calibration, from a file of trained ranges, or both: the weights' from the file,
 * the activations' by calibration.
 * @param adjust called between calibration and the quantization of the weights; may change activations and weights,
 *  and returns replacements for the model's biases, by the layer's result
 * @throws ModelError, ConfigurationError like calibrate and readTrainedRanges
 */
export async function determineScales(
  context: StrategyContext,
  plan: Plan,
  options: QuantizeOptions,
  adjust: (
    activations: Map<string, ActivationParameters>,
    outputs: readonly Range[],
  ) => ReadonlyMap<string, Float32Array> = () => new Map(),
): Promise<Scales> {
  const { model, card, calibration, progress } = context;
  const { calibrationMethod: method, percentile, reduceRange } = options;
  requireFiniteWeights(plan, card.modelFile);
  if (options.ranges !== null) return useTrainedRanges(options.ranges, context, plan, options);
  const trained = options.weightScales === null ? null : readTrainedScales(options.weightScales);
  if (trained !== null) matchLayers(trained, plan, card.modelFile);
  const images = requireCalibration(calibration);
  const symmetric = options.activations === 'int8-symmetric';
  const { ranges, outputs } = await calibrate(
    model,
    card,
    images,
    plan.values,
    { method, percentile, symmetric },
    progress,
  );
  const activations = chooseParameters(ranges, options);
  const biases = adjust(activations, outputs);
  const weights =
    trained === null
      ? quantizeLayers(plan, activations, options, card.modelFile, biases)
      : quantizeTrainedWeights(trained, plan);
  return {
    activations,
    weights,
    outputs,
    parameters: {
      granularity: trained === null ? options.granularity : describeGranularity(weights),
      activations: options.activations,
      ...(reduceRange ? { weight_bits: 7 } : {}),
      ...(trained === null ? {} : describeFile('weight_scales', trained)),
      calibration_method: method,
      ...(method === 'percentile' ? { percentile } : {}),
    },
  };
}

/** Scales of activations and weights as they were trained. */
function useTrainedRanges(
  file: string,
  { card }: StrategyContext,
  plan: Plan,
  options: QuantizeOptions,
): Scales {
  const trained = readTrainedRanges(file);
  const ranges = resolveTrainedRanges(trained, plan, card.input.name, card.modelFile);
  const weights = quantizeTrainedWeights(trained, plan);
  return {
    activations: chooseParameters(ranges, options),
    weights,
    outputs: null,
    parameters: {
      granularity: describeGranularity(weights),
      activations: options.activations,
      ...describeFile('ranges', trained),
    },
  };
}

function describeGranularity(weights: ReadonlyMap<string, QuantizedWeights>): Granularity {
  return [...weights.values()].some(({ scales }) => scales.length > 1) ? 'per-channel' : 'per-tensor';
}

/** What was trained, and its file, for the card. */
function describeFile(what: string, { file, sha256 }: TrainedScales): Record<string, string> {
  return { [what]: 'trained', [`${what}_file`]: path.basename(file), [`${what}_sha256`]: sha256 };
}

function chooseParameters(
  ranges: ReadonlyMap<string, Range>,
  { activations }: QuantizeOptions,
): Map<string, ActivationParameters> {
  const choose = activations === 'uint8' ? chooseAsymmetric : chooseSymmetric;
  return new Map([...ranges].map(([value, range]) => [value, choose(range)]));
}

/** Quantizes the plan's model in place. */
export function quantizeStatic(
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
    parameters: { ...parameters, ...describeKeptLayers(options) },
    notes: describeFloatLayers(plan),
  };
}

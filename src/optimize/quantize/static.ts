import type { Strategy, StrategyContext, StrategyResult } from '../strategy';
import { calibrate } from './calibrate';
import { requirePictures } from './feeds';
import { quantiseLayers } from './layer-weights';
import { type QuantizeOptions, quantizeOptions } from './options';
import { type ActivationParameters, asymmetric, symmetric } from './parameters';
import type { Plan } from './plan';
import { planOf } from './plan-of';
import { writeQdq } from './qdq';
import type { Range } from './ranges';

/** Weights and activations in eight bits, ranges fixed beforehand on pictures: the fastest on the CPU. */
export const staticQuantisation: Strategy = {
  name: 'static',
  summary: 'int8 weights and activations on ranges calibrated beforehand (QDQ)',
  needsCalibration: true,
  async apply(context) {
    const options = quantizeOptions(context.options);
    const plan = planOf(context, options);
    const ranges = await rangesOf(context, plan, options);
    return quantiseStatic(context, plan, ranges, options);
  },
};

/** The calibrated ranges of a plan's values. */
export function rangesOf(
  { model, card, calibration, progress }: StrategyContext,
  plan: Plan,
  { calibrationMethod, percentile, activations }: QuantizeOptions,
): Promise<Map<string, Range>> {
  const pictures = requirePictures(calibration, 'static');
  const options = { method: calibrationMethod, percentile, symmetric: activations === 'int8-symmetric' };
  return calibrate(model, card, pictures, plan.values, options, progress);
}

export function activationParameters(
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
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeOptions,
): StrategyResult {
  const activations = activationParameters(ranges, options);
  const weights = quantiseLayers(plan, activations, options, card.modelFile);
  const bias = options.activations === 'uint8' ? 'int32' : 'float32';
  writeQdq(plan, { activations, weights, bias, file: card.modelFile });
  return {
    model,
    precision: 'int8',
    parameters: {
      granularity: options.granularity,
      activations: options.activations,
      calibration: options.calibrationMethod,
      ...(options.calibrationMethod === 'percentile' ? { percentile: options.percentile } : {}),
      ...(options.reduceRange ? { weight_bits: 7 } : {}),
    },
    notes: plan.left.length === 0 ? [] : [`in float: ${plan.left.join(', ')}`],
  };
}

import { ConfigurationError } from '../../../errors';
import { cloneModel, type OnnxModel } from '../../../onnx/graph';
import type { StrategyContext } from '../strategy';
import { requireCalibration } from './feeds';
import { computeMeanDifference, ImageSample } from './image-sample';
import type { QuantizeOptions } from './options';
import { isNamed, type Plan, planQuantization } from './plan';
import { quantizeStatic, type Scales } from './static';

export interface Fallback {
  /** Layers that must stay in float, the most sensitive first. */
  readonly layers: readonly string[];
  /** Mean absolute difference of w to the float model with those layers in float. */
  readonly difference_radps: number;
  /** The same difference with only one layer quantized, by layer. */
  readonly sensitivity_radps: ReadonlyMap<string, number>;
  readonly images: number;
}

/**
 * Finds the layers to keep in float so that w stays within an error budget: ranks the layers by the error of
 * quantizing each one alone, and moves the most sensitive ones to float one by one.
 * @param model the prepared float model
 * @param scales of the plan with all layers quantized
 * @throws ConfigurationError when no quantized model meets the budget
 */
export async function findFallback(
  context: StrategyContext,
  model: OnnxModel,
  plan: Plan,
  scales: Scales,
  options: QuantizeOptions,
  budget_radps: number,
): Promise<Fallback> {
  const { card, calibration, progress } = context;
  const sample = await ImageSample.take(card, requireCalibration(calibration));
  const original = await sample.computeW(model);
  const named = new Set(options.keepFloat);
  const layers = plan.units
    .filter((unit) => unit.layer !== null && !isNamed(unit, named))
    .map(({ name }) => name);
  const names = [...new Set(layers)];
  const total = 2 * names.length;
  let done = 0;
  const measureDifference = async (inFloat: readonly string[]): Promise<number> => {
    const copy = cloneModel(model);
    const smaller = planQuantization(copy.graph, new Set([...named, ...inFloat]), options.activations);
    quantizeStatic({ ...context, model: copy }, smaller, scales, options);
    const difference_radps = computeMeanDifference(original, await sample.computeW(copy));
    progress(++done, total, 'measuring layers');
    return difference_radps;
  };
  let difference_radps = await measureDifference([]);
  const sensitivity_radps = new Map<string, number>();
  if (difference_radps <= budget_radps) {
    return { layers: [], difference_radps, sensitivity_radps, images: sample.size };
  }
  for (const name of names) {
    sensitivity_radps.set(name, await measureDifference(names.filter((other) => other !== name)));
  }
  const ranked = names.toSorted((a, b) => sensitivity_radps.get(b)! - sensitivity_radps.get(a)!);
  for (let count = 1; count < ranked.length; count++) {
    const inFloat = ranked.slice(0, count);
    difference_radps = await measureDifference(inFloat);
    if (difference_radps <= budget_radps) {
      return { layers: inFloat, difference_radps, sensitivity_radps, images: sample.size };
    }
  }
  throw new ConfigurationError(
    `--error-budget ${budget_radps} rad/s${options.errorBudget_radps === null ? ' (the default)' : ''}: with a single layer quantized, w already differs by ` +
      `${difference_radps.toPrecision(2)} rad/s; raise the budget, or keep the float model`,
  );
}

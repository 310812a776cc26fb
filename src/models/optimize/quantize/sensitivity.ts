import { ConfigurationError } from '../../../errors';
import { cloneModel, type OnnxModel } from '../../../onnx/graph';
import type { StrategyContext } from '../strategy';
import { requirePictures } from './feeds';
import type { QuantizeOptions } from './options';
import { meanDifference, PictureSample } from './picture-sample';
import { isNamed, type Plan, planQuantisation } from './plan';
import { quantiseStatic, type Scales } from './static';

export interface Fallback {
  /** Layers that have to stay in float, the most sensitive first. */
  readonly layers: readonly string[];
  /** Mean absolute difference of w to the float model with those in float. */
  readonly difference_radps: number;
  /** The same with one layer alone quantized, for each layer. */
  readonly sensitivity_radps: ReadonlyMap<string, number>;
  readonly pictures: number;
}

/**
 * Which layers to leave in float so that the steering differs by no more than a budget: layers are ranked by what
 * each does to the steering when it alone is quantized, and the worst are left out one by one.
 * @param model in float, prepared; @param scales of a plan without any layer left out
 * @throws ConfigurationError for a budget that only the float model keeps
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
  const sample = await PictureSample.take(card, requirePictures(calibration));
  const original = await sample.steer(model);
  const named = new Set(options.keepFloat);
  const layers = plan.units
    .filter((unit) => unit.layer !== null && !isNamed(unit, named))
    .map(({ name }) => name);
  const names = [...new Set(layers)];
  const total = 2 * names.length;
  let done = 0;
  const differenceWith = async (inFloat: readonly string[]): Promise<number> => {
    const copy = cloneModel(model);
    const smaller = planQuantisation(copy.graph, new Set([...named, ...inFloat]), options.activations);
    quantiseStatic({ ...context, model: copy }, smaller, scales, options);
    const difference_radps = meanDifference(original, await sample.steer(copy));
    progress(++done, total, 'measuring layers');
    return difference_radps;
  };
  let difference_radps = await differenceWith([]);
  const sensitivity_radps = new Map<string, number>();
  if (difference_radps <= budget_radps) {
    return { layers: [], difference_radps, sensitivity_radps, pictures: sample.size };
  }
  for (const name of names) {
    sensitivity_radps.set(name, await differenceWith(names.filter((other) => other !== name)));
  }
  const ranked = names.toSorted((a, b) => sensitivity_radps.get(b)! - sensitivity_radps.get(a)!);
  for (let count = 1; count < ranked.length; count++) {
    const inFloat = ranked.slice(0, count);
    difference_radps = await differenceWith(inFloat);
    if (difference_radps <= budget_radps) {
      return { layers: inFloat, difference_radps, sensitivity_radps, pictures: sample.size };
    }
  }
  throw new ConfigurationError(
    `--error-budget ${budget_radps} rad/s${options.errorBudget_radps === null ? ' (the default)' : ''}: with a single layer quantized the steering differs by ` +
      `${difference_radps.toPrecision(2)} rad/s already; give more, or keep the float model`,
  );
}

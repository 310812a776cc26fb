import { ModelError } from '../../../errors';
import type { StrategyContext } from '../strategy';
import type { QuantizeOptions } from './options';
import { isNamed, type Plan, planQuantization } from './plan';
import { prepareModel } from './prepare';
import { findUnits } from './units';

/**
 * Prepares the model of a context, in place, and plans its quantization.
 * @throws ModelError when nothing can be quantized, or `keepFloat` names an unknown layer or node
 */
export function preparePlan(
  { model, card }: StrategyContext,
  options: QuantizeOptions,
  strategy: string,
  keepFloat: readonly string[] = options.keepFloat,
): Plan {
  prepareModel(model, card.modelFile, strategy);
  const units = findUnits(model.graph);
  const layers = units.filter((unit) => unit.layer !== null).map(({ name }) => name);
  for (const name of keepFloat) {
    if (units.some((unit) => isNamed(unit, new Set([name])))) continue;
    throw new ModelError(
      `${card.modelFile}: has no layer or node '${name}' to keep in float; its layers are ${layers.join(', ')}`,
    );
  }
  if (layers.length === 0) {
    throw new ModelError(
      `${card.modelFile}: has no convolution or dense layer with constant float32 weights to quantize`,
    );
  }
  const plan = planQuantization(model.graph, new Set(keepFloat), options.activations);
  if (plan.units.length === 0) {
    throw new ModelError(
      `${card.modelFile}: all of its layers are kept in float; nothing is left to quantize`,
    );
  }
  return plan;
}

const LAYERS = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'LSTM', 'GRU', 'RNN']);

/**
 * Describes the layers that were not quantized: those kept in float and those of unsupported operators.
 * @param plan after writing, so that its graph shows which weights are still float32
 */
export function describeFloatLayers({ graph }: Plan): string[] {
  const names = new Set<string>();
  for (const { domain, opType, inputs } of graph.nodes) {
    if (domain !== '' || !LAYERS.has(opType)) continue;
    const weight = inputs.slice(0, 2).find((input) => graph.initializers.get(input)?.type === 'float32');
    if (weight !== undefined) names.add(weight.replace(/\.weight$/, ''));
  }
  return names.size === 0 ? [] : [`in float: ${[...names].join(', ')}`];
}

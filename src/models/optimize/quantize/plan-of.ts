import { ModelError } from '../../../errors';
import type { StrategyContext } from '../strategy';
import type { QuantizeOptions } from './options';
import { isNamed, type Plan, planQuantisation } from './plan';
import { prepare } from './prepare';
import { findUnits } from './units';

/**
 * Prepares the context's model and plans its quantization.
 * @throws ModelError when nothing can be quantized, or `keepFloat` names something that is not there
 */
export function planOf(
  { model, card }: StrategyContext,
  options: QuantizeOptions,
  strategy: string,
  keepFloat: readonly string[] = options.keepFloat,
): Plan {
  prepare(model, card.modelFile, strategy);
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
      `${card.modelFile}: has no convolution or dense layer with constant float32 weights to quantise`,
    );
  }
  const plan = planQuantisation(model.graph, new Set(keepFloat), options.activations);
  if (plan.units.length === 0) {
    throw new ModelError(
      `${card.modelFile}: all of its layers are kept in float; nothing is left to quantise`,
    );
  }
  return plan;
}

const LAYERS = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'LSTM', 'GRU', 'RNN']);

/**
 * A note on the layers that were not quantized: those kept, and those that quantization does not know.
 * @param plan as written: its graph tells what still has weights in float
 */
export function leftInFloat({ graph }: Plan): string[] {
  const names = new Set<string>();
  for (const { domain, opType, inputs } of graph.nodes) {
    if (domain !== '' || !LAYERS.has(opType)) continue;
    const weight = inputs.slice(0, 2).find((input) => graph.initializers.get(input)?.type === 'float32');
    if (weight !== undefined) names.add(weight.replace(/\.weight$/, ''));
  }
  return names.size === 0 ? [] : [`in float: ${[...names].join(', ')}`];
}

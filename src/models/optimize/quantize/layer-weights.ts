import { ModelError } from '../../../errors';
import type { ActivationParameters } from './parameters';
import type { Plan } from './plan';
import { rootOf } from './units';
import { type QuantisedWeights, quantiseWeights, smallestScales, type WeightOptions } from './weights';

/**
 * Quantized weights of all of a plan's layers, by layer.
 * @param activations of the plan's values; a layer's input decides the smallest scale with which its bias fits
 * @param biases that layers get in place of the model's, by the layer's result
 * @throws ModelError for weights that are no finite numbers
 */
export function quantiseLayers(
  plan: Plan,
  activations: ReadonlyMap<string, ActivationParameters>,
  options: WeightOptions,
  file: string,
  biases: ReadonlyMap<string, Float32Array> = new Map(),
): Map<string, QuantisedWeights> {
  const { graph } = plan;
  requireFiniteWeights(plan, file);
  const smallest = new Map<string, Float64Array>();
  for (const { name, layer, inputs, result } of plan.units) {
    if (layer === null) continue;
    const outputs = graph.initializers.get(layer.weight)!.dims[layer.axis]!;
    const input = activations.get(rootOf(graph, inputs[0]!))!;
    const own = layer.bias === null ? undefined : graph.initializers.get(layer.bias);
    const bias = biases.get(result) ?? (own?.data as Float32Array | undefined);
    const needed = smallestScales(bias, outputs, input.scale);
    // Layers that share their weights share the scales as well: those have to do for each of them.
    const before = smallest.get(name);
    smallest.set(name, before === undefined ? needed : needed.map((scale, c) => Math.max(scale, before[c]!)));
  }
  const weights = new Map<string, QuantisedWeights>();
  for (const { name, layer } of plan.units) {
    if (layer === null || weights.has(name)) continue;
    weights.set(
      name,
      quantiseWeights(graph.initializers.get(layer.weight)!, layer.axis, options, smallest.get(name)!),
    );
  }
  return weights;
}

/** @throws ModelError for weights, biases or constant operands that are NaN or infinite */
export function requireFiniteWeights({ graph, units }: Plan, file: string): void {
  const names = units.flatMap(({ layer, node }) =>
    layer === null
      ? node.inputs.filter((input) => graph.initializers.has(input))
      : [layer.weight, layer.bias ?? layer.weight],
  );
  for (const name of names) {
    const { data } = graph.initializers.get(name)!;
    const bad = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new ModelError(`${file}: initializer '${name}' holds ${data[bad]} at position ${bad}`);
  }
}

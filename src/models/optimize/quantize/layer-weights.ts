import { ModelError } from '../../../errors';
import type { ActivationParameters } from './parameters';
import type { Plan } from './plan';
import { findRoot } from './units';
import { computeMinScales, type QuantizedWeights, quantizeWeights, type WeightOptions } from './weights';

/**
 * Quantizes the weights of all layers of a plan, by layer name.
 * @param activations parameters of the plan's values; a layer's input scale limits how small its weight scale can be
 *  for the bias to fit int32
 * @param biases replacements for the model's biases, by the layer's result
 * @throws ModelError for weights that are not finite
 */
export function quantizeLayers(
  plan: Plan,
  activations: ReadonlyMap<string, ActivationParameters>,
  options: WeightOptions,
  file: string,
  biases: ReadonlyMap<string, Float32Array> = new Map(),
): Map<string, QuantizedWeights> {
  const { graph } = plan;
  requireFiniteWeights(plan, file);
  const smallest = new Map<string, Float64Array>();
  for (const { name, layer, inputs, result } of plan.units) {
    if (layer === null) continue;
    const outputs = graph.initializers.get(layer.weight)!.dims[layer.axis]!;
    const input = activations.get(findRoot(graph, inputs[0]!))!;
    const own = layer.bias === null ? undefined : graph.initializers.get(layer.bias);
    const bias = biases.get(result) ?? (own?.data as Float32Array | undefined);
    const needed = computeMinScales(bias, outputs, input.scale);
    // Layers that share weights also share the scales, which must be large enough for all of them.
    const before = smallest.get(name);
    smallest.set(name, before === undefined ? needed : needed.map((scale, c) => Math.max(scale, before[c]!)));
  }
  const weights = new Map<string, QuantizedWeights>();
  for (const { name, layer } of plan.units) {
    if (layer === null || weights.has(name)) continue;
    weights.set(
      name,
      quantizeWeights(graph.initializers.get(layer.weight)!, layer.axis, options, smallest.get(name)!),
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
      throw new ModelError(`${file}: initializer '${name}' contains ${data[bad]} at index ${bad}`);
  }
}

import type { ModelCard } from '../../../config/model-card';
import { ModelError } from '../../../errors';
import { nodeLabel, type OnnxNode } from '../../../onnx/graph';
import type { Plan } from './plan';
import { findRoot, isRearrangement } from './units';

/**
 * Extends a plan to quantize the output of every layer, for a network without float values.
 * @throws ModelError naming the operator, state or value without an integer form
 */
export function planIntegers(plan: Plan, card: ModelCard): Plan {
  const { graph, units } = plan;
  const instead = 'use strategy integer-fallback, which keeps it in float';
  const fail = (complaint: string) => new ModelError(`${card.modelFile}: ${complaint}; ${instead}`);
  if (card.states.length > 0) throw fail(`its state '${card.states[0]!.input}' is float32`);
  if (graph.inputs.length !== 1 || graph.inputs[0]!.type !== 'float32') {
    throw fail(`has inputs ${graph.inputs.map(({ name, type }) => `'${name}' (${type})`).join(', ')}`);
  }
  const inside = new Set<OnnxNode>();
  for (const { node, activation, layer } of units) {
    if (layer === null) continue;
    inside.add(node);
    if (activation) inside.add(activation);
  }
  for (const node of graph.nodes) {
    if (inside.has(node) || isRearrangement(graph, node)) continue;
    throw fail(`node ${nodeLabel(node)} (${node.opType}) has no integer form`);
  }
  const last = findRoot(graph, card.output.name);
  if (!units.some(({ result }) => result === last))
    throw fail(`its output '${last}' is not computed by a layer`);
  const values = new Set([...plan.values, ...units.map(({ result }) => result)]);
  const order = [card.input.name, ...graph.nodes.flatMap((node) => node.outputs)];
  return {
    ...plan,
    values: order.filter((value) => values.has(value)),
    rearrangements: new Set(graph.nodes.filter((node) => isRearrangement(graph, node))),
  };
}

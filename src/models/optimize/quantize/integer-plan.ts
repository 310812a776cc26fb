import type { ModelCard } from '../../../config/model-card';
import { ModelError } from '../../../errors';
import { nodeLabel, type OnnxNode } from '../../../onnx/graph';
import type { Plan } from './plan';
import { isMover, rootOf } from './units';

/**
 * The same plan with the output of every layer quantized, for a network without any float inside.
 * @throws ModelError naming the operator, state or value for which there is no integer kernel
 */
export function integerPlan(plan: Plan, card: ModelCard): Plan {
  const { graph, units } = plan;
  const instead = 'use strategy integer-fallback, which leaves it in float';
  const fail = (complaint: string) => new ModelError(`${card.modelFile}: ${complaint}; ${instead}`);
  if (card.states.length > 0) throw fail(`its state '${card.states[0]!.input}' is float32`);
  if (graph.inputs.length !== 1 || graph.inputs[0]!.type !== 'float32') {
    throw fail(`has the inputs ${graph.inputs.map(({ name, type }) => `'${name}' (${type})`).join(', ')}`);
  }
  const inside = new Set<OnnxNode>();
  for (const { node, activation, layer } of units) {
    if (layer === null) continue;
    inside.add(node);
    if (activation) inside.add(activation);
  }
  for (const node of graph.nodes) {
    if (inside.has(node) || isMover(graph, node)) continue;
    throw fail(`node ${nodeLabel(node)} (${node.opType}) has no integer form`);
  }
  const last = rootOf(graph, card.output.name);
  if (!units.some(({ result }) => result === last)) throw fail(`its output '${last}' comes out of no layer`);
  const values = new Set([...plan.values, ...units.map(({ result }) => result)]);
  const order = [card.input.name, ...graph.nodes.flatMap((node) => node.outputs)];
  return {
    ...plan,
    values: order.filter((value) => values.has(value)),
    movers: new Set(graph.nodes.filter((node) => isMover(graph, node))),
  };
}

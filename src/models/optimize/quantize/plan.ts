import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import type { ActivationType } from './options';
import { findUnits, isMover, rootOf, type Unit } from './units';

/** Which operators of a graph are computed in integers, and which values between them are quantized. */
export interface Plan {
  readonly graph: OnnxGraph;
  readonly units: readonly Unit[];
  /** Layers that stay in float. */
  readonly left: readonly Unit[];
  /** Values that get a scale of their own, in the order of the graph. */
  readonly values: readonly string[];
  /** Rearrangements of such values on their way to a quantized operator. */
  readonly movers: ReadonlySet<OnnxNode>;
}

/** A layer or operator that an option names. */
export function isNamed(unit: Unit, names: ReadonlySet<string>): boolean {
  return [unit.name, unit.node.name, unit.layer?.weight ?? unit.name].some((name) => names.has(name));
}

/**
 * All layers with weights but those in `keepFloat` are quantized; sums, products and pools where their inputs come
 * out of quantized operators and their output goes into one.
 */
export function planQuantisation(
  graph: OnnxGraph,
  keepFloat: ReadonlySet<string>,
  activations: ActivationType,
): Plan {
  const candidates = findUnits(graph);
  const units = candidates.filter((unit) => unit.layer !== null && !isNamed(unit, keepFloat));
  // TensorRT chooses for itself what else runs in int8: it only needs to be told about the layers.
  if (activations === 'uint8') addOthers(graph, candidates, units, keepFloat);
  units.sort((a, b) => graph.nodes.indexOf(a.node) - graph.nodes.indexOf(b.node));

  const values = new Set<string>();
  for (const unit of units) for (const input of unit.inputs) values.add(rootOf(graph, input));
  if (activations === 'uint8') {
    for (const unit of units) {
      // Dense layers have kernels that answer in float, but none with an activation; the others are integer only
      // with a quantized output.
      const answersInFloat = unit.layer !== null && unit.node.opType !== 'Conv' && unit.activation === null;
      if (!answersInFloat) values.add(unit.result);
    }
  }
  const movers = new Set<OnnxNode>();
  for (const unit of units) {
    for (const input of unit.inputs) {
      for (let node = graph.producer(input); node && isMover(graph, node); ) {
        movers.add(node);
        node = graph.producer(node.inputs[0]!);
      }
    }
  }
  const order = [...graph.inputs.map(({ name }) => name), ...graph.nodes.flatMap((node) => node.outputs)];
  return {
    graph,
    units,
    left: candidates.filter((unit) => unit.layer !== null && !units.includes(unit)),
    values: order.filter((value) => values.has(value)),
    movers,
  };
}

/** Adds the operators without weights that stand between quantized ones to `units`. */
function addOthers(
  graph: OnnxGraph,
  candidates: readonly Unit[],
  units: Unit[],
  keepFloat: ReadonlySet<string>,
): void {
  const results = new Set(units.map((unit) => unit.result));
  const added: Unit[] = [];
  for (const unit of candidates) {
    if (unit.layer !== null || isNamed(unit, keepFloat) || unit.inputs.length === 0) continue;
    if (!unit.inputs.every((input) => results.has(rootOf(graph, input)))) continue;
    added.push(unit);
    results.add(unit.result);
  }
  const needed = new Set(units.flatMap((unit) => unit.inputs.map((input) => rootOf(graph, input))));
  for (const unit of added.reverse()) {
    if (!needed.has(unit.result)) continue;
    units.push(unit);
    for (const input of unit.inputs) needed.add(rootOf(graph, input));
  }
}

import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';
import type { ActivationType } from './options';
import { findRoot, findUnits, isRearrangement, type Unit } from './units';

/** The operators of a graph that are computed in integers, and the values between them that are quantized. */
export interface Plan {
  readonly graph: OnnxGraph;
  readonly units: readonly Unit[];
  /** Layers that stay in float. */
  readonly floatUnits: readonly Unit[];
  /** Values with a scale of their own, in graph order. */
  readonly values: readonly string[];
  /** Nodes that rearrange such values on the path to a quantized operator. */
  readonly rearrangements: ReadonlySet<OnnxNode>;
}

/** Whether an option names the layer or operator. */
export function isNamed(unit: Unit, names: ReadonlySet<string>): boolean {
  return [unit.name, unit.node.name, unit.layer?.weight ?? unit.name].some((name) => names.has(name));
}

/**
 * Plans a quantization: all layers with weights except those in `keepFloat`, and the sums, products and pools between
 * quantized operators.
 */
export function planQuantization(
  graph: OnnxGraph,
  keepFloat: ReadonlySet<string>,
  activations: ActivationType,
): Plan {
  const candidates = findUnits(graph);
  const units = candidates.filter((unit) => unit.layer !== null && !isNamed(unit, keepFloat));
  // TensorRT itself chooses which other operators run in int8; it only needs the layers.
  if (activations === 'uint8') addWeightlessUnits(graph, candidates, units, keepFloat);
  units.sort((a, b) => graph.nodes.indexOf(a.node) - graph.nodes.indexOf(b.node));

  const values = new Set<string>();
  for (const unit of units) for (const input of unit.inputs) values.add(findRoot(graph, input));
  if (activations === 'uint8') {
    for (const unit of units) {
      // Integer kernels with a float output exist only for dense layers without an activation.
      const hasFloatOutput = unit.layer !== null && unit.node.opType !== 'Conv' && unit.activation === null;
      if (!hasFloatOutput) values.add(unit.result);
    }
  }
  const rearrangements = new Set<OnnxNode>();
  for (const unit of units) {
    for (const input of unit.inputs) {
      for (let node = graph.producer(input); node && isRearrangement(graph, node); ) {
        rearrangements.add(node);
        node = graph.producer(node.inputs[0]!);
      }
    }
  }
  const order = [...graph.inputs.map(({ name }) => name), ...graph.nodes.flatMap((node) => node.outputs)];
  return {
    graph,
    units,
    floatUnits: candidates.filter((unit) => unit.layer !== null && !units.includes(unit)),
    values: order.filter((value) => values.has(value)),
    rearrangements,
  };
}

/** Adds to `units` the operators without weights that lie between quantized ones. */
function addWeightlessUnits(
  graph: OnnxGraph,
  candidates: readonly Unit[],
  units: Unit[],
  keepFloat: ReadonlySet<string>,
): void {
  const results = new Set(units.map((unit) => unit.result));
  const added: Unit[] = [];
  for (const unit of candidates) {
    if (unit.layer !== null || isNamed(unit, keepFloat) || unit.inputs.length === 0) continue;
    if (!unit.inputs.every((input) => results.has(findRoot(graph, input)))) continue;
    added.push(unit);
    results.add(unit.result);
  }
  const needed = new Set(units.flatMap((unit) => unit.inputs.map((input) => findRoot(graph, input))));
  for (const unit of added.reverse()) {
    if (!needed.has(unit.result)) continue;
    units.push(unit);
    for (const input of unit.inputs) needed.add(findRoot(graph, input));
  }
}

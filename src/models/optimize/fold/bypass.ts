import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';

/**
 * Removes a node whose output equals its first input.
 * @returns false if it must stay because it connects an input or output of the graph to an output
 */
export function bypass(graph: OnnxGraph, node: OnnxNode): boolean {
  const [from, to] = [node.inputs[0]!, node.outputs[0]!];
  if (graph.isOutput(to)) {
    const producer = graph.producer(from);
    if (!producer || graph.isOutput(from)) return false;
    producer.outputs = producer.outputs.map((name) => (name === from ? to : name));
    graph.remove(node);
    graph.redirect(from, to);
  } else {
    graph.remove(node);
    graph.redirect(to, from);
  }
  return true;
}

/** Finds the only node that reads `value`; null if there are several or `value` is an output of the graph. */
export function findSoleConsumer(graph: OnnxGraph, value: string): OnnxNode | null {
  const consumers = graph.consumers(value);
  if (consumers.length !== 1 || graph.isOutput(value)) return null;
  const [consumer] = consumers;
  return consumer!.inputs.filter((name) => name === value).length === 1 ? consumer! : null;
}

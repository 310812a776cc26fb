import type { OnnxGraph, OnnxNode } from '../../../onnx/graph';

/**
 * Takes out a node that gives its first input as it is.
 * @returns false where it must stay: it hands an input or another output of the graph to an output
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

/** The one node that reads `value`, where only one does and the graph does not give it away. */
export function soleConsumer(graph: OnnxGraph, value: string): OnnxNode | null {
  const consumers = graph.consumers(value);
  if (consumers.length !== 1 || graph.isOutput(value)) return null;
  const [consumer] = consumers;
  return consumer!.inputs.filter((name) => name === value).length === 1 ? consumer! : null;
}

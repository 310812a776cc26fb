import type { OnnxModel } from '../../../onnx/graph';

/** Removes nodes that no output depends on, unread initializers and unused operator sets, in place.
 *  @returns the number of removed nodes and initializers */
export function removeDeadCode({ graph, opsets }: OnnxModel): number {
  const before = graph.nodes.length + graph.initializers.size;
  const wanted = new Set(graph.outputs.map(({ name }) => name));
  // Nodes are in topological order: backwards, every reader comes before the node it reads.
  graph.nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((name) => wanted.has(name))) return false;
      for (const name of node.inputs) wanted.add(name);
      return true;
    })
    .toReversed();
  for (const name of [...graph.initializers.keys()]) {
    if (!wanted.has(name)) graph.initializers.delete(name);
  }
  for (const domain of [...opsets.keys()]) {
    if (domain !== '' && !graph.nodes.some((node) => node.domain === domain)) opsets.delete(domain);
  }
  return before - graph.nodes.length - graph.initializers.size;
}

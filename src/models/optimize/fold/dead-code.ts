import type { OnnxModel } from '../../../onnx/graph';

/** Takes out nodes that no output depends on, initializers that nobody reads, and operator sets that are not used.
 *  @returns how many nodes and initializers went */
export function removeDead({ graph, opsets }: OnnxModel): number {
  const before = graph.nodes.length + graph.initializers.size;
  const wanted = new Set(graph.outputs.map(({ name }) => name));
  // Nodes are in order: from the end, every reader has been seen before the node that it reads from.
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

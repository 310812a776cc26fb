import { MemoryGraph } from '../../../../src/ros/memory/graph';
import type { ParamValue, RosNode } from '../../../../src/ros/transport';
import { Log } from '../../../ros/support/log';

export interface TwoNodes {
  readonly graph: MemoryGraph;
  readonly node: RosNode;
  /** What the node logs. */
  readonly log: Log;
  /** The simulator's side. */
  readonly gazebo: RosNode;
}

/** Our node and a simulator's in one graph, within this process. */
export async function twoNodes(
  argv: readonly string[] = [],
  params: Readonly<Record<string, ParamValue>> = {},
): Promise<TwoNodes> {
  const graph = new MemoryGraph(params);
  const log = new Log();
  const node = await graph.startNode({ name: 'f1_brain', argv, logger: log, handleSignals: false });
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  return { graph, node, log, gazebo };
}

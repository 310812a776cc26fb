import { rosnodejs } from '../ros/rosnodejs/index';
import type { RosNode, RosNodeOptions } from '../ros/transport';

/** A node whose signals the command handles itself; null when the user ended the wait for a master. */
export async function startedNode(
  options: Omit<RosNodeOptions, 'handleSignals'> & { readonly signal: AbortSignal },
): Promise<RosNode | null> {
  try {
    return await rosnodejs.startNode({ ...options, handleSignals: false });
  } catch (error) {
    if (options.signal.aborted) return null;
    throw error;
  }
}

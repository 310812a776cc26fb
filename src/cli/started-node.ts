import { type RosNode, type RosNodeOptions, startRosNode } from '../ros/node';

/** A node whose signals the command handles itself; null when the user ended the wait for a master. */
export async function startedNode(
  options: Omit<RosNodeOptions, 'handleSignals'> & { readonly signal: AbortSignal },
): Promise<RosNode | null> {
  try {
    return await startRosNode({ ...options, handleSignals: false });
  } catch (error) {
    if (options.signal.aborted) return null;
    throw error;
  }
}

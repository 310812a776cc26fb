import type { RosArguments } from '../ros/names';
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

/** Of a node that takes options alone: one that was given `_timeout:=300` must not go on as if it had been heard. */
export function warnOfPrivateParameters({ privateParams }: RosArguments, warn: (line: string) => void): void {
  for (const [key, value] of privateParams) {
    warn(`_${key}:=${value} is not read: this node has options and no parameters (--help lists them)`);
  }
}

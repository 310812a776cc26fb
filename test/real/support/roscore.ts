import { callRos } from '../../../src/ros/master/xmlrpc';
import { type Child, PATIENCE_ms, type Processes } from './processes';

/** Starts a real roscore and waits until it answers and its /rosout node is there. Rejects with all that it said when it ends
 *  before, or takes too long.
 *  @param isThere asks for that where the master cannot be seen from here */
export async function startRoscore(
  processes: Processes,
  isThere: (uri: string) => Promise<unknown> = (uri) =>
    callRos(uri, 'lookupNode', ['/test', '/rosout'], 1000),
): Promise<Child> {
  const uri = processes.env.ROS_MASTER_URI ?? '';
  const core = processes.start('roscore', ['-p', new URL(uri).port]);
  const deadline_ms = performance.now() + PATIENCE_ms;
  while (core.running && performance.now() < deadline_ms) {
    const there = await isThere(uri).catch(() => null);
    // Another one may have taken the port.
    if (there !== null && core.running) return core;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const how = core.running ? `is not there after ${PATIENCE_ms / 1000} s` : `ended (${await core.ended})`;
  throw new Error(`roscore ${how}:\n${core.text}`);
}

/** Nodes registered under a role of getSystemState: 0 publishers, 1 subscribers, 2 services. */
export async function nodesOf(uri: string, role: 0 | 1 | 2, key: string): Promise<string[]> {
  const state = (await callRos(uri, 'getSystemState', ['/test'], 2000)) as [string, string[]][][];
  return state[role]?.find(([name]) => name === key)?.[1] ?? [];
}

export async function eventually(
  condition: () => Promise<boolean> | boolean,
  timeout_ms = 60_000,
): Promise<void> {
  const deadline = performance.now() + timeout_ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

import type { Logger } from 'pino';
import { rosnodejs } from '../ros/rosnodejs/index';
import type { RosNode, RosNodeOptions } from '../ros/transport';
import { createLogger } from '../support/logger';
import { exitCodeOf, isOrderly, onShutdown } from '../support/shutdown';
import { TERMINAL_SIGNALS } from '../support/signals';
import type { Invocation } from './io';

/** Serves on a node that has started; resolves with what ends it.
 *  @param end ends the node, as Ctrl-C does */
export type Serve = (node: RosNode, log: Logger, end: () => void) => Promise<() => Promise<void> | void>;

/**
 * Runs a ROS node that has options and no parameters, until it is asked to end. With a parent process it ends when
 * the parent goes, and leaves the signals of a terminal to it: they reach both, and the parent stops the car first.
 * @param prepare what can be rejected before a master is waited for
 * @returns the exit code
 */
export async function runNode(
  cli: Invocation,
  name: string,
  prepare: (log: Logger) => Promise<Serve>,
): Promise<number> {
  const log = createLogger(cli);
  for (const [key, value] of cli.ros.privateParams) {
    log.warn(`_${key}:=${value} is ignored: this node has options and no parameters (--help lists them)`);
  }
  const stop = new AbortController();
  let exitCode = 0;
  onShutdown(cli, (cause) => {
    if (!isOrderly(cause)) exitCode = exitCodeOf(cause);
    if (cli.parent === null || !TERMINAL_SIGNALS.includes(cause)) stop.abort();
  });
  cli.parent?.onDisconnect(() => stop.abort());
  const serve = await prepare(log);
  const { argv, env: environment } = cli;
  const node = await startedNode({ name, logger: log, signal: stop.signal, argv, environment });
  if (node === null) return exitCode;
  const close = await serve(node, log, () => cli.signals.interrupt());
  node.onShutdownRequested(() => stop.abort());
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve();
    stop.signal.addEventListener('abort', () => resolve());
  });
  await close();
  await node.shutdown();
  // The channel would keep this process for two seconds more.
  cli.parent?.disconnect();
  return exitCode;
}

/** Null when the user ended the wait for a master. */
async function startedNode(
  options: RosNodeOptions & { readonly signal: AbortSignal },
): Promise<RosNode | null> {
  try {
    return await rosnodejs.startNode({ ...options, handleSignals: false });
  } catch (error) {
    if (options.signal.aborted) return null;
    throw error;
  }
}

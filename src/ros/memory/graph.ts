import { SILENT } from '../logger';
import { waitForMaster } from '../master/wait-for-master';
import { namesOf } from '../names';
import { privateParamsOf } from '../private-params';
import { ShutdownRequests } from '../shutdown-requests';
import type { ParamValue, RosNode, RosNodeOptions, Transport } from '../transport';
import { MemoryBus } from './bus';
import { MemoryNode } from './node';

/**
 * A ROS graph inside this process: any number of nodes on one bus, without a master, sockets or timers. Messages are
 * serialized as on the wire and arrive in the order in which they were published; with the same calls in the same
 * order, a graph does the same.
 */
export class MemoryGraph implements Transport {
  readonly #bus: MemoryBus;
  readonly #nodes = new Map<string, MemoryNode>();

  /** @param params parameters that are set before any node starts, by absolute name */
  constructor(params: Readonly<Record<string, ParamValue>> = {}) {
    this.#bus = new MemoryBus(params);
  }

  async startNode(options: RosNodeOptions): Promise<RosNode> {
    const bus = this.#bus;
    const { names, ros } = namesOf(options);
    const privateParams = privateParamsOf(ros);
    const requests = new ShutdownRequests(options.handleSignals ?? true);
    let started: MemoryNode | null = null;
    try {
      const master = { uri: bus.uri, getPid: async () => bus.params && process.pid };
      await waitForMaster(master, options.logger ?? SILENT, [options.signal, requests.signal]);
      const node = new MemoryNode(bus, {
        names,
        masterUri: bus.uri,
        requests,
        privateParams,
        log: options,
        onLeave: () => {
          if (this.#nodes.get(node.name) === node) this.#nodes.delete(node.name);
        },
      });
      started = node;
      this.#nodes.get(node.name)?.request(`/master: a new node registered as ${node.name}`);
      this.#nodes.set(node.name, node);
      await node.begin();
      return node;
    } catch (error) {
      requests.close();
      // A node that failed to join is no part of the graph.
      await started?.shutdown();
      throw error;
    }
  }

  /** Resolves when every message and call under way has arrived. What listeners do later, by timers or promises of
   *  their own, is not waited for. */
  settled(): Promise<void> {
    return this.#bus.queue.settled();
  }

  /** As if roscore had died: connections stay, new ones are not made. */
  loseMaster(reason = 'connect ECONNREFUSED'): void {
    this.#bus.loseMaster();
    for (const node of this.#nodes.values()) node.lost(reason);
  }

  /** As if roscore had been started again: parameters are forgotten, topics and services registered again. */
  async restartMaster(): Promise<void> {
    this.#bus.restartMaster();
    for (const node of this.#nodes.values()) await node.found();
  }

  /** As `rosnode kill` does. */
  requestShutdown(nodeName: string, reason: string): void {
    this.#nodes.get(nodeName)?.request(reason);
  }
}

import { SILENT } from '../logger';
import { ParamTree } from '../master/param-tree';
import { waitForMaster } from '../master/wait-for-master';
import { namesOf } from '../names';
import { privateParamsOf } from '../private-params';
import { ShutdownRequests } from '../shutdown-requests';
import type { ParamValue, RosNode, RosNodeOptions, Transport } from '../transport';
import { MemoryNode } from './node';
import type { MemoryPublisher } from './publisher';
import { TaskQueue } from './queue';
import type { Provider } from './services';
import type { MemorySubscription } from './subscription';

/**
 * A ROS graph inside this process: any number of nodes on one bus, without a master, sockets or timers. Messages are
 * serialized as on the wire and arrive in the order in which they were published; with the same calls in the same
 * order, a graph does the same.
 */
export class MemoryGraph implements Transport {
  readonly uri = 'memory:';
  readonly queue = new TaskQueue();
  readonly #nodes = new Map<string, MemoryNode>();
  readonly #publishers = new Set<MemoryPublisher<never>>();
  readonly #subscriptions = new Set<MemorySubscription<never>>();
  readonly #services = new Map<string, Provider>();
  #params = new ParamTree();
  #masterIsThere = true;

  /** @param params parameters that are set before any node starts, by absolute name */
  constructor(params: Readonly<Record<string, ParamValue>> = {}) {
    for (const [name, value] of Object.entries(params)) this.#params.set(name, value);
  }

  async startNode(options: RosNodeOptions): Promise<RosNode> {
    const { names, ros } = namesOf(options);
    const privateParams = privateParamsOf(ros);
    const requests = new ShutdownRequests(options.handleSignals ?? true);
    try {
      const master = { uri: this.uri, getPid: async () => this.#pid() };
      await waitForMaster(master, options.logger ?? SILENT, [options.signal, requests.signal]);
      const node = new MemoryNode(this, {
        names,
        masterUri: this.uri,
        requests,
        privateParams,
        log: options,
      });
      this.#nodes.get(node.name)?.request(`/master: a new node registered as ${node.name}`);
      this.#nodes.set(node.name, node);
      await node.begin();
      return node;
    } catch (error) {
      requests.close();
      throw error;
    }
  }

  /** Resolves when every message and call under way has arrived. What listeners do later, by timers or promises of
   *  their own, is not waited for. */
  settled(): Promise<void> {
    return this.queue.settled();
  }

  get masterIsThere(): boolean {
    return this.#masterIsThere;
  }

  /** As if roscore had died: what is connected goes on, nothing new is found. */
  loseMaster(reason = 'connect ECONNREFUSED'): void {
    this.#masterIsThere = false;
    for (const node of this.#nodes.values()) node.lost(reason);
  }

  /** As if roscore had been started again: parameters are forgotten, topics and services registered again. */
  async restartMaster(): Promise<void> {
    this.#params = new ParamTree();
    this.#masterIsThere = true;
    for (const node of this.#nodes.values()) await node.found();
    this.#connect();
  }

  /** As `rosnode kill` does. */
  requestShutdown(nodeName: string, reason: string): void {
    this.#nodes.get(nodeName)?.request(reason);
  }

  /** The parameter server. Throws where the master is gone. */
  get params(): ParamTree {
    this.#pid();
    return this.#params;
  }

  addPublisher(publisher: MemoryPublisher<never>): void {
    this.#publishers.add(publisher);
    this.#connect();
  }

  removePublisher(publisher: MemoryPublisher<never>): void {
    this.#publishers.delete(publisher);
    for (const subscription of this.#subscriptions) subscription.disconnect(publisher);
  }

  addSubscription(subscription: MemorySubscription<never>): void {
    this.#subscriptions.add(subscription);
    this.#connect();
  }

  removeSubscription(subscription: MemorySubscription<never>): void {
    this.#subscriptions.delete(subscription);
  }

  /** A service has one provider, the latest. */
  addService(name: string, provider: Provider): void {
    this.#services.set(name, provider);
  }

  removeService(name: string, provider: Provider): void {
    if (this.#services.get(name) === provider) this.#services.delete(name);
  }

  provider(name: string): Provider | undefined {
    return this.#masterIsThere ? this.#services.get(name) : undefined;
  }

  remove(node: MemoryNode): void {
    if (this.#nodes.get(node.name) === node) this.#nodes.delete(node.name);
  }

  /** Connects who is not yet, in the order of registration. */
  #connect(): void {
    this.queue.post(() => {
      if (!this.#masterIsThere) return;
      for (const publisher of this.#publishers) {
        for (const subscription of this.#subscriptions) {
          if (subscription.topic === publisher.topic) subscription.connect(publisher);
        }
      }
    });
  }

  #pid(): number {
    if (!this.#masterIsThere) throw new Error('connect ECONNREFUSED');
    return process.pid;
  }
}

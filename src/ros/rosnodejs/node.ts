import { messageOf } from '../../errors';
import type { Messages, MessageType, Services, ServiceType } from '../../messages/index';
import { within } from '../../support/within';
import { BaseNode, type BaseNodeOptions } from '../base-node';
import type { MasterApi } from '../master/master-api';
import { MasterWatch } from '../master/master-watch';
import { callRos } from '../master/xmlrpc';
import type { Visitor } from '../tcpros/tcpros-server';
import type {
  AdvertiseOptions,
  MessageListener,
  ParamValue,
  RosPublisher,
  RosSubscription,
  ServiceHandler,
  SubscribeOptions,
} from '../transport';
import { closeNode, type Rosnodejs, tolerateFailedRegistration } from './library';
import type { Publisher } from './publisher';
import { Publishers } from './publishers';
import { ServicesOfNode } from './services';
import { type BusConnection, slaveApi } from './slave-api';
import type { NodeSockets } from './sockets';
import { Subscriptions } from './subscriptions';

const UNREGISTER_BUDGET_ms = 800;
const PEER_TIMEOUT_ms = 1000;

export interface NodeOptions extends Omit<BaseNodeOptions, 'masterUri'> {
  /** With its node initialised. */
  readonly rosnodejs: Rosnodejs;
  readonly api: MasterApi;
  readonly sockets: NodeSockets;
  /** Host that others reach this node at. */
  readonly host: string;
}

/** The node of this process. */
export class Node extends BaseNode {
  readonly uri: string;
  readonly #options: NodeOptions;
  readonly #serviceUri: string;
  readonly #publishers: Publishers;
  readonly #subscriptions: Subscriptions;
  readonly #services: ServicesOfNode;
  #watch: MasterWatch | null = null;

  constructor(options: NodeOptions) {
    super({ ...options, masterUri: options.api.uri });
    const { rosnodejs, host } = options;
    const { _xmlrpcPort, _tcprosPort } = rosnodejs.nh._node;
    this.#options = options;
    this.uri = `http://${host}:${_xmlrpcPort}`;
    this.#serviceUri = `rosrpc://${host}:${_tcprosPort}`;
    this.#publishers = new Publishers({
      rosnodejs,
      nodeName: this.name,
      answers: (callerId) => this.#answers(callerId),
      announce: (publisher) => this.#announce(publisher),
    });
    this.#subscriptions = new Subscriptions({
      rosnodejs,
      nodeName: this.name,
      nodeUri: this.uri,
      logger: this.logger,
      unregister: (topic) => this.#tellMaster('unregisterSubscriber', topic, this.uri),
    });
    this.#services = new ServicesOfNode({
      rosnodejs,
      api: options.api,
      nodeName: this.name,
      logger: this.logger,
    });
  }

  /** Answers other nodes, and follows the master from here on. */
  async begin(masterPeriod_ms: number): Promise<void> {
    const { rosnodejs, api, sockets } = this.#options;
    sockets.api = this.#slaveApi();
    sockets.welcome = (visitor) => this.#welcome(visitor);
    tolerateFailedRegistration(rosnodejs.nh._node, this.logger);
    await this.join();
    this.#watch = new MasterWatch({
      api,
      nodeName: this.name,
      period_ms: masterPeriod_ms,
      onLost: (reason) => this.masterLost(reason),
      onForgotten: async (wasLost) => {
        await this.readParams();
        await this.#registerAgain();
        this.masterFound(wasLost);
      },
    });
  }

  get masterIsThere(): boolean {
    return !this.#watch?.isLost();
  }

  getParam(name: string): Promise<ParamValue | null> {
    return this.#options.api.getParam(this.resolve(name));
  }

  setParam(name: string, value: ParamValue): Promise<void> {
    return this.#options.api.setParam(this.resolve(name), value);
  }

  hasParam(name: string): Promise<boolean> {
    return this.#options.api.hasParam(this.resolve(name));
  }

  deleteParam(name: string): Promise<void> {
    return this.#options.api.deleteParam(this.resolve(name));
  }

  protected publishOn<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]>,
  ): RosPublisher<Messages[T]> {
    return this.#publishers.advertise(topic, type, options);
  }

  protected subscribeTo<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions,
  ): RosSubscription {
    return this.#subscriptions.subscribe(topic, type, listener, options);
  }

  protected offer<S extends ServiceType>(name: string, type: S, handler: ServiceHandler<S>): void {
    this.#services.offer(name, type, handler);
  }

  protected call<S extends ServiceType>(
    name: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms: number,
  ): Promise<Services[S]['response']> {
    return this.#services.call(name, type, request, timeout_ms);
  }

  protected async leave(): Promise<void> {
    this.#watch?.close();
    this.#publishers.close();
    const farewell = [
      ...this.#subscriptions.all().map((subscription) => subscription.close()),
      ...this.#publishers.all().map(({ topic }) => this.#tellMaster('unregisterPublisher', topic, this.uri)),
      ...this.#services
        .names()
        .map((service) => this.#tellMaster('unregisterService', service, this.#serviceUri)),
    ];
    await within(UNREGISTER_BUDGET_ms, Promise.all(farewell));
    await closeNode(this.#options.rosnodejs, UNREGISTER_BUDGET_ms);
    this.#options.sockets.destroyAll();
  }

  #slaveApi() {
    const { api, host, rosnodejs, requests } = this.#options;
    return slaveApi({
      masterUri: api.uri,
      tcpros: () => ({ host, port: rosnodejs.nh._node._tcprosPort }),
      publications: () => this.#publishers.all().map(({ topic, type }) => [topic, type]),
      subscriptions: () => this.#subscriptions.all().map(({ topic, type }) => [topic, type]),
      connections: () => this.#connections(),
      onPublishers: (topic, uris) => this.#subscriptions.setPublishers(topic, uris),
      onShutdown: (caller, reason) => requests.request({ by: 'ros', reason: `${caller}: ${reason}` }),
    });
  }

  #welcome(visitor: Visitor): void {
    const topic = visitor.header.get('topic');
    const service = visitor.header.get('service');
    if (topic !== undefined) this.#publishers.welcome(visitor, topic);
    else if (service !== undefined) this.#services.welcome(visitor, service);
    else throw new Error('the header names neither a topic nor a service');
  }

  #connections(): BusConnection[] {
    const peers = (direction: 'i' | 'o', topic: string, names: readonly string[]) =>
      names.map((peer) => ({ peer, direction, topic }));
    return [
      ...this.#subscriptions.all().flatMap((one) => peers('i', one.topic, one.connected())),
      ...this.#publishers.all().flatMap((one) => peers('o', one.topic, one.clients())),
    ];
  }

  /** Tells a master that is there; one that is gone has nothing to forget. */
  async #tellMaster(method: string, name: string, uri: string): Promise<void> {
    if (!this.masterIsThere) return;
    try {
      await this.#options.api.call(method, name, uri);
    } catch (error) {
      this.logger.debug(`${method} ${name}: ${messageOf(error)}`);
    }
  }

  async #answers(callerId: string): Promise<boolean> {
    const uri = await this.#options.api.lookupNode(callerId);
    if (uri !== null) await callRos(uri, 'getPid', [this.name], PEER_TIMEOUT_ms);
    // A node that the master no longer knows has nothing to wait for.
    return true;
  }

  async #announce({ topic, type }: Publisher<never>): Promise<void> {
    if (this.isShutDown) return;
    try {
      await this.#options.api.registerPublisher(topic, type, this.uri);
    } catch (error) {
      this.logger.debug(`registering ${topic} again: ${messageOf(error)}`);
    }
  }

  async #registerAgain(): Promise<void> {
    const { api } = this.#options;
    for (const publisher of this.#publishers.all()) {
      await api.registerPublisher(publisher.topic, publisher.type, this.uri);
    }
    for (const service of this.#services.names())
      await api.registerService(service, this.#serviceUri, this.uri);
    for (const subscription of this.#subscriptions.all()) {
      const uris = await api.registerSubscriber(subscription.topic, subscription.type, this.uri);
      subscription.addPublishers(uris);
    }
  }
}

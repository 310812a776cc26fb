import { BrainError, messageOf } from '../../errors';
import type { Messages, MessageType, Services, ServiceType } from '../../messages/index';
import { within } from '../../support/within';
import { BaseNode, type BaseNodeOptions } from '../base-node';
import type { MasterApi } from '../master/master-api';
import { MasterWatch } from '../master/master-watch';
import { callRos } from '../master/xmlrpc';
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
import { callService, offerService } from './services';
import { type BusConnection, replaceSlaveApi } from './slave-api';
import { Subscriptions } from './subscriptions';

const UNREGISTER_BUDGET_ms = 800;
const PEER_TIMEOUT_ms = 1000;

export interface NodeOptions extends Omit<BaseNodeOptions, 'masterUri'> {
  /** With its node initialised. */
  readonly rosnodejs: Rosnodejs;
  readonly api: MasterApi;
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
  readonly #services = new Set<string>();
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
  }

  /** Answers other nodes, and follows the master from here on. */
  async begin(masterPeriod_ms: number): Promise<void> {
    const { rosnodejs, requests, api } = this.#options;
    const internal = rosnodejs.nh._node;
    replaceSlaveApi(
      internal,
      () => this.#connections(),
      (caller, reason) => requests.request({ by: 'ros', reason: `${caller}: ${reason}` }),
    );
    tolerateFailedRegistration(internal, this.logger);
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
    if (this.#services.has(name)) throw new BrainError(`service ${name} is already offered by this node`);
    offerService(this.#options.rosnodejs, name, type, handler, this.logger);
    this.#services.add(name);
  }

  protected call<S extends ServiceType>(
    name: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms: number,
  ): Promise<Services[S]['response']> {
    return callService(this.#options.rosnodejs, name, type, request, timeout_ms);
  }

  protected async leave(): Promise<void> {
    this.#watch?.close();
    this.#publishers.close();
    const farewell = [
      ...this.#subscriptions.all().map((subscription) => subscription.close()),
      ...this.#publishers.all().map(({ topic }) => this.#tellMaster('unregisterPublisher', topic, this.uri)),
      ...[...this.#services].map((service) =>
        this.#tellMaster('unregisterService', service, this.#serviceUri),
      ),
    ];
    await within(UNREGISTER_BUDGET_ms, Promise.all(farewell));
    await closeNode(this.#options.rosnodejs, UNREGISTER_BUDGET_ms);
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
    for (const service of this.#services) await api.registerService(service, this.#serviceUri, this.uri);
    for (const subscription of this.#subscriptions.all()) {
      const uris = await api.registerSubscriber(subscription.topic, subscription.type, this.uri);
      subscription.addPublishers(uris);
    }
  }
}

import { BrainError, messageOf } from '../../errors';
import type { Messages, MessageType, Services, ServiceType } from '../../messages/types';
import { within } from '../../support/within';
import type { RosLogger } from '../logger';
import type { MasterApi } from '../master/master-api';
import { MasterWatch } from '../master/master-watch';
import { callRos } from '../master/xmlrpc';
import type { NameResolver } from '../names';
import { RosClock } from '../ros-clock';
import { loggerOf, Rosout } from '../rosout';
import type { ShutdownRequests } from '../shutdown-requests';
import type {
  AdvertiseOptions,
  MessageListener,
  ParamValue,
  RosNode,
  RosNodeOptions,
  RosPublisher,
  RosSubscription,
  ServiceHandler,
  ShutdownRequest,
  SubscribeOptions,
} from '../transport';
import { closeNode, type Rosnodejs, tolerateFailedRegistration } from './library';
import type { Publisher } from './publisher';
import { Publishers } from './publishers';
import { callService, offerService } from './services';
import { type BusConnection, replaceSlaveApi } from './slave-api';
import { Subscriptions } from './subscriptions';

const UNREGISTER_BUDGET_ms = 800;
const SERVICE_TIMEOUT_ms = 5000;
const PEER_TIMEOUT_ms = 1000;

export interface NodeParts {
  /** With its node initialised. */
  readonly rosnodejs: Rosnodejs;
  readonly api: MasterApi;
  readonly names: NameResolver;
  /** Host that others reach this node at. */
  readonly host: string;
  readonly requests: ShutdownRequests;
  /** Private parameters of the command line by name. */
  readonly params: ReadonlyMap<string, ParamValue>;
  readonly log: Pick<RosNodeOptions, 'logger' | 'onLine'>;
}

export class Node implements RosNode {
  readonly name: string;
  readonly masterUri: string;
  readonly uri: string;
  readonly logger: RosLogger;
  readonly #parts: NodeParts;
  readonly #serviceUri: string;
  readonly #publishers: Publishers;
  readonly #subscriptions: Subscriptions;
  readonly #services = new Set<string>();
  readonly #clock = new RosClock();
  readonly #lostListeners: ((reason: string) => void)[] = [];
  readonly #foundListeners: (() => void)[] = [];
  #rosout: RosPublisher<Messages['rosgraph_msgs/Log']> | null = null;
  #watch: MasterWatch | null = null;
  #ending: Promise<void> | null = null;

  constructor(parts: NodeParts) {
    const { rosnodejs, api, names, host, log } = parts;
    const { _xmlrpcPort, _tcprosPort } = rosnodejs.nh._node;
    this.#parts = parts;
    this.name = names.nodeName;
    this.masterUri = api.uri;
    this.uri = `http://${host}:${_xmlrpcPort}`;
    this.#serviceUri = `rosrpc://${host}:${_tcprosPort}`;
    const rosout = new Rosout(
      this.name,
      () => this.#clock.now(),
      (line) => this.#rosout?.publish(line),
    );
    this.logger = loggerOf(log, rosout);
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

  /** Sets the parameters of the command line, and follows the master from here on. */
  async begin(masterPeriod_ms: number): Promise<void> {
    const { rosnodejs, requests, api } = this.#parts;
    const internal = rosnodejs.nh._node;
    replaceSlaveApi(
      internal,
      () => this.#connections(),
      (caller, reason) => requests.request({ by: 'ros', reason: `${caller}: ${reason}` }),
    );
    tolerateFailedRegistration(internal, this.logger);
    requests.fallback = () => void this.shutdown();
    await this.#setUp();
    // Every ROS node publishes here; it also makes the node known to the master from the start.
    this.#rosout = this.advertise('/rosout', 'rosgraph_msgs/Log', { latching: true });
    this.#watch = new MasterWatch({
      api,
      nodeName: this.name,
      period_ms: masterPeriod_ms,
      onLost: (reason) => {
        this.logger.warn(`ROS master at ${this.masterUri} is gone (${reason}); waiting for it`);
        for (const listener of this.#lostListeners) listener(reason);
      },
      onForgotten: (wasLost) => this.#registerAgain(wasLost),
    });
  }

  get useSimTime(): boolean {
    return this.#clock.useSimTime;
  }

  get masterIsThere(): boolean {
    return !this.#watch?.isLost();
  }

  resolve(name: string): string {
    return this.#parts.names.resolve(name);
  }

  remapped(name: string): string | null {
    return this.#parts.names.remapped(name);
  }

  advertise<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]> = {},
  ): RosPublisher<Messages[T]> {
    return this.#publishers.advertise(this.resolve(topic), type, options);
  }

  subscribe<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions = {},
  ): RosSubscription {
    const heard = type === 'rosgraph_msgs/Clock' ? this.#clock.following(listener) : listener;
    return this.#subscriptions.subscribe(this.resolve(topic), type, heard, options);
  }

  advertiseService<S extends ServiceType>(service: string, type: S, handler: ServiceHandler<S>): void {
    const name = this.resolve(service);
    if (this.#services.has(name)) throw new BrainError(`service ${name} is already offered by this node`);
    offerService(this.#parts.rosnodejs, name, type, handler, this.logger);
    this.#services.add(name);
  }

  callService<S extends ServiceType>(
    service: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms = SERVICE_TIMEOUT_ms,
  ): Promise<Services[S]['response']> {
    return callService(this.#parts.rosnodejs, this.resolve(service), type, request, timeout_ms);
  }

  getParam(name: string): Promise<ParamValue | null> {
    return this.#parts.api.getParam(this.resolve(name));
  }

  setParam(name: string, value: ParamValue): Promise<void> {
    return this.#parts.api.setParam(this.resolve(name), value);
  }

  hasParam(name: string): Promise<boolean> {
    return this.#parts.api.hasParam(this.resolve(name));
  }

  deleteParam(name: string): Promise<void> {
    return this.#parts.api.deleteParam(this.resolve(name));
  }

  onMasterLost(listener: (reason: string) => void): void {
    this.#lostListeners.push(listener);
  }

  onMasterFound(listener: () => void): void {
    this.#foundListeners.push(listener);
  }

  onShutdownRequested(listener: (request: ShutdownRequest) => void): void {
    this.#parts.requests.listen(listener);
  }

  shutdown(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#watch?.close();
    this.#publishers.close();
    this.#parts.requests.close();
    const farewell = [
      ...this.#subscriptions.all().map((subscription) => subscription.close()),
      ...this.#publishers.all().map(({ topic }) => this.#tellMaster('unregisterPublisher', topic, this.uri)),
      ...[...this.#services].map((service) =>
        this.#tellMaster('unregisterService', service, this.#serviceUri),
      ),
    ];
    await within(UNREGISTER_BUDGET_ms, Promise.all(farewell));
    await closeNode(this.#parts.rosnodejs, UNREGISTER_BUDGET_ms);
  }

  async #setUp(): Promise<void> {
    for (const [name, value] of this.#parts.params) await this.setParam(name, value);
    this.#clock.setUp(await this.getParam('/use_sim_time'));
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
      await this.#parts.api.call(method, name, uri);
    } catch (error) {
      this.logger.debug(`${method} ${name}: ${messageOf(error)}`);
    }
  }

  async #answers(callerId: string): Promise<boolean> {
    const uri = await this.#parts.api.lookupNode(callerId);
    if (uri !== null) await callRos(uri, 'getPid', [this.name], PEER_TIMEOUT_ms);
    // A node that the master no longer knows has nothing to wait for.
    return true;
  }

  async #announce({ topic, type }: Publisher<never>): Promise<void> {
    if (this.#ending) return;
    try {
      await this.#parts.api.registerPublisher(topic, type, this.uri);
    } catch (error) {
      this.logger.debug(`registering ${topic} again: ${messageOf(error)}`);
    }
  }

  async #registerAgain(wasLost: boolean): Promise<void> {
    const { api } = this.#parts;
    await this.#setUp();
    for (const publisher of this.#publishers.all()) {
      await api.registerPublisher(publisher.topic, publisher.type, this.uri);
    }
    for (const service of this.#services) await api.registerService(service, this.#serviceUri, this.uri);
    for (const subscription of this.#subscriptions.all()) {
      const uris = await api.registerSubscriber(subscription.topic, subscription.type, this.uri);
      subscription.addPublishers(uris);
    }
    this.logger.info(
      wasLost
        ? `ROS master at ${this.masterUri} is back; topics and services are registered again`
        : `ROS master at ${this.masterUri} had forgotten this node; topics and services are registered again`,
    );
    for (const listener of this.#foundListeners) listener();
  }
}

import { parse as parseYaml } from 'yaml';
import { BrainError, ConfigurationError, messageOf } from '../errors';
import type { Messages, MessageType, Services, ServiceType } from '../messages/types';
import type { Stamp } from '../types';
import { DeliveryWatch } from './delivery-watch';
import { checkedMasterUri, chooseHost } from './host';
import { type RosLogger, SILENT } from './logger';
import { MasterApi, type ParamValue } from './master-api';
import { MasterWatch } from './master-watch';
import { NameResolver, parseRosArguments } from './names';
import type {
  AdvertiseOptions,
  MessageListener,
  RosNode,
  RosNodeOptions,
  RosPublisher,
  RosSubscription,
  ServiceHandler,
  ShutdownRequest,
  SubscribeOptions,
} from './node-types';
import { Publisher } from './publisher';
import {
  type BusConnection,
  type InternalNode,
  loadRosnodejs,
  messageClass,
  type Rosnodejs,
  replaceHeaderParser,
  replaceSlaveApi,
  routeLog,
  tolerateFailedRegistration,
  withoutProcessHandlers,
} from './rosnodejs';
import { Rosout, RosoutLogger } from './rosout';
import { callService, offerService } from './services';
import { ShutdownRequests } from './shutdown-requests';
import { Subscription } from './subscription';
import { waitForMaster } from './wait-for-master';
import { within } from './within';
import { callRos } from './xmlrpc';

export type * from './node-types';

const MASTER_PERIOD_ms = 1000;
const UNREGISTER_BUDGET_ms = 800;
const SERVICE_TIMEOUT_ms = 5000;
const SILENCE_ms = 2000;
const QUEUE_SIZE = 10;
const DELIVERY_PERIOD_ms = 500;
const PEER_TIMEOUT_ms = 1000;
/** Time for a subscriber to notice that its connection was reset. */
const RESET_NOTICED_ms = 300;

/** Registers this process as a ROS node. Waits for a master that is not there yet, says so once, and says
 *  when it is found. One node a process (rosnodejs allows no more).
 *  Rejects with ConfigurationError for impossible names and addresses, with WorldError when `signal` ends
 *  the wait. */
export async function startRosNode(options: RosNodeOptions): Promise<RosNode> {
  const logger = options.logger ?? SILENT;
  const ros = parseRosArguments(options.argv ?? process.argv.slice(2));
  const environment = options.environment ?? process.env;
  const name = options.anonymous ? `${options.name}_${process.pid}_${Date.now()}` : options.name;
  const names = new NameResolver(name, environment.ROS_NAMESPACE, ros);
  const masterUri = checkedMasterUri(
    options.masterUri ?? ros.special.get('master') ?? environment.ROS_MASTER_URI ?? 'http://localhost:11311',
  );
  const host = chooseHost(
    options.host ??
      ros.special.get('ip') ??
      ros.special.get('hostname') ??
      (environment.ROS_IP || environment.ROS_HOSTNAME),
    masterUri,
  );
  const api = new MasterApi(masterUri, names.nodeName);
  const requests = new ShutdownRequests(options.handleSignals ?? true);
  try {
    await waitForMaster(api, logger, [options.signal, requests.signal]);
    const rosnodejs = loadRosnodejs();
    routeLog(rosnodejs, logger);
    replaceHeaderParser();
    // rosnodejs gives these to listen() and bind() as they are, which is how it is kept on one address.
    const listen = { port: 0, host: host.listen, address: host.listen };
    const ready = withoutProcessHandlers([`__ip:=${host.advertised}`], () =>
      rosnodejs.initNode(names.nodeName, {
        rosMasterUri: masterUri,
        notime: true,
        logging: { skipRosLogging: true, overrideLoggerCleanup: true },
        node: { tcprosPort: listen, xmlrpcPort: listen, udprosPort: listen },
      }),
    );
    await ready;
    const node = new Node(rosnodejs, api, names, host.advertised, options, requests);
    await node.begin(ros.privateParams, options.masterPeriod_ms ?? MASTER_PERIOD_ms);
    return node;
  } catch (error) {
    requests.close();
    throw error;
  }
}

/** The value of a `_key:=text` argument, which ROS reads as YAML 1.1 (yes and no are booleans there). */
function paramOf(key: string, text: string): ParamValue {
  try {
    return parseYaml(text, { version: '1.1' }) as ParamValue;
  } catch (error) {
    throw new ConfigurationError(`_${key}:=${text} is not valid YAML: ${messageOf(error).split('\n')[0]}`);
  }
}

class Node implements RosNode {
  readonly name: string;
  readonly masterUri: string;
  readonly uri: string;
  readonly logger: RosLogger;
  useSimTime = false;
  readonly #rosnodejs: Rosnodejs;
  readonly #internal: InternalNode;
  readonly #api: MasterApi;
  readonly #names: NameResolver;
  readonly #serviceUri: string;
  readonly #requests: ShutdownRequests;
  readonly #publishers = new Map<string, Publisher<never>>();
  readonly #subscriptions = new Map<string, Subscription<never>>();
  readonly #services = new Set<string>();
  readonly #lostListeners: ((reason: string) => void)[] = [];
  readonly #foundListeners: (() => void)[] = [];
  #rosout: RosPublisher<Messages['rosgraph_msgs/Log']> | null = null;
  /** As /clock told it last; null before that, and in a node that does not subscribe to it. */
  #simulated: Stamp | null = null;
  #watch: MasterWatch | null = null;
  #deliveries: DeliveryWatch | null = null;
  #ending: Promise<void> | null = null;

  constructor(
    rosnodejs: Rosnodejs,
    api: MasterApi,
    names: NameResolver,
    host: string,
    { logger = SILENT, onLine }: Pick<RosNodeOptions, 'logger' | 'onLine'>,
    requests: ShutdownRequests,
  ) {
    this.#rosnodejs = rosnodejs;
    this.#internal = rosnodejs.nh._node;
    this.#api = api;
    this.#names = names;
    this.#requests = requests;
    this.name = names.nodeName;
    const rosout = new Rosout(
      this.name,
      () => this.#now(),
      (line) => this.#rosout?.publish(line),
    );
    onLine?.((level, message) => rosout.line(level, message));
    this.logger = onLine ? logger : new RosoutLogger(logger, rosout);
    this.masterUri = api.uri;
    this.uri = `http://${host}:${this.#internal._xmlrpcPort}`;
    this.#serviceUri = `rosrpc://${host}:${this.#internal._tcprosPort}`;
  }

  async begin(privateParams: ReadonlyMap<string, string>, masterPeriod_ms: number): Promise<void> {
    replaceSlaveApi(
      this.#internal,
      () => this.#connections(),
      (caller, reason) => this.#requests.request({ by: 'ros', reason: `${caller}: ${reason}` }),
    );
    tolerateFailedRegistration(this.#internal, this.logger);
    this.#requests.fallback = () => void this.shutdown();
    const setUp = async () => {
      for (const [key, text] of privateParams) await this.setParam(`~${key}`, paramOf(key, text));
      // A master that was started anew has been told nothing: the clock that all nodes took at their start still holds.
      const useSimTime = await this.getParam('/use_sim_time');
      if (useSimTime !== null) this.useSimTime = useSimTime === true;
    };
    await setUp();
    // Every node of ROS publishes here; it also makes the master know the node from the start.
    this.#rosout = this.advertise('/rosout', 'rosgraph_msgs/Log', { latching: true });
    this.#deliveries = new DeliveryWatch({
      period_ms: DELIVERY_PERIOD_ms,
      connections: () => [...this.#publishers.values()].flatMap((publisher) => publisher.deliveries()),
      onStuck: (socket) => {
        for (const publisher of this.#publishers.values()) publisher.stuck(socket);
      },
      onFree: (socket) => {
        for (const publisher of this.#publishers.values()) publisher.free(socket);
      },
      onReset: (socket) => {
        const publisher = [...this.#publishers.values()].find((one) => one.has(socket));
        if (publisher) setTimeout(() => void this.#announceAgain(publisher), RESET_NOTICED_ms).unref();
      },
      answers: async (callerId) => {
        const uri = await this.#api.lookupNode(callerId);
        if (uri !== null) await callRos(uri, 'getPid', [this.name], PEER_TIMEOUT_ms);
        // A node that the master no longer knows has nothing to wait for.
        return true;
      },
    });
    this.#watch = new MasterWatch({
      api: this.#api,
      nodeName: this.name,
      period_ms: masterPeriod_ms,
      onLost: (reason) => {
        this.logger.warn(`ROS master at ${this.masterUri} is gone (${reason}); waiting for it`);
        for (const listener of this.#lostListeners) listener(reason);
      },
      onForgotten: async (wasLost) => {
        await setUp();
        await this.#registerAgain();
        this.logger.info(
          wasLost
            ? `ROS master at ${this.masterUri} is back; topics and services are registered again`
            : `ROS master at ${this.masterUri} had forgotten this node; topics and services are registered again`,
        );
        for (const listener of this.#foundListeners) listener();
      },
    });
  }

  get masterIsThere(): boolean {
    return !this.#watch?.isLost();
  }

  resolve(name: string): string {
    return this.#names.resolve(name);
  }

  remapped(name: string): string | null {
    return this.#names.remapped(name);
  }

  advertise<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]> = {},
  ): RosPublisher<Messages[T]> {
    const name = this.#free(topic, this.#publishers, 'published');
    const found = messageClass<Messages[T]>(this.#rosnodejs, type);
    const latching = options.latching ?? false;
    const handle = this.#rosnodejs.nh.advertise(name, found as never, {
      latching,
      tcpNoDelay: true,
      throttleMs: -1,
    });
    const publisher = new Publisher(name, handle, found, latching, options.queueSize ?? QUEUE_SIZE, options);
    this.#publishers.set(name, publisher as never);
    return publisher;
  }

  subscribe<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions = {},
  ): RosSubscription {
    const name = this.#free(topic, this.#subscriptions, 'subscribed to');
    const found = messageClass<Messages[T]>(this.#rosnodejs, type);
    const subscription = new Subscription<Messages[T]>({
      nodeName: this.name,
      topic: name,
      messageClass: found,
      logger: this.logger,
      silence_ms: options.silence_ms ?? SILENCE_ms,
      ...(options.onMalformed && { onMalformed: options.onMalformed }),
      lossIsSaid: options.lossIsSaid ?? false,
      ...(options.onPublisher && { onPublisher: options.onPublisher }),
      ...(options.othersOnly && { except: this.uri }),
      listener: type === 'rosgraph_msgs/Clock' ? this.#keepingTime(listener) : listener,
    });
    const { _impl } = this.#rosnodejs.nh.subscribe(name, found as never, null, {
      tcpNoDelay: true,
      throttleMs: -1,
    });
    // rosnodejs keeps registering the topic; the connections are ours: its own may come twice for one
    // publisher, are not tried again after a drop, and copy every chunk of an image.
    _impl.requestTopicFromPubs = (uris) => subscription.addPublishers(uris.map((uri) => uri.trim()));
    _impl._handlePublisherUpdate = (uris) => subscription.setPublishers(uris.map((uri) => uri.trim()));
    _impl.getClientUris = () => subscription.connected();
    this.#subscriptions.set(name, subscription as never);
    subscription.onClose = () => {
      this.#subscriptions.delete(name);
      delete this.#internal._subscribers[name];
      _impl.shutdown();
      return this.#tellMaster('unregisterSubscriber', name, this.uri);
    };
    return subscription;
  }

  advertiseService<S extends ServiceType>(service: string, type: S, handler: ServiceHandler<S>): void {
    const name = this.#names.resolve(service);
    if (this.#services.has(name)) throw new BrainError(`service ${name} is already offered by this node`);
    offerService(this.#rosnodejs, name, type, handler, this.logger);
    this.#services.add(name);
  }

  callService<S extends ServiceType>(
    service: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms = SERVICE_TIMEOUT_ms,
  ): Promise<Services[S]['response']> {
    return callService(this.#rosnodejs, this.#names.resolve(service), type, request, timeout_ms);
  }

  getParam(name: string): Promise<ParamValue | null> {
    return this.#api.getParam(this.#names.resolve(name));
  }

  setParam(name: string, value: ParamValue): Promise<void> {
    return this.#api.setParam(this.#names.resolve(name), value);
  }

  hasParam(name: string): Promise<boolean> {
    return this.#api.hasParam(this.#names.resolve(name));
  }

  deleteParam(name: string): Promise<void> {
    return this.#api.deleteParam(this.#names.resolve(name));
  }

  onMasterLost(listener: (reason: string) => void): void {
    this.#lostListeners.push(listener);
  }

  onMasterFound(listener: () => void): void {
    this.#foundListeners.push(listener);
  }

  onShutdownRequested(listener: (request: ShutdownRequest) => void): void {
    this.#requests.listen(listener);
  }

  shutdown(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    this.#watch?.close();
    this.#deliveries?.close();
    this.#requests.close();
    const farewell = [...this.#subscriptions.values()].map((subscription) => subscription.close());
    for (const topic of this.#publishers.keys()) {
      farewell.push(this.#tellMaster('unregisterPublisher', topic, this.uri));
    }
    for (const service of this.#services) {
      farewell.push(this.#tellMaster('unregisterService', service, this.#serviceUri));
    }
    await within(UNREGISTER_BUDGET_ms, Promise.all(farewell));
    const internal = this.#internal;
    const sockets = Object.values(internal._publishers).flatMap((impl) => Object.values(impl._subClients));
    for (const impl of Object.values(internal._publishers)) impl.shutdown();
    for (const impl of Object.values(internal._subscribers)) impl.shutdown();
    for (const server of Object.values(internal._services)) server.disconnect();
    // With nothing left to unregister, rosnodejs only closes its servers instead of waiting for a master.
    internal._publishers = {};
    internal._subscribers = {};
    internal._services = {};
    await within(UNREGISTER_BUDGET_ms, this.#rosnodejs.shutdown());
    for (const socket of sockets) socket.destroy();
  }

  #connections(): BusConnection[] {
    const peers = (direction: 'i' | 'o', topic: string, names: readonly string[]) =>
      names.map((peer) => ({ peer, direction, topic }));
    return [
      ...[...this.#subscriptions.values()].flatMap((one) => peers('i', one.topic, one.connected())),
      ...[...this.#publishers.values()].flatMap((one) => peers('o', one.topic, one.clients())),
    ];
  }

  /** Tells a master that is there; one that is gone has nothing to forget. */
  async #tellMaster(method: string, name: string, uri: string): Promise<void> {
    if (!this.masterIsThere) return;
    try {
      await this.#api.call(method, name, uri);
    } catch (error) {
      this.logger.debug(`${method} ${name}: ${messageOf(error)}`);
    }
  }

  #keepingTime<T>(listener: MessageListener<T>): MessageListener<T> {
    return (message, bytes, callerId) => {
      this.#simulated = (message as Messages['rosgraph_msgs/Clock']).clock;
      return listener(message, bytes, callerId);
    };
  }

  /** Simulated where /use_sim_time is true and /clock is known. */
  #now(): Stamp {
    if (this.useSimTime && this.#simulated !== null) return this.#simulated;
    const now_ms = Date.now();
    return { sec: Math.floor(now_ms / 1000), nsec: (now_ms % 1000) * 1_000_000 };
  }

  /** Has the master tell all subscribers of this publisher: roscpp connects anew by itself after a reset, rospy
   *  does so when the master names the publisher. */
  async #announceAgain({ topic, type }: Publisher<never>): Promise<void> {
    if (this.#ending) return;
    try {
      await this.#api.registerPublisher(topic, type, this.uri);
    } catch (error) {
      this.logger.debug(`registering ${topic} again: ${messageOf(error)}`);
    }
  }

  async #registerAgain(): Promise<void> {
    for (const publisher of this.#publishers.values()) {
      await this.#api.registerPublisher(publisher.topic, publisher.type, this.uri);
    }
    for (const service of this.#services) {
      await this.#api.registerService(service, this.#serviceUri, this.uri);
    }
    for (const subscription of this.#subscriptions.values()) {
      const uris = await this.#api.registerSubscriber(subscription.topic, subscription.type, this.uri);
      subscription.addPublishers(uris);
    }
  }

  #free(name: string, taken: ReadonlyMap<string, unknown>, how: string): string {
    const full = this.#names.resolve(name);
    if (taken.has(full)) throw new BrainError(`topic ${full} is already ${how} by this node`);
    return full;
  }
}

import type { Messages, MessageType, Services, ServiceType } from '../messages/index';
import type { RosLogger } from './logger';
import type { NameResolver } from './names';
import { RosClock } from './ros-clock';
import { loggerOf, Rosout } from './rosout';
import type { ShutdownRequests } from './shutdown-requests';
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
} from './transport';

const SERVICE_TIMEOUT_ms = 5000;

export interface BaseNodeOptions {
  readonly names: NameResolver;
  readonly masterUri: string;
  readonly requests: ShutdownRequests;
  /** Private parameters of the command line by name. */
  readonly privateParams: ReadonlyMap<string, ParamValue>;
  readonly log: Pick<RosNodeOptions, 'logger' | 'onLine'>;
}

/** What a node of every transport does alike: names, log, clock, parameters of its command line, requests to shut down.
 *  A transport gives what is below; all names that it is called with are absolute. */
export abstract class BaseNode implements RosNode {
  readonly name: string;
  readonly masterUri: string;
  readonly logger: RosLogger;
  readonly #options: BaseNodeOptions;
  readonly #clock = new RosClock();
  readonly #lostListeners: ((reason: string) => void)[] = [];
  readonly #foundListeners: (() => void)[] = [];
  #rosout: RosPublisher<Messages['rosgraph_msgs/Log']> | null = null;
  #ending: Promise<void> | null = null;

  constructor(options: BaseNodeOptions) {
    this.#options = options;
    this.name = options.names.nodeName;
    this.masterUri = options.masterUri;
    const rosout = new Rosout(
      this.name,
      () => this.#clock.now(),
      (line) => this.#rosout?.publish(line),
    );
    this.logger = loggerOf(options.log, rosout);
  }

  abstract readonly uri: string;
  abstract readonly masterIsThere: boolean;
  abstract getParam(name: string): Promise<ParamValue | null>;
  abstract setParam(name: string, value: ParamValue): Promise<void>;
  abstract hasParam(name: string): Promise<boolean>;
  abstract deleteParam(name: string): Promise<void>;

  protected abstract publishOn<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]>,
  ): RosPublisher<Messages[T]>;
  protected abstract subscribeTo<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions,
  ): RosSubscription;
  protected abstract offer<S extends ServiceType>(name: string, type: S, handler: ServiceHandler<S>): void;
  protected abstract call<S extends ServiceType>(
    name: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms: number,
  ): Promise<Services[S]['response']>;
  /** Leaves the graph. Called once. */
  protected abstract leave(): Promise<void>;

  get useSimTime(): boolean {
    return this.#clock.useSimTime;
  }

  resolve(name: string): string {
    return this.#options.names.resolve(name);
  }

  remapped(name: string): string | null {
    return this.#options.names.remapped(name);
  }

  advertise<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]> = {},
  ): RosPublisher<Messages[T]> {
    return this.publishOn(this.resolve(topic), type, options);
  }

  subscribe<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions = {},
  ): RosSubscription {
    const heard = type === 'rosgraph_msgs/Clock' ? this.#clock.following(listener) : listener;
    return this.subscribeTo(this.resolve(topic), type, heard, options);
  }

  advertiseService<S extends ServiceType>(service: string, type: S, handler: ServiceHandler<S>): void {
    this.offer(this.resolve(service), type, handler);
  }

  callService<S extends ServiceType>(
    service: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms = SERVICE_TIMEOUT_ms,
  ): Promise<Services[S]['response']> {
    return this.call(this.resolve(service), type, request, timeout_ms);
  }

  onMasterLost(listener: (reason: string) => void): void {
    this.#lostListeners.push(listener);
  }

  onMasterFound(listener: () => void): void {
    this.#foundListeners.push(listener);
  }

  onShutdownRequested(listener: (request: ShutdownRequest) => void): void {
    this.#options.requests.listen(listener);
  }

  shutdown(): Promise<void> {
    if (this.#ending === null) {
      this.#options.requests.close();
      this.#ending = this.leave();
    }
    return this.#ending;
  }

  protected get isShutDown(): boolean {
    return this.#ending !== null;
  }

  /** Joins the graph as far as every node does: its own parameters, the clock, /rosout. */
  protected async join(): Promise<void> {
    this.#options.requests.fallback = () => void this.shutdown();
    await this.readParams();
    // Every ROS node publishes here; it also makes the node known to the master from the start.
    this.#rosout = this.advertise('/rosout', 'rosgraph_msgs/Log', { latching: true });
  }

  /** Sets the parameters of the command line and reads /use_sim_time. */
  protected async readParams(): Promise<void> {
    for (const [name, value] of this.#options.privateParams) await this.setParam(name, value);
    this.#clock.setUp(await this.getParam('/use_sim_time'));
  }

  protected masterLost(reason: string): void {
    this.logger.warn(`ROS master at ${this.masterUri} is gone (${reason}); waiting for it`);
    for (const listener of this.#lostListeners) listener(reason);
  }

  /** Everything is registered again.
   *  @param wasLost false where the master was restarted so fast that nobody saw it gone */
  protected masterFound(wasLost: boolean): void {
    const how = wasLost ? 'is back' : 'had forgotten this node';
    this.logger.info(`ROS master at ${this.masterUri} ${how}; topics and services are registered again`);
    for (const listener of this.#foundListeners) listener();
  }
}

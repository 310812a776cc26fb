import { BrainError } from '../../errors';
import type { Messages, MessageType, Services, ServiceType } from '../../messages/index';
import { messageCodec } from '../../messages/index';
import { BaseNode, type BaseNodeOptions } from '../base-node';
import { plain } from '../master/xmlrpc-value';
import type {
  AdvertiseOptions,
  MessageListener,
  ParamValue,
  RosPublisher,
  RosSubscription,
  ServiceHandler,
  SubscribeOptions,
} from '../transport';
import type { MemoryBus } from './bus';
import { MemoryPublisher } from './publisher';
import { callProvider, type Provider } from './services';
import { MemorySubscription } from './subscription';

export interface MemoryNodeOptions extends BaseNodeOptions {
  readonly onLeave: () => void;
}

/** A node of a MemoryGraph. */
export class MemoryNode extends BaseNode {
  readonly uri: string;
  readonly #bus: MemoryBus;
  readonly #options: MemoryNodeOptions;
  readonly #publishers = new Map<string, MemoryPublisher<never>>();
  readonly #subscriptions = new Map<string, MemorySubscription<never>>();
  readonly #services = new Map<string, Provider>();

  constructor(bus: MemoryBus, options: MemoryNodeOptions) {
    super(options);
    this.#bus = bus;
    this.#options = options;
    this.uri = bus.newUri(this.name);
  }

  begin(): Promise<void> {
    return this.join();
  }

  get masterIsThere(): boolean {
    return this.#bus.masterIsThere;
  }

  async getParam(name: string): Promise<ParamValue | null> {
    return structuredClone(plain(this.#bus.params.get(this.resolve(name)))) ?? null;
  }

  async setParam(name: string, value: ParamValue): Promise<void> {
    this.#bus.params.set(this.resolve(name), structuredClone(value));
  }

  async hasParam(name: string): Promise<boolean> {
    return this.#bus.params.get(this.resolve(name)) !== undefined;
  }

  async deleteParam(name: string): Promise<void> {
    this.#bus.params.delete(this.resolve(name));
  }

  /** Another node, or the master, asks this one to shut down. */
  request(reason: string): void {
    this.#bus.queue.post(() => this.#options.requests.request({ by: 'ros', reason }));
  }

  lost(reason: string): void {
    this.masterLost(reason);
  }

  async found(): Promise<void> {
    await this.readParams();
    this.masterFound(true);
  }

  protected publishOn<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]>,
  ): RosPublisher<Messages[T]> {
    if (this.#publishers.has(topic)) throw new BrainError(`topic ${topic} is already published by this node`);
    const publisher = new MemoryPublisher(topic, this, messageCodec(type), this.#bus.queue, options);
    this.#publishers.set(topic, publisher as never);
    this.#bus.addSource(publisher);
    return publisher;
  }

  protected subscribeTo<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions,
  ): RosSubscription {
    if (this.#subscriptions.has(topic))
      throw new BrainError(`topic ${topic} is already subscribed to by this node`);
    const subscription = new MemorySubscription<Messages[T]>({
      ...options,
      topic,
      peer: this,
      codec: messageCodec(type),
      logger: this.logger,
      listener,
      onClose: () => {
        this.#subscriptions.delete(topic);
        this.#bus.removeSink(subscription);
      },
    });
    this.#subscriptions.set(topic, subscription as never);
    this.#bus.addSink(subscription);
    return subscription;
  }

  protected offer<S extends ServiceType>(name: string, type: S, handler: ServiceHandler<S>): void {
    if (this.#services.has(name)) throw new BrainError(`service ${name} is already offered by this node`);
    const provider = { type, handler, logger: this.logger };
    this.#services.set(name, provider);
    this.#bus.addService(name, provider);
  }

  protected call<S extends ServiceType>(
    name: string,
    type: S,
    request: Services[S]['request'],
    timeout_ms: number,
  ): Promise<Services[S]['response']> {
    const bus = this.#bus;
    return callProvider(bus.queue, () => bus.provider(name), { name, type, request, timeout_ms });
  }

  protected async leave(): Promise<void> {
    const bus = this.#bus;
    await Promise.all([...this.#subscriptions.values()].map((subscription) => subscription.close()));
    for (const publisher of this.#publishers.values()) bus.removeSource(publisher);
    for (const [name, provider] of this.#services) bus.removeService(name, provider);
    this.#options.onLeave();
  }
}

import { BrainError } from '../../errors';
import { type Messages, type MessageType, messageCodec } from '../../messages/index';
import { DeliveryWatch } from '../tcpros/delivery-watch';
import type { Visitor } from '../tcpros/tcpros-server';
import type { AdvertiseOptions, RosPublisher } from '../transport';
import type { PublisherImpl, Rosnodejs } from './library';
import { messageClass } from './message-classes';
import { Publisher } from './publisher';
import { acceptSubscriber } from './subscribers';

const QUEUE_SIZE = 10;
const DELIVERY_PERIOD_ms = 500;
/** Time for a subscriber to notice that its connection was reset. */
const RESET_NOTICED_ms = 300;

export interface PublishersOptions {
  readonly rosnodejs: Rosnodejs;
  readonly nodeName: string;
  /** Whether the node of that name answers. Rejects when that is unknown. */
  answers(callerId: string): Promise<boolean>;
  /** Has the master tell all subscribers of a topic again that this node publishes it. */
  announce(publisher: Publisher<never>): Promise<void>;
}

/** The topics a node publishes, and the watch over their connections. */
export class Publishers {
  readonly #rosnodejs: Rosnodejs;
  readonly #byTopic = new Map<string, Publisher<never>>();
  readonly #implByTopic = new Map<string, PublisherImpl>();
  readonly #deliveries: DeliveryWatch;
  readonly #nodeName: string;
  #closed = false;

  constructor({ rosnodejs, nodeName, answers, announce }: PublishersOptions) {
    this.#rosnodejs = rosnodejs;
    this.#nodeName = nodeName;
    this.#deliveries = new DeliveryWatch({
      period_ms: DELIVERY_PERIOD_ms,
      connections: () => this.all().flatMap((publisher) => publisher.deliveries()),
      onStuck: (socket) => {
        for (const publisher of this.all()) publisher.stuck(socket);
      },
      onFree: (socket) => {
        for (const publisher of this.all()) publisher.free(socket);
      },
      onReset: (socket) => {
        const publisher = this.all().find((one) => one.has(socket));
        // roscpp reconnects by itself after a reset, rospy when the master names the publisher.
        if (publisher) setTimeout(() => void announce(publisher), RESET_NOTICED_ms).unref();
      },
      answers,
    });
  }

  all(): Publisher<never>[] {
    return [...this.#byTopic.values()];
  }

  /** Connects a subscriber.
   *  @throws Error with the reason why not */
  welcome(visitor: Visitor, topic: string): void {
    const impl = this.#implByTopic.get(topic);
    if (impl === undefined) throw new Error('the topic is not published here');
    if (this.#closed) throw new Error('the node is shutting down');
    acceptSubscriber(visitor, impl, this.#nodeName);
  }

  /** @param topic absolute name */
  advertise<T extends MessageType>(
    topic: string,
    type: T,
    options: AdvertiseOptions<Messages[T]>,
  ): RosPublisher<Messages[T]> {
    if (this.#byTopic.has(topic)) throw new BrainError(`topic ${topic} is already published by this node`);
    const latching = options.latching ?? false;
    const handle = this.#rosnodejs.nh.advertise(topic, messageClass(type), {
      latching,
      tcpNoDelay: true,
      throttleMs: -1,
    });
    const queueSize = options.queueSize ?? QUEUE_SIZE;
    const publisher = new Publisher(topic, handle, messageCodec(type), latching, queueSize, options);
    this.#byTopic.set(topic, publisher as never);
    this.#implByTopic.set(topic, handle._impl);
    return publisher;
  }

  close(): void {
    this.#closed = true;
    this.#deliveries.close();
  }
}

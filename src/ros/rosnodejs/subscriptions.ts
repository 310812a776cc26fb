import { BrainError } from '../../errors';
import { type Messages, type MessageType, messageCodec } from '../../messages/index';
import type { RosLogger } from '../logger';
import { nodeAddresses } from '../master/master-api';
import { Subscription } from '../tcpros/subscription';
import type { MessageListener, RosSubscription, SubscribeOptions } from '../transport';
import type { Rosnodejs } from './library';
import { messageClass } from './message-classes';

export interface SubscriptionsOptions {
  readonly rosnodejs: Rosnodejs;
  readonly nodeName: string;
  /** Slave API of this node. */
  readonly nodeUri: string;
  readonly logger: RosLogger;
  /** Tells the master that this node no longer subscribes to a topic. */
  unregister(topic: string): Promise<void>;
}

/** The topics a node subscribes to. rosnodejs registers them; the connections are ours: its own may come twice for
 *  one publisher, are not retried after a drop, and copy every chunk of an image. */
export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #byTopic = new Map<string, Subscription<never>>();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  all(): Subscription<never>[] {
    return [...this.#byTopic.values()];
  }

  /** Follows the master's list of publishers.
   *  @returns false where the topic is not subscribed to */
  setPublishers(topic: string, uris: readonly string[]): boolean {
    const subscription = this.#byTopic.get(topic);
    subscription?.setPublishers(uris);
    return subscription !== undefined;
  }

  /** @param topic absolute name */
  subscribe<T extends MessageType>(
    topic: string,
    type: T,
    listener: MessageListener<Messages[T]>,
    options: SubscribeOptions,
  ): RosSubscription {
    if (this.#byTopic.has(topic))
      throw new BrainError(`topic ${topic} is already subscribed to by this node`);
    const { rosnodejs, nodeName, nodeUri, logger, unregister } = this.#options;
    const { othersOnly, notFrom, ...others } = options;
    const except = [othersOnly ? nodeUri : null, notFrom ?? null].filter((uri) => uri !== null);
    const subscription = new Subscription<Messages[T]>({
      nodeName,
      topic,
      codec: messageCodec(type),
      logger,
      ...others,
      except,
      listener,
    });
    const { _impl } = rosnodejs.nh.subscribe(topic, messageClass(type), null, {
      tcpNoDelay: true,
      throttleMs: -1,
    });
    _impl.requestTopicFromPubs = (uris) => subscription.addPublishers(nodeAddresses(uris));
    this.#byTopic.set(topic, subscription as never);
    subscription.onClose = () => {
      this.#byTopic.delete(topic);
      delete rosnodejs.nh._node._subscribers[topic];
      _impl.shutdown();
      return unregister(topic);
    };
    return subscription;
  }
}

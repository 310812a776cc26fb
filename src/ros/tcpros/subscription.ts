import type { MessageCodec } from '../../messages/index';
import type { RosLogger } from '../logger';
import { Receiver } from '../receiver';
import type { MessageListener, RosSubscription, SubscribeOptions } from '../transport';
import { PublisherLink } from './publisher-link';

export interface SubscriptionOptions<T> extends Omit<SubscribeOptions, 'othersOnly' | 'notFrom'> {
  readonly nodeName: string;
  readonly topic: string;
  readonly codec: MessageCodec<T>;
  readonly logger: RosLogger;
  /** Slave APIs of publishers that are left out. */
  readonly except?: readonly string[];
  readonly listener: MessageListener<T>;
}

const SILENCE_ms = 2000;

/** All publishers of one topic, and what came from them. */
export class Subscription<T> implements RosSubscription {
  readonly topic: string;
  readonly #options: SubscriptionOptions<T>;
  readonly #receiver: Receiver<T>;
  readonly #links = new Map<string, PublisherLink>();
  /** Takes the subscription out of the node. */
  onClose: () => Promise<void> = async () => {};
  #closed = false;

  constructor(options: SubscriptionOptions<T>) {
    this.#options = options;
    this.#receiver = new Receiver(options);
    this.topic = options.topic;
  }

  get type(): string {
    return this.#options.codec.type;
  }

  get received(): number {
    return this.#receiver.received;
  }

  get malformed(): number {
    return this.#receiver.malformed;
  }

  get mismatched(): number {
    return this.#receiver.mismatched;
  }

  connected(): string[] {
    return [...this.#links].filter(([, link]) => link.isConnected()).map(([uri]) => uri);
  }

  /** Follows the master's list: connects to new publishers, disconnects from those that are gone. */
  setPublishers(uris: readonly string[]): void {
    for (const [uri, link] of this.#links) {
      if (uris.includes(uri)) continue;
      link.close();
      this.#links.delete(uri);
    }
    this.addPublishers(uris);
  }

  /** Connects to the new ones and keeps the others: after a restart the master knows only those that
   *  registered again, while the others may well still send. */
  addPublishers(uris: readonly string[]): void {
    for (const uri of uris) {
      if (this.#options.except?.some((excepted) => sameUri(uri, excepted))) continue;
      if (!this.#links.has(uri)) this.#links.set(uri, this.#link(uri));
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.setPublishers([]);
    await this.onClose();
  }

  #link(publisherUri: string): PublisherLink {
    const { nodeName, topic, codec, logger, silence_ms, lossIsReported, onPublisher } = this.#options;
    return new PublisherLink({
      nodeName,
      topic,
      md5: codec.md5sum,
      publisherUri,
      silence_ms: silence_ms ?? SILENCE_ms,
      onMessage: (bytes, callerId) => this.#receiver.receive(bytes, callerId),
      onMismatch: (theirType, theirMd5) => this.#receiver.mismatch(publisherUri, theirType, theirMd5),
      onTrouble: (reason, lost) => {
        const line = `topic ${topic}: no connection to its publisher ${publisherUri}: ${reason}; trying again`;
        if (lost && lossIsReported) logger.debug(line);
        else logger.warn(line);
      },
      onConnected: (callerId) => {
        logger.debug(`topic ${topic}: connected to ${publisherUri}`);
        onPublisher?.(publisherUri, callerId, true);
      },
      onDisconnected: (callerId) => onPublisher?.(publisherUri, callerId, false),
    });
  }
}

/** Masters add a slash at the end or not. */
function sameUri(uri: string, other: string): boolean {
  return uri.replace(/\/$/, '') === other.replace(/\/$/, '');
}

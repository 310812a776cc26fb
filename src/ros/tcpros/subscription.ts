import type { MessageCodec } from '../../messages/index';
import { LineLimit } from '../line-limit';
import type { RosLogger } from '../logger';
import { ReceivingSubscription } from '../receiver';
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
/** Far more than a camera or a car has. Each is asked and listened to. */
const MOST_PUBLISHERS = 64;
/** Between two changes of the list: a peer that changes it without end costs no more. */
const UPDATE_PERIOD_ms = 50;

/** All publishers of one topic, and what came from them. */
export class Subscription<T> extends ReceivingSubscription<T> implements RosSubscription {
  readonly #options: SubscriptionOptions<T>;
  readonly #links = new Map<string, PublisherLink>();
  /** Takes the subscription out of the node. */
  onClose: () => Promise<void> = async () => {};
  #closed = false;
  /** The newest list that waits, and the timer that it waits for. */
  #waiting: readonly string[] | null = null;
  #pause: NodeJS.Timeout | null = null;
  #isFull = false;
  readonly #lines = new LineLimit();

  constructor(options: SubscriptionOptions<T>) {
    super(options);
    this.#options = options;
  }

  get type(): string {
    return this.#options.codec.type;
  }

  connected(): string[] {
    return [...this.#links].filter(([, link]) => link.isConnected()).map(([uri]) => uri);
  }

  /** Follows the master's list: connects to new publishers, disconnects from those that are gone. Lists that come
   *  in quick succession wait, and the last one counts. */
  setPublishers(uris: readonly string[]): void {
    if (this.#closed) return;
    if (this.#pause !== null) {
      this.#waiting = uris;
      return;
    }
    this.#replacePublishers(uris);
    this.#pause = setTimeout(() => {
      this.#pause = null;
      const latest = this.#waiting;
      this.#waiting = null;
      if (latest !== null) this.setPublishers(latest);
    }, UPDATE_PERIOD_ms);
    this.#pause.unref();
  }

  #replacePublishers(uris: readonly string[]): void {
    const wanted = new Set(uris.map((uri) => uri.trim()));
    for (const [uri, link] of this.#links) {
      if (wanted.has(uri)) continue;
      link.close();
      this.#links.delete(uri);
    }
    this.addPublishers([...wanted]);
  }

  /** Connects to the new ones, up to a number, and keeps the others: after a restart the master knows only those that
   *  registered again, while the others may well still send. */
  addPublishers(uris: readonly string[]): void {
    const { topic, logger, except } = this.#options;
    for (const uri of uris) {
      const isOurs = except?.some((excepted) => sameUri(uri, excepted)) ?? false;
      if (this.#closed || isOurs || this.#links.has(uri)) continue;
      if (this.#links.size >= MOST_PUBLISHERS) {
        if (!this.#isFull) {
          logger.warn(
            `topic ${topic} has ${uris.length} publishers; only ${MOST_PUBLISHERS} of them are listened to`,
          );
        }
        this.#isFull = true;
        return;
      }
      this.#links.set(uri, this.#link(uri));
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#replacePublishers([]);
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
      onMessage: (bytes, callerId) => this.receiver.receive(bytes, callerId),
      onMismatch: (theirType, theirMd5) => this.receiver.mismatch(publisherUri, theirType, theirMd5),
      onTrouble: (reason, lost) => {
        const line = `topic ${topic}: no connection to its publisher ${publisherUri}: ${reason}; trying again`;
        if ((lost && lossIsReported) || !this.#lines.allows()) logger.debug(line);
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

import { messageOf } from '../../errors';
import type { RosLogger } from '../logger';
import type { PublisherListener } from '../transport';
import { PublisherLink } from './publisher-link';

/** What a generated message class offers. */
export interface MessageClass<T> {
  new (fields?: Partial<T>): T;
  md5sum(): string;
  datatype(): string;
  messageDefinition(): string;
  deserialize(bytes: Buffer): T;
  serialize(message: T, bytes: Buffer, offset: number): number;
  getMessageSize(message: T): number;
  Resolve(fields: unknown): T;
}

export interface SubscriptionOptions<T> {
  readonly nodeName: string;
  readonly topic: string;
  readonly messageClass: MessageClass<T>;
  readonly logger: RosLogger;
  readonly silence_ms: number;
  readonly onMalformed?: (reason: string) => void;
  readonly lossIsSaid?: boolean;
  readonly onPublisher?: PublisherListener;
  /** Slave API of a publisher that is left out. */
  readonly except?: string;
  listener(message: T, bytes: Buffer, callerId: string | null): void | Promise<void>;
}

/** All publishers of one topic, and what came from them. */
export class Subscription<T> {
  readonly topic: string;
  readonly #options: SubscriptionOptions<T>;
  readonly #links = new Map<string, PublisherLink>();
  /** Takes the subscription out of the node. */
  onClose: () => Promise<void> = async () => {};
  #closed = false;
  #received = 0;
  #malformed = 0;
  #mismatched = 0;

  constructor(options: SubscriptionOptions<T>) {
    this.#options = options;
    this.topic = options.topic;
  }

  get type(): string {
    return this.#options.messageClass.datatype();
  }

  /** Messages handed to the listener. */
  get received(): number {
    return this.#received;
  }

  /** Messages whose bytes do not make a message of the type. */
  get malformed(): number {
    return this.#malformed;
  }

  /** Connections given up because the publisher sends another type. */
  get mismatched(): number {
    return this.#mismatched;
  }

  /** URIs of the publishers that are connected. */
  connected(): string[] {
    return [...this.#links].filter(([, link]) => link.isConnected()).map(([uri]) => uri);
  }

  /** Follows the master's list: connects to the new, lets go of the gone. */
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
      if (sameUri(uri, this.#options.except)) continue;
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
    const { nodeName, topic, messageClass, logger, silence_ms, lossIsSaid, onPublisher } = this.#options;
    const type = messageClass.datatype();
    return new PublisherLink({
      nodeName,
      topic,
      md5: messageClass.md5sum(),
      publisherUri,
      silence_ms,
      onMessage: (bytes, callerId) => this.#handle(bytes, callerId),
      onMismatch: (theirType, theirMd5) => {
        this.#mismatched += 1;
        const same =
          theirType === type ? ` with other fields (md5 ${theirMd5}, here ${messageClass.md5sum()})` : '';
        logger.error(
          `topic ${topic} is ${theirType}${same}, but ${type} is needed here: ` +
            `nothing is read from ${publisherUri}; remap the topic or fix its publisher`,
        );
      },
      onTrouble: (reason, lost) => {
        const line = `topic ${topic}: no connection to its publisher ${publisherUri}: ${reason}; trying again`;
        if (lost && lossIsSaid) logger.debug(line);
        else logger.warn(line);
      },
      onConnected: (callerId) => {
        logger.debug(`topic ${topic}: connected to ${publisherUri}`);
        onPublisher?.(publisherUri, callerId, true);
      },
      onDisconnected: (callerId) => onPublisher?.(publisherUri, callerId, false),
    });
  }

  #handle(bytes: Buffer, callerId: string | null): void | Promise<void> {
    const { messageClass, listener, logger, topic } = this.#options;
    let message: T;
    try {
      message = messageClass.deserialize(bytes);
    } catch (error) {
      this.#malformed += 1;
      const reason = `topic ${topic}: a message of ${bytes.length} bytes is no ${messageClass.datatype()}: ${messageOf(error)}`;
      const { onMalformed } = this.#options;
      if (onMalformed) onMalformed(reason);
      else if (this.#malformed === 1) logger.error(reason);
      return;
    }
    this.#received += 1;
    const fail = (error: unknown) => logger.error(`topic ${topic}: its listener failed: ${messageOf(error)}`);
    try {
      const pending = listener(message, bytes, callerId);
      return pending ? pending.catch(fail) : undefined;
    } catch (error) {
      fail(error);
    }
  }
}

/** Masters add a slash at the end or not. */
function sameUri(uri: string, other: string | undefined): boolean {
  return other !== undefined && uri.replace(/\/$/, '') === other.replace(/\/$/, '');
}

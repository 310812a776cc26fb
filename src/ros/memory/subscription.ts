import type { MessageCodec } from '../../messages/index';
import type { RosLogger } from '../logger';
import { ReceivingSubscription } from '../receiver';
import type { MessageListener, RosSubscription, SubscribeOptions } from '../transport';
import type { Peer, Recipient, Source } from './parts';

export interface MemorySubscriptionOptions<T> extends SubscribeOptions {
  readonly topic: string;
  readonly peer: Peer;
  readonly codec: MessageCodec<T>;
  readonly logger: RosLogger;
  readonly listener: MessageListener<T>;
  /** Takes the subscription out of graph and node. */
  readonly onClose: () => void;
}

/** What bytes are overwritten with once the listener is done with them. */
const REUSED = 0xdb;

/** A topic that a node subscribes to. */
export class MemorySubscription<T> extends ReceivingSubscription<T> implements RosSubscription, Recipient {
  readonly #options: MemorySubscriptionOptions<T>;
  /** False for one that sends another type. */
  readonly #publishers = new Map<Source, boolean>();
  #closed = false;

  constructor(options: MemorySubscriptionOptions<T>) {
    super(options);
    this.#options = options;
  }

  connected(): string[] {
    return [...this.#publishers].filter(([, matches]) => matches).map(([{ peer }]) => peer.uri);
  }

  connect(publisher: Source): void {
    const { peer, codec, othersOnly, notFrom, onPublisher } = this.#options;
    if (this.#closed || this.#publishers.has(publisher)) return;
    if ((othersOnly && publisher.peer === peer) || publisher.peer.uri === notFrom) return;
    const matches = publisher.codec.md5sum === codec.md5sum;
    this.#publishers.set(publisher, matches);
    if (!matches) {
      this.receiver.mismatch(publisher.peer.uri, publisher.codec.type, publisher.codec.md5sum);
      return;
    }
    onPublisher?.(publisher.peer.uri, publisher.peer.name, true);
    publisher.connect(this);
  }

  disconnect(publisher: Source): void {
    const matched = this.#publishers.get(publisher);
    this.#publishers.delete(publisher);
    publisher.disconnect(this);
    if (matched) this.#options.onPublisher?.(publisher.peer.uri, publisher.peer.name, false);
  }

  receive(bytes: Buffer, callerId: string): void {
    const pending = this.receiver.receive(bytes, callerId);
    // A socket would read the next message into them.
    const reuse = () => void bytes.fill(REUSED);
    if (pending) void pending.then(reuse);
    else reuse();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const publisher of [...this.#publishers.keys()]) this.disconnect(publisher);
    this.#options.onClose();
  }
}

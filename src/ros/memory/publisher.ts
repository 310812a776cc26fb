import { encoded, type MessageCodec } from '../codecs';
import type { AdvertiseOptions, RosPublisher } from '../transport';
import type { TaskQueue } from './queue';
import type { MemorySubscription } from './subscription';

/** Who publishes or subscribes. */
export interface Peer {
  readonly name: string;
  readonly uri: string;
}

/** A topic that a node publishes. Nothing is lost on the way: every subscriber keeps up. */
export class MemoryPublisher<T> implements RosPublisher<T> {
  readonly dropped = 0;
  readonly #subscriptions = new Set<MemorySubscription<never>>();
  #latched: Buffer | null = null;

  constructor(
    readonly topic: string,
    readonly peer: Peer,
    readonly codec: MessageCodec<T>,
    private readonly queue: TaskQueue,
    private readonly options: AdvertiseOptions<T>,
  ) {}

  get subscribers(): number {
    return this.#subscriptions.size;
  }

  /** Within a process everything arrives. */
  onDelivery(): void {}

  publish(message: T): void {
    if (this.#subscriptions.size === 0 && !this.options.latching) return;
    const bytes = encoded(this.codec, message);
    if (this.options.latching) this.#latched = bytes;
    for (const subscription of this.#subscriptions) this.#send(subscription, bytes);
  }

  connect(subscription: MemorySubscription<never>): void {
    this.#subscriptions.add(subscription);
    if (this.#latched) this.#send(subscription, this.#latched);
    const greeting = this.options.greeting?.() ?? null;
    if (greeting !== null) this.#send(subscription, encoded(this.codec, greeting));
  }

  disconnect(subscription: MemorySubscription<never>): void {
    this.#subscriptions.delete(subscription);
  }

  #send(subscription: MemorySubscription<never>, bytes: Buffer): void {
    // Each subscriber has bytes of its own, as it would over a socket.
    const own = Buffer.from(bytes);
    this.queue.post(() => {
      if (this.#subscriptions.has(subscription)) subscription.receive(own, this.peer.name);
    });
  }
}

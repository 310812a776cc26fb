import { encoded, type MessageCodec } from '../../messages/index';
import type { AdvertiseOptions, RosPublisher } from '../transport';
import type { Peer, Recipient, Source } from './parts';
import type { TaskQueue } from './queue';

/** A topic that a node publishes. Nothing is lost: every subscriber keeps up. */
export class MemoryPublisher<T> implements RosPublisher<T>, Source {
  readonly dropped = 0;
  readonly #recipients = new Set<Recipient>();
  #latched: Buffer | null = null;

  constructor(
    readonly topic: string,
    readonly peer: Peer,
    readonly codec: MessageCodec<T>,
    private readonly queue: TaskQueue,
    private readonly options: AdvertiseOptions<T>,
  ) {}

  get subscribers(): number {
    return this.#recipients.size;
  }

  /** The node that is named, a guard, would be in another process. */
  hasSubscriberBeside(): boolean {
    return this.#recipients.size > 0;
  }

  /** Within a process everything arrives. */
  onDelivery(): void {}

  publish(message: T): void {
    if (this.#recipients.size === 0 && !this.options.latching) return;
    const bytes = encoded(this.codec, message);
    if (this.options.latching) this.#latched = bytes;
    for (const recipient of this.#recipients) this.#send(recipient, bytes);
  }

  connect(recipient: Recipient): void {
    this.#recipients.add(recipient);
    if (this.#latched) this.#send(recipient, this.#latched);
    const greeting = this.options.greeting?.() ?? null;
    if (greeting !== null) this.#send(recipient, encoded(this.codec, greeting));
  }

  disconnect(recipient: Recipient): void {
    this.#recipients.delete(recipient);
  }

  #send(recipient: Recipient, bytes: Buffer): void {
    // Each subscriber has bytes of its own, as it would over a socket.
    const own = Buffer.from(bytes);
    this.queue.post(() => {
      if (this.#recipients.has(recipient)) recipient.receive(own, this.peer.name);
    });
  }
}

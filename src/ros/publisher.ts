import type { Socket } from 'node:net';
import type { PublisherHandle, PublisherImpl } from './rosnodejs';
import type { MessageClass } from './subscription';

/** A topic this node publishes. Messages leave in the call: nothing waits for a timer. */
export class Publisher<T> {
  readonly topic: string;
  readonly #impl: PublisherImpl;
  readonly #class: MessageClass<T>;
  readonly #latching: boolean;
  readonly #queueSize: number;
  readonly #callers = new WeakMap<Socket, string>();
  #dropped = 0;

  constructor(
    topic: string,
    handle: PublisherHandle,
    type: MessageClass<T>,
    latching: boolean,
    queueSize: number,
  ) {
    this.topic = topic;
    this.#impl = handle._impl;
    this.#class = type;
    this.#latching = latching;
    this.#queueSize = queueSize;
    handle.on('connection', (header, name) => {
      const socket = this.#impl._subClients[name];
      if (socket && header.callerid) this.#callers.set(socket, header.callerid);
    });
  }

  /** Names of the nodes that are connected. */
  clients(): string[] {
    return Object.entries(this.#impl._subClients).map(([name, socket]) => this.#callers.get(socket) ?? name);
  }

  get type(): string {
    return this.#class.datatype();
  }

  /** Connected subscribers. */
  get subscribers(): number {
    return this.#impl.getNumSubscribers();
  }

  /** Messages withheld from subscribers that do not keep up, counted by subscriber. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The message is serialised before the call returns, its arrays may be reused. A subscriber that has
   *  `queueSize` messages unread does not get it. */
  publish(message: T): void {
    const sockets = Object.values(this.#impl._subClients);
    if (sockets.length === 0 && !this.#latching) return;
    const size = this.#class.getMessageSize(message);
    const bytes = Buffer.allocUnsafe(size + 4);
    bytes.writeUInt32LE(size);
    this.#class.serialize(message, bytes, 4);
    if (this.#latching) this.#impl._lastSentMsg = bytes;
    for (const socket of sockets) {
      if (socket.writableLength >= this.#queueSize * bytes.length) this.#dropped += 1;
      else socket.write(bytes);
    }
  }
}

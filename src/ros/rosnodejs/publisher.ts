import type { Socket } from 'node:net';
import type { MessageCodec } from '../../messages/index';
import type { Delivery } from '../tcpros/delivery-watch';
import type { DeliveryListener } from '../transport';
import type { PublisherHandle, PublisherImpl } from './library';

/** What is sent to single subscribers. */
export interface SingleMessages<T> {
  /** Sent last to a subscriber that can no longer be reached; null for nothing. */
  readonly finalMessage?: T | null;
  /** Sent to a subscriber that connects; null for nothing. */
  readonly greeting?: () => T | null;
}

/** A topic this node publishes. Messages leave in the call: nothing waits for a timer. */
export class Publisher<T> {
  readonly topic: string;
  readonly #impl: PublisherImpl;
  readonly #codec: MessageCodec<T>;
  readonly #latching: boolean;
  readonly #queueSize: number;
  readonly #callers = new WeakMap<Socket, string>();
  readonly #finalMessage: T | null;
  readonly #greeting: () => T | null;
  /** Subscribers that do not acknowledge what they are sent. */
  readonly #stuck = new Set<Socket>();
  readonly #listeners: DeliveryListener[] = [];
  #dropped = 0;

  constructor(
    topic: string,
    handle: PublisherHandle,
    codec: MessageCodec<T>,
    latching: boolean,
    queueSize: number,
    { finalMessage = null, greeting = () => null }: SingleMessages<T> = {},
  ) {
    this.topic = topic;
    this.#impl = handle._impl;
    this.#codec = codec;
    this.#latching = latching;
    this.#queueSize = queueSize;
    this.#finalMessage = finalMessage;
    this.#greeting = greeting;
    handle.on('connection', (header, name) => {
      const socket = this.#impl._subClients[name];
      if (socket && header.callerid) this.#callers.set(socket, header.callerid);
      socket?.once('close', () => this.free(socket));
      const greeting = this.#greeting();
      if (greeting !== null) socket?.write(this.#encoded(greeting));
    });
  }

  /** Every connected subscriber. */
  deliveries(): Delivery[] {
    return Object.values(this.#impl._subClients).map((socket) => ({
      socket,
      callerId: this.#callers.get(socket) ?? null,
    }));
  }

  has(socket: Socket): boolean {
    return Object.values(this.#impl._subClients).includes(socket);
  }

  onDelivery(listener: DeliveryListener): void {
    this.#listeners.push(listener);
  }

  /** From now on nothing is sent to the subscriber: messages that wait for a network would arrive late, oldest
   *  first. The last one in the queue is the final message. */
  stuck(socket: Socket): void {
    if (this.#stuck.has(socket) || !this.has(socket)) return;
    if (this.#finalMessage !== null) socket.write(this.#encoded(this.#finalMessage));
    this.#stuck.add(socket);
    this.#notify(socket, false);
  }

  /** The subscriber acknowledges again, or its connection has ended. */
  free(socket: Socket): void {
    if (this.#stuck.delete(socket)) this.#notify(socket, true);
  }

  #notify(socket: Socket, delivered: boolean): void {
    const subscriber = this.#callers.get(socket) ?? 'a subscriber without a name';
    for (const listener of this.#listeners) listener(subscriber, delivered);
  }

  /** Names of the nodes that are connected. */
  clients(): string[] {
    return Object.entries(this.#impl._subClients).map(([name, socket]) => this.#callers.get(socket) ?? name);
  }

  get type(): string {
    return this.#codec.type;
  }

  /** Connected subscribers. */
  get subscribers(): number {
    return this.#impl.getNumSubscribers();
  }

  hasSubscriberBeside(nodeName: string | null): boolean {
    return this.clients().some((client) => client !== nodeName);
  }

  /** Messages withheld from subscribers that do not keep up, counted for each subscriber. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The message is serialised before the call returns, its arrays may be reused. A subscriber that has
   *  `queueSize` messages unread, or cannot be reached, does not get it. */
  publish(message: T): void {
    const sockets = Object.values(this.#impl._subClients);
    if (sockets.length === 0 && !this.#latching) return;
    const bytes = this.#encoded(message);
    if (this.#latching) this.#impl._lastSentMsg = bytes;
    for (const socket of sockets) {
      const full = socket.writableLength >= this.#queueSize * bytes.length;
      if (full || this.#stuck.has(socket)) this.#dropped += 1;
      else socket.write(bytes);
    }
  }

  #encoded(message: T): Buffer {
    const size = this.#codec.size(message);
    const bytes = Buffer.allocUnsafe(size + 4);
    bytes.writeUInt32LE(size);
    this.#codec.write(message, bytes, 4);
    return bytes;
  }
}

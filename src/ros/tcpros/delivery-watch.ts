import type { Socket } from 'node:net';
import { isLoopback } from './host';
import { type Backlog, backlogsOf } from './tcp-backlog';

/** A subscriber's connection. */
export interface Delivery {
  readonly socket: Socket;
  /** Name of the subscriber's node, null when it did not give it. */
  readonly callerId: string | null;
}

export interface DeliveryWatchOptions {
  readonly period_ms: number;
  /** Every connection to a subscriber, whatever its topic. */
  connections(): readonly Delivery[];
  /** The subscriber no longer acknowledges what it is sent. */
  onStuck(socket: Socket): void;
  /** It does again. */
  onFree(socket: Socket): void;
  /** The connection was reset; the subscriber has to reconnect. */
  onReset(socket: Socket): void;
  /** Whether the node of that name answers. Rejects when that is unknown. */
  answers(callerId: string): Promise<boolean>;
  /** For tests. */
  readonly backlogs?: (sockets: readonly Socket[]) => Promise<Map<Socket, Backlog>>;
}

/** A connection is stuck after this many retransmissions without an acknowledgement: 1.4 s on a fast network, as the
 *  pauses start at 0.2 s and double. A single lost packet is acknowledged after the first or second. */
const STUCK_RETRANSMITS = 3;

/**
 * Notices subscribers that cannot be reached, and brings them back. When packets are lost between two machines,
 * TCP keeps what was written and retransmits it with a backoff that doubles: after an outage of a minute the next try
 * may be most of a minute away, and the oldest message arrives first. In ROS only the subscriber can connect, and it
 * does so when its connection breaks. So as soon as its node answers again, the connection is reset, what waited in it
 * is discarded, and the subscriber reconnects.
 *
 * Linux reports retransmissions; on other systems this watch sees nothing.
 */
export class DeliveryWatch {
  readonly #options: DeliveryWatchOptions;
  readonly #stuck = new Set<Socket>();
  readonly #asked = new WeakSet<Socket>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: DeliveryWatchOptions) {
    this.#options = options;
    this.#schedule();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Checks all connections once; done by itself every `period_ms`. */
  async look(): Promise<void> {
    // Between processes of one machine nothing is lost.
    const away = this.#options
      .connections()
      .filter(({ socket }) => !socket.destroyed && !isLoopback(socket.remoteAddress ?? '127.0.0.1'));
    for (const socket of this.#stuck) if (socket.destroyed) this.#stuck.delete(socket);
    if (away.length === 0) return;
    const backlogs = await (this.#options.backlogs ?? backlogsOf)(away.map(({ socket }) => socket));
    for (const delivery of away) {
      const backlog = backlogs.get(delivery.socket);
      if (backlog && !this.#closed) this.#judge(delivery, backlog);
    }
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      void this.look().finally(() => this.#schedule());
    }, this.#options.period_ms);
    this.#timer.unref();
  }

  #judge({ socket, callerId }: Delivery, { unacknowledged_bytes, retransmits }: Backlog): void {
    if (this.#stuck.has(socket)) {
      if (unacknowledged_bytes === 0 || retransmits === 0) {
        this.#stuck.delete(socket);
        this.#options.onFree(socket);
      } else if (callerId !== null) void this.#resetWhenReachable(socket, callerId);
    } else if (retransmits >= STUCK_RETRANSMITS) {
      this.#stuck.add(socket);
      this.#options.onStuck(socket);
    }
  }

  async #resetWhenReachable(socket: Socket, callerId: string): Promise<void> {
    if (this.#asked.has(socket)) return;
    this.#asked.add(socket);
    const there = await this.#options.answers(callerId).catch(() => false);
    this.#asked.delete(socket);
    // An ordinary close would deliver the old messages first.
    if (!there || !this.#stuck.has(socket) || socket.destroyed) return;
    this.#options.onReset(socket);
    socket.resetAndDestroy();
  }
}

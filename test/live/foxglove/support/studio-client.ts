import { type Channel, FoxgloveClient, type IWebSocket } from '@foxglove/ws-protocol';
import { WebSocket } from 'ws';
import { type Messages, type MessageType, messageCodec } from '../../../../src/messages/index';

/** A message with the time that the server gave it. */
export interface StudioMessage {
  readonly topic: string;
  readonly time_s: number;
  readonly bytes: Buffer;
}

/** Foxglove's own client: keeps every message of the topics that it subscribes to. */
export class StudioClient {
  readonly channels: Channel[] = [];
  readonly messages: StudioMessage[] = [];
  readonly statuses: string[] = [];
  readonly times_s: number[] = [];
  info: { readonly name: string; readonly capabilities: readonly string[] } | null = null;
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #client: FoxgloveClient;
  readonly #topics = new Map<number, string>();
  readonly #subscriptions = new Map<string, number>();
  #waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code: number) => resolve(code));
    });
    this.#client = new FoxgloveClient({ ws: withBuffers(socket) });
    this.#client.on('serverInfo', ({ name, capabilities }) =>
      this.#take(() => (this.info = { name, capabilities })),
    );
    this.#client.on('advertise', (channels) => this.#take(() => this.channels.push(...channels)));
    this.#client.on('status', ({ message }) => this.#take(() => this.statuses.push(message)));
    this.#client.on('time', ({ timestamp }) => this.#take(() => this.times_s.push(Number(timestamp) / 1e9)));
    this.#client.on('message', ({ subscriptionId, timestamp, data }) =>
      this.#take(() => {
        const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        this.messages.push({
          topic: this.#topics.get(subscriptionId)!,
          time_s: Number(timestamp) / 1e9,
          bytes,
        });
      }),
    );
  }

  /** Resolves when the channels are known. @throws Error with the status of a refusal */
  static async open(
    address: string,
    {
      headers = {},
      protocols = [FoxgloveClient.SUPPORTED_SUBPROTOCOL],
    }: {
      readonly headers?: Record<string, string>;
      readonly protocols?: readonly string[];
    } = {},
  ): Promise<StudioClient> {
    const socket = new WebSocket(address, protocols, { headers });
    const refused = new Promise<never>((_, reject) => {
      socket.on('error', reject);
    });
    const client = new StudioClient(socket);
    await Promise.race([client.until(() => client.channels.length > 0), refused]);
    return client;
  }

  subscribe(...topics: string[]): void {
    for (const topic of topics) {
      const { id } = this.channels.find((channel) => channel.topic === topic)!;
      const subscription = this.#client.subscribe(id);
      this.#topics.set(subscription, topic);
      this.#subscriptions.set(topic, subscription);
    }
  }

  unsubscribe(topic: string): void {
    this.#client.unsubscribe(this.#subscriptions.get(topic)!);
  }

  of(topic: string): StudioMessage[] {
    return this.messages.filter((message) => message.topic === topic);
  }

  /** Messages of a topic, by the type that its channel names. */
  decoded<T extends MessageType>(topic: string, type: T): Messages[T][] {
    expect(this.channels.find((channel) => channel.topic === topic)!.schemaName).toBe(type);
    return this.of(topic).map(({ bytes }) => messageCodec(type).decode(bytes));
  }

  /** Resolves once something has come. */
  async until(isThere: () => boolean): Promise<void> {
    if (isThere()) return;
    await new Promise<void>((resolve) => void this.#waiting.push({ isThere, resolve }));
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.closed;
  }

  #take(keep: () => void): void {
    keep();
    this.#waiting = this.#waiting.filter(({ isThere, resolve }) => {
      if (!isThere()) return true;
      resolve();
      return false;
    });
  }
}

/** Binary messages as views: an ArrayBuffer of Node's is none of jest's. */
function withBuffers(socket: WebSocket): IWebSocket {
  const shown: IWebSocket = {
    binaryType: 'arraybuffer',
    get protocol() {
      return socket.protocol;
    },
    onerror: null,
    onopen: null,
    onclose: null,
    onmessage: null,
    close: () => socket.close(),
    send: (data) => socket.send(data),
  };
  socket.on('open', () => shown.onopen?.({}));
  socket.on('close', () => shown.onclose?.({}));
  socket.on('message', (data: Buffer, isBinary: boolean) =>
    shown.onmessage?.({ data: isBinary ? data : data.toString() }),
  );
  return shown;
}

import { FoxgloveServer, StatusLevel } from '@foxglove/ws-protocol';
import type { WebSocket } from 'ws';
import { decodeImageMessage } from '../image-message';
import type { ServerMessage } from '../messages';
import { IMAGE_KINDS } from '../page-requests';
import type { Page, PageSocket } from '../server/page';
import { TokenBucket } from '../server/request-limits';
import { channelOf, IMAGE_KEYS, STUDIO_KEYS, type StudioKey } from './topics';
import { Translator } from './translator';

/** Bytes that wait to leave, at most, before more numbers. */
const MOST_WAITING = 1024 * 1024;
/** A studio that lets so much wait is gone: nobody reads. */
const FAR_BEHIND = 16 * 1024 * 1024;
/** What studios show is hardly wider; a slow one gets smaller images. */
const IMAGE_WIDTH = 640;
const IMAGE_RATE_HZ = 30;
/** Between two words that messages were left out. */
const COMPLAINT_MS = 10_000;
/** Malformed messages before the connection is closed. */
const MOST_MALFORMED = 20;
const MALFORMED = 1008;
/** What a studio may send: a message for each panel that is opened. */
const REQUESTS = { rate_hz: 100, burst: 500 };

/**
 * A Foxglove or Lichtblick that is connected: to the hub it is a page, whose messages it gets, and to the studio a server
 * of the Foxglove WebSocket protocol. It can be watched, but controls nothing.
 */
export class Studio implements PageSocket {
  readonly #socket: WebSocket;
  readonly #server: FoxgloveServer;
  readonly #translator: Translator;
  readonly #now_ms: () => number;
  readonly #channels = new Map<number, StudioKey>();
  readonly #ids = new Map<StudioKey, number>();
  readonly #subscribed = new Set<StudioKey>();
  #page: Page | null = null;
  readonly #requests = new TokenBucket(REQUESTS);
  #malformed = 0;
  #complained_ms = Number.NEGATIVE_INFINITY;

  /** @param sessionId differs for each run */
  constructor(socket: WebSocket, name: string, sessionId: string, now_ms = () => performance.now()) {
    this.#socket = socket;
    this.#now_ms = now_ms;
    this.#server = new FoxgloveServer({ name, capabilities: ['time'], sessionId });
    this.#translator = new Translator({
      wants: (key) => this.#subscribed.has(key),
      publish: (key, time_ns, bytes) => this.#publish(key, time_ns, bytes),
      tellTime: (time_ns) => {
        if (this.bufferedAmount <= MOST_WAITING) this.#server.broadcastTime(time_ns);
      },
    });
    for (const key of STUDIO_KEYS) {
      const id = this.#server.addChannel(channelOf(key));
      this.#channels.set(id, key);
      this.#ids.set(key, id);
    }
    this.#server.on('subscribe', (id) => this.#subscribe(this.#channels.get(id)!));
    this.#server.on('unsubscribe', (id) => this.#unsubscribe(this.#channels.get(id)!));
    this.#server.on('error', (error) => this.#complainOf(error));
    socket.on('message', () => {
      if (!this.#requests.take(this.#now_ms())) this.close(MALFORMED, 'too many messages');
    });
    this.#server.handleConnection(socket, 'studio');
  }

  /** What the hub opened for it. */
  set page(page: Page) {
    this.#page = page;
    this.#askForImages();
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  /** A message as pages get it. */
  send(data: string | Uint8Array): void {
    if (typeof data === 'string') this.#translator.take(JSON.parse(data) as ServerMessage);
    else {
      const { header, image } = decodeImageMessage(Uint8Array.from(data).buffer);
      this.#translator.image(header, image);
    }
    if (this.bufferedAmount > FAR_BEHIND) this.terminate();
  }

  ping(data: string): void {
    this.#socket.ping(data);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #publish(key: StudioKey, time_ns: bigint, bytes: Uint8Array): void {
    if (!this.#subscribed.has(key)) return;
    if (this.bufferedAmount <= MOST_WAITING) {
      this.#server.sendMessage(this.#ids.get(key)!, time_ns, bytes);
      return;
    }
    const now_ms = this.#now_ms();
    if (now_ms - this.#complained_ms < COMPLAINT_MS) return;
    this.#complained_ms = now_ms;
    // Lichtblick explains this text of other servers.
    this.#server.sendStatus({ level: StatusLevel.WARNING, message: 'Send buffer limit reached' });
  }

  #subscribe(key: StudioKey): void {
    this.#subscribed.add(key);
    this.#askForImages();
    this.#translator.subscribed(key);
  }

  #unsubscribe(key: StudioKey): void {
    this.#subscribed.delete(key);
    this.#askForImages();
  }

  /** Images are made of those kinds alone to which it subscribes. */
  #askForImages(): void {
    if (this.#page === null) return;
    const kinds = IMAGE_KINDS.filter((kind) => this.#subscribed.has(IMAGE_KEYS[kind]));
    this.#page.images.view = { type: 'view', kinds, width: IMAGE_WIDTH, rate_hz: IMAGE_RATE_HZ };
  }

  #complainOf(error: Error): void {
    this.#malformed += 1;
    if (this.#malformed > MOST_MALFORMED) this.close(MALFORMED, 'too many malformed messages');
    else this.#server.sendStatus({ level: StatusLevel.ERROR, message: error.message.slice(0, 200) });
  }
}

import type { BoardRequest } from '../grid-messages';
import { CLOSE_CODES } from '../messages';
import type { Cursor, History } from './history';
import { ImagePace } from './image-pace';
import { RequestLimits } from './request-limits';

/** The part of a WebSocket that a page needs. */
export interface PageSocket {
  readonly bufferedAmount: number;
  send(data: string | Uint8Array): void;
  ping(data: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Bytes that wait to leave, at most, before more numbers. */
const MOST_WAITING = 256 * 1024;
/** A page that takes nothing for so long is closed; it connects again when it is awake. */
const MOST_BEHIND_MS = 30_000;
const PING_MS = 10_000;
const MOST_SILENT_MS = 60_000;

/** One open page: what it has been sent, and how much it can bear. */
export class Page {
  readonly number: number;
  readonly images = new ImagePace();
  readonly limits = new RequestLimits();
  /** What it wants to see of an experiment. */
  board: BoardRequest = { type: 'board', tracks: false, cell: null };
  /** Whether it has missed some of that. */
  hasMissed = false;
  readonly #socket: PageSocket;
  #cursor: Cursor = { poses: 0, decisions: 0, lost: 0 };
  #behind_ms: number | null = null;
  #heard_ms: number;
  #pinged_ms: number;

  constructor(number: number, socket: PageSocket, now_ms: number) {
    this.number = number;
    this.#socket = socket;
    this.#heard_ms = now_ms;
    this.#pinged_ms = now_ms;
  }

  /** Bytes that wait to leave. */
  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  /** Whether it takes less than it is sent. */
  get isBehind(): boolean {
    return this.waiting > MOST_WAITING;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** Sends everything driven so far. */
  sendPast(history: History): void {
    this.#cursor = history.end;
    this.send(JSON.stringify(history.past()));
  }

  /** What was not sent is not sent any more. */
  skipTo(cursor: Cursor): void {
    this.#cursor = cursor;
  }

  /** Sends what came since the last call, unless the page is behind: then it gets it later, thinned.
   *  @param textOf makes the message from a cursor on; pages that are equally far share it
   *  @param isLast there will be no later */
  sendSamples(end: Cursor, textOf: (from: Cursor) => string | null, isLast = false): void {
    if (this.isBehind && !isLast) return;
    const text = textOf(this.#cursor);
    this.#cursor = end;
    if (text !== null) this.send(text);
  }

  sendImage(message: Uint8Array): void {
    this.#socket.send(message);
    // Browsers answer by themselves, in order: the image has arrived then.
    this.#socket.ping(String(this.images.sent()));
  }

  /** The page's answer to a ping. */
  pong(data: string, now_ms: number): void {
    this.#heard_ms = now_ms;
    this.images.arrived(Number(data));
  }

  heard(now_ms: number): void {
    this.#heard_ms = now_ms;
  }

  /** Asks a silent page whether it is there.
   *  @returns false for one that is not, or takes nothing: it is gone then */
  check(now_ms: number): boolean {
    if (!this.isBehind) this.#behind_ms = null;
    else this.#behind_ms ??= now_ms;
    const isStuck = this.#behind_ms !== null && now_ms - this.#behind_ms > MOST_BEHIND_MS;
    if (isStuck || now_ms - this.#heard_ms > MOST_SILENT_MS) {
      this.#socket.terminate();
      return false;
    }
    if (now_ms - this.#pinged_ms > PING_MS && !this.isBehind) {
      this.#pinged_ms = now_ms;
      this.#socket.ping('0');
    }
    return true;
  }

  close(code: keyof typeof CLOSE_CODES, reason: string): void {
    this.#socket.close(CLOSE_CODES[code], reason);
  }
}

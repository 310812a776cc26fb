import { WebSocket } from 'ws';
import { decodeImageMessage } from '../../../src/live/image-message';
import {
  type AnswerMessage,
  type ImageHeader,
  type ServerMessage,
  SOCKET_PATH,
} from '../../../src/live/messages';
import type { Action, ControlRequest, PageRequest } from '../../../src/live/page-requests';

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** A page without a browser: keeps every message. */
export class LiveClient {
  readonly messages: ServerMessage[] = [];
  readonly images: { readonly header: ImageHeader; readonly image: Uint8Array }[] = [];
  /** Code and reason of the end. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #socket: WebSocket;
  #waiting: { readonly isThere: () => boolean; readonly resolve: () => void }[] = [];
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code: number, reason: Buffer) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.images.push(decodeImageMessage(Uint8Array.from(data).buffer));
      else this.messages.push(JSON.parse(data.toString()) as ServerMessage);
      this.#waiting = this.#waiting.filter(({ isThere, resolve }) => {
        if (!isThere()) return true;
        resolve();
        return false;
      });
    });
  }

  /** @param address as the server prints it. @throws Error with the status of a refusal */
  static async open(address: string, headers: Record<string, string> = {}): Promise<LiveClient> {
    const url = new URL(address.replace(/^http/, 'ws'));
    url.pathname = SOCKET_PATH;
    const socket = new WebSocket(url.href, { headers });
    const client = new LiveClient(socket);
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
    return client;
  }

  all<T extends ServerMessage['type']>(type: T): Of<T>[] {
    return this.messages.filter((message): message is Of<T> => message.type === type);
  }

  newest<T extends ServerMessage['type']>(type: T): Of<T> | null {
    return this.all(type).at(-1) ?? null;
  }

  /** Resolves once something has come. */
  async until(isThere: () => boolean): Promise<void> {
    if (isThere()) return;
    await new Promise<void>((resolve) => void this.#waiting.push({ isThere, resolve }));
  }

  send(request: PageRequest): void {
    this.#socket.send(JSON.stringify(request));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Reads nothing from now on, as a browser that sleeps. */
  sleep(): void {
    this.#socket.pause();
  }

  async control(action: Action, names: Partial<ControlRequest> = {}): Promise<AnswerMessage> {
    this.#id += 1;
    const id = this.#id;
    this.send({ type: 'control', id, action, ...names });
    const answer = () => this.all('answer').find((message) => message.id === id);
    await this.until(() => answer() !== undefined);
    return answer()!;
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }
}

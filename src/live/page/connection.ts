import { decodeImageMessage } from '../image-message';
import { CLOSE_CODES, type ImageHeader, type ServerMessage, SOCKET_PATH, TOKEN_PARAMETER } from '../messages';
import type { PageRequest } from '../page-requests';
import { retryAfter_ms } from './model/retry';

const UNREACHABLE = 'the server cannot be reached';

export interface ConnectionListener {
  onMessage(message: ServerMessage): void;
  onImage(header: ImageHeader, image: Uint8Array<ArrayBuffer>): void;
  /** The connection is lost, with or without a farewell of the server, or not let in. It is there again with the next `hello`. */
  onLink(status: 'lost' | 'over' | 'refused', why: string): void;
}

/** The WebSocket to the server of this page: opened again by itself whenever it is lost. */
export class Connection {
  readonly #listener: ConnectionListener;
  #socket: WebSocket | null = null;
  #failures = 0;
  #timer: number | undefined;

  constructor(listener: ConnectionListener) {
    this.#listener = listener;
    window.addEventListener('online', () => this.#retryNow());
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.#retryNow();
    });
  }

  open(): void {
    const socket = new WebSocket(socketAddress(location.protocol === 'https:' ? 'wss:' : 'ws:'));
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#take(data);
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
  }

  /** @returns false when there is no connection */
  send(request: PageRequest): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(request));
    return true;
  }

  #take(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      const { header, image } = decodeImageMessage(data);
      this.#listener.onImage(header, image);
      return;
    }
    const message = JSON.parse(data) as ServerMessage;
    // A server that closes each connection at once is tried less and less often.
    if (message.type === 'hello') this.#failures = 0;
    this.#listener.onMessage(message);
  }

  #lost(code: number, reason: string): void {
    this.#socket = null;
    this.#fail(code === CLOSE_CODES.ended ? 'over' : 'lost', explainClose(code, reason));
  }

  async #retry(): Promise<void> {
    this.#timer = undefined;
    const status = await probe();
    if (status === 'let in') this.open();
    else if (status === 'unreachable') this.#fail('lost', UNREACHABLE);
    else this.#fail('refused', 'the server asks for another token: open the address that it printed');
  }

  #fail(status: 'lost' | 'over' | 'refused', why: string): void {
    this.#failures += 1;
    this.#listener.onLink(status, why);
    this.#timer = window.setTimeout(() => void this.#retry(), retryAfter_ms(this.#failures));
  }

  /** At once, where the next attempt is still waited for. */
  #retryNow(): void {
    if (this.#timer === undefined) return;
    window.clearTimeout(this.#timer);
    void this.#retry();
  }
}

/** Asks whether the server would let this page in: a WebSocket that is refused does not say why. */
async function probe(): Promise<'let in' | 'refused' | 'unreachable'> {
  try {
    const { status } = await fetch(socketAddress(location.protocol), { method: 'HEAD', cache: 'no-store' });
    return status === 401 ? 'refused' : 'let in';
  } catch {
    return 'unreachable';
  }
}

function explainClose(code: number, reason: string): string {
  if (code === CLOSE_CODES.ended) return 'its program has ended';
  if (code === CLOSE_CODES.full) return 'too many pages are open';
  if (code === CLOSE_CODES.malformed) return `the server refused a message of this page: ${reason}`;
  return UNREACHABLE;
}

function socketAddress(protocol: string): string {
  const address = new URL(SOCKET_PATH, location.href);
  address.protocol = protocol;
  const token = new URLSearchParams(location.search).get(TOKEN_PARAMETER);
  if (token !== null) address.searchParams.set(TOKEN_PARAMETER, token);
  return address.href;
}

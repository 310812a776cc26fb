import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FromLiveThread, Place } from '../feed/channel';
import { CLOSE_CODES, TOKEN_PARAMETER } from '../messages';
import { isOwnHost, isRightToken, isStudioOrigin, namesOfMachine } from '../server/access';
import type { Hub } from '../server/hub';
import { refuse, urlOf } from '../server/upgrade';
import { Studio } from './studio';

/** Names of one protocol, the usual one first. */
const SUBPROTOCOLS = ['foxglove.websocket.v1', 'foxglove.sdk.v1'];
/** Studios that are connected at once. */
const MOST_STUDIOS = 16;
const MOST_CONNECTIONS = 64;
/** Of a message of a studio, bytes. */
const LONGEST_MESSAGE = 64 * 1024;
/** For a peer to answer a close frame. */
const GOODBYE_MS = 2500;
const REQUEST_MS = 10_000;

export interface FoxglovePortOptions {
  readonly place: Place;
  readonly hub: Pick<Hub, 'open' | 'left'>;
  readonly send: (message: FromLiveThread) => void;
}

/** The port to which Foxglove and Lichtblick connect. */
export class FoxglovePort {
  readonly #options: FoxglovePortOptions;
  readonly #names: ReadonlySet<string>;
  /** Another one is another run for a studio. */
  readonly #session = randomUUID();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_MESSAGE,
    perMessageDeflate: false,
    closeTimeout: GOODBYE_MS,
    handleProtocols: (offered) => subprotocolOf(offered) ?? false,
  });
  #open = 0;

  constructor(options: FoxglovePortOptions) {
    this.#options = options;
    this.#names = namesOfMachine(options.place.host);
    this.#server = createServer((_, response) => {
      response.writeHead(426, { 'Content-Type': 'text/plain' });
      response.end(
        'Open this address in Foxglove or Lichtblick: a connection of the kind Foxglove WebSocket.\n',
      );
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.requestTimeout = REQUEST_MS;
    this.#server.headersTimeout = REQUEST_MS;
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('clientError', (_, socket) => void socket.destroy());
  }

  get server(): Server {
    return this.#server;
  }

  /** Closes what is still open; studios have been told by the hub. */
  close(): void {
    this.#server.close();
    this.#sockets.close();
    this.#server.closeAllConnections();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { host, origin } = request.headers;
    const { token } = this.#options.place;
    const given = urlOf(request)?.searchParams.get(TOKEN_PARAMETER) ?? null;
    if (!isOwnHost(host, this.#names))
      refuse(
        socket,
        '421 Misdirected Request',
        `This server answers to ${[...this.#names].join(', ')} only.\n`,
      );
    else if (!isRightToken(given, token))
      refuse(socket, '401 Unauthorized', 'The token is missing or wrong: use the address that was printed.');
    // Who knows the token may come from anywhere.
    else if (token === null && !isStudioOrigin(origin))
      refuse(socket, '403 Forbidden', 'Pages of other sites need the token of --live-token.');
    else if (subprotocolOf(offeredBy(request)) === null)
      refuse(socket, '400 Bad Request', `The subprotocol must be ${SUBPROTOCOLS.join(' or ')}.`);
    else this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted));
  }

  #accept(socket: WebSocket): void {
    // Errors come before the end: a message that is too long, a connection that breaks.
    socket.on('error', () => {});
    const { hub, send } = this.#options;
    if (this.#open >= MOST_STUDIOS) {
      send({ type: 'log', level: 'warn', line: `--foxglove refuses more than ${MOST_STUDIOS} connections` });
      socket.close(CLOSE_CODES.full, `${MOST_STUDIOS} are connected already`);
      return;
    }
    this.#open += 1;
    const studio = new Studio(socket, 'f1-brain', this.#session);
    const page = hub.open(studio);
    studio.page = page;
    socket.on('pong', (data: Buffer) => page.pong(data.toString('utf8'), performance.now()));
    socket.on('close', () => {
      this.#open -= 1;
      hub.left(page);
    });
  }
}

function offeredBy({ headers }: IncomingMessage): Set<string> {
  return new Set((headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim()));
}

function subprotocolOf(offered: ReadonlySet<string>): string | null {
  return SUBPROTOCOLS.find((name) => offered.has(name)) ?? null;
}

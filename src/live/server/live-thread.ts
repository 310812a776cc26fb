import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import { messageOf } from '../../errors';
import { lowerThreadPriority } from '../../support/thread-priority';
import type { FromLiveThread, LiveThreadStart, Place, ToLiveThread } from '../feed/channel';
import { FoxglovePort } from '../foxglove/foxglove-port';
import { CLOSE_CODES, SOCKET_PATH, TOKEN_PARAMETER } from '../messages';
import { LONGEST_REQUEST } from '../read-request';
import { isOwnHost, isOwnOrigin, isRightToken, namesOfMachine } from './access';
import { Hub } from './hub';
import { listenAt } from './listen';
import { PageFiles } from './page-files';
import { refuse, urlOf } from './upgrade';

/** Pages that are open at once; each gets images of its own size. */
const MOST_PAGES = 32;
/** Connections of all kinds: what comes beyond is closed at once. */
const MOST_CONNECTIONS = 128;
/** Between two looks for requests that take longer. */
const CHECK_PERIOD_MS = 1000;
const KEEP_ALIVE_MS = 5000;
/** For browsers to answer the goodbye. */
const GOODBYE_MS = 2500;
/** Between two lines about what was refused. */
const REFUSAL_MS = 10_000;

const send = (message: FromLiveThread) => parentPort?.postMessage(message);

/** Serves pages; the thread ends with `close`. */
class LiveThread {
  readonly #place: Place;
  readonly #spelled: LiveThreadStart['names'];
  readonly #names: ReadonlySet<string>;
  readonly #files: PageFiles;
  readonly #hub: Hub;
  readonly #server: Server;
  /** Null where nobody asked for it. */
  readonly #studios: { readonly port: FoxglovePort; readonly place: Place } | null;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LONGEST_REQUEST,
    perMessageDeflate: false,
    closeTimeout: GOODBYE_MS,
  });
  #told_ms = Number.NEGATIVE_INFINITY;

  constructor({ place, foxglove, names, files, request_ms, ...memory }: LiveThreadStart) {
    this.#place = place;
    this.#spelled = names;
    this.#names = namesOfMachine(place.host);
    this.#files = new PageFiles(files);
    this.#hub = new Hub(memory, send);
    this.#studios =
      foxglove === null
        ? null
        : { place: foxglove, port: new FoxglovePort({ place: foxglove, hub: this.#hub, send }) };
    this.#server = createServer({ connectionsCheckingInterval: CHECK_PERIOD_MS }, (request, response) => {
      const { host } = request.headers;
      if (!isOwnHost(host, this.#names))
        response.writeHead(421, { 'Content-Type': 'text/plain' }).end(this.#wrongHost());
      else if (urlOf(request)?.pathname === SOCKET_PATH) this.#answerProbe(request, response);
      else this.#files.answer(request, host!, response);
    });
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.requestTimeout = request_ms;
    this.#server.headersTimeout = request_ms;
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('drop', () => this.#tellRefusal(`more than ${MOST_CONNECTIONS} connections`));
    this.#server.on('clientError', (_, socket) => void socket.destroy());
  }

  async listen(): Promise<void> {
    try {
      const port = await listenAt(this.#server, this.#place, this.#spelled);
      const foxglove = await this.#listenForStudios();
      send({ type: 'listening', port, foxglove });
    } catch (error) {
      send({ type: 'failed', line: messageOf(error) });
    }
  }

  receive(message: ToLiveThread): void {
    if (message.type === 'close') void this.#close();
    else this.#hub.receive(message);
  }

  /** Tells a page whether its token is right: a WebSocket that is refused does not say why. */
  #answerProbe(request: IncomingMessage, response: ServerResponse): void {
    const token = urlOf(request)?.searchParams.get(TOKEN_PARAMETER) ?? null;
    response
      .writeHead(isRightToken(token, this.#place.token) ? 426 : 401, { 'Cache-Control': 'no-store' })
      .end();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { host, origin } = request.headers;
    const asked = urlOf(request);
    if (!isOwnHost(host, this.#names)) refuse(socket, '421 Misdirected Request', this.#wrongHost());
    else if (asked?.pathname !== SOCKET_PATH)
      refuse(socket, '404 Not Found', `The page connects to ${SOCKET_PATH}.`);
    else if (!isOwnOrigin(origin, host))
      refuse(socket, '403 Forbidden', 'Pages of other servers are refused.');
    else if (!isRightToken(asked.searchParams.get(TOKEN_PARAMETER), this.#place.token))
      refuse(socket, '401 Unauthorized', 'The token is missing or wrong: use the address that was printed.');
    else this.#sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted));
  }

  #accept(socket: WebSocket): void {
    // Errors come before the end: a message that is too long, a connection that breaks.
    socket.on('error', () => {});
    if (this.#hub.pages >= MOST_PAGES) {
      this.#tellRefusal(`more than ${MOST_PAGES} open pages`);
      socket.close(CLOSE_CODES.full, `${MOST_PAGES} pages are open already`);
      return;
    }
    const page = this.#hub.open(socket);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      // What a page says that is being closed does not count.
      if (socket.readyState !== WebSocket.OPEN) return;
      if (isBinary) page.close('malformed', 'messages are texts');
      else this.#hub.request(page, data.toString('utf8'));
    });
    socket.on('pong', (data: Buffer) => page.pong(data.toString('utf8'), performance.now()));
    socket.on('close', () => this.#hub.left(page));
  }

  async #listenForStudios(): Promise<number | null> {
    if (this.#studios === null) return null;
    const { port, place } = this.#studios;
    return listenAt(port.server, place, { ...this.#spelled, port: '--foxglove' });
  }

  #wrongHost(): string {
    return `This server answers to ${[...this.#names].join(', ')} only.\n`;
  }

  #tellRefusal(what: string): void {
    const now_ms = performance.now();
    if (now_ms - this.#told_ms < REFUSAL_MS) return;
    this.#told_ms = now_ms;
    send({ type: 'log', level: 'warn', line: `the live page refuses ${what}` });
  }

  async #close(): Promise<void> {
    await this.#hub.close();
    this.#server.close();
    const since_ms = performance.now();
    while (this.#hub.pages > 0 && performance.now() - since_ms < GOODBYE_MS) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#studios?.port.close();
    this.#sockets.close();
    this.#server.closeAllConnections();
    parentPort?.close();
    process.exit();
  }
}

const start = workerData as LiveThreadStart;
if (start.priority === 'low') lowerThreadPriority();
const thread = new LiveThread(start);
parentPort?.on('message', (message: ToLiveThread) => thread.receive(message));
void thread.listen();

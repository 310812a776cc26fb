import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, WorldError } from '../../errors';
import { limitConnections } from './connection-limit';
import { type MethodCall, parseMethodCall, XmlRpcFault } from './xmlrpc-parser';
import type { ExactValue, RpcLimits } from './xmlrpc-value';
import { writeFault, writeMethodResponse } from './xmlrpc-writer';

export interface RpcServerOptions {
  readonly limits: RpcLimits;
  /** @throws XmlRpcFault where there is no such method */
  readonly answer: (call: MethodCall) => ExactValue;
}

const MOST_CONNECTIONS = 128;
/** Requests that have come in part, in multiples of the longest. */
const MOST_HELD = 8;
const REQUEST_TIMEOUT_ms = 10_000;
const HEADERS_TIMEOUT_ms = 5000;
const CHECK_PERIOD_ms = 1000;
const APPLICATION_ERROR = -32500;

/** An XML-RPC server over HTTP that no peer can hold up: requests, connections and what is kept of them are limited,
 *  and requests are read one at a time, with everything else of the process in between. */
export class RpcServer {
  readonly http: Server;
  readonly #options: RpcServerOptions;
  readonly #waiting: (() => void)[] = [];
  #held_bytes = 0;

  constructor(options: RpcServerOptions) {
    this.#options = options;
    this.http = createServer(
      {
        requestTimeout: REQUEST_TIMEOUT_ms,
        headersTimeout: HEADERS_TIMEOUT_ms,
        connectionsCheckingInterval: CHECK_PERIOD_ms,
      },
      (request, response) => {
        const status = this.#refusal(request);
        if (status === null) this.#read(request, response);
        else response.writeHead(status, { Connection: 'close' }).end(() => request.destroy());
      },
    );
    this.http.timeout = REQUEST_TIMEOUT_ms;
    // A listener has to close the connection itself.
    this.http.on('clientError', (_error, socket) => socket.destroy());
    limitConnections(this.http, MOST_CONNECTIONS);
  }

  get port(): number | null {
    return (this.http.address() as AddressInfo | null)?.port ?? null;
  }

  /** Rejects with WorldError when the port is taken or the address is not this machine's. */
  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.http.once('error', (error: NodeJS.ErrnoException) => {
        const why: Record<string, string> = {
          EADDRINUSE: `port ${port} on ${host} is in use (perhaps by a roscore): choose another one, or 0 for any free port`,
          EACCES: `port ${port} on ${host} needs root privileges: choose one above 1023, or 0 for any free port`,
          EADDRNOTAVAIL: `${host} is not an address of this machine`,
          ENOTFOUND: `${host} is not a known host name`,
        };
        reject(new WorldError(why[error.code ?? ''] ?? `cannot listen on ${host}:${port}: ${error.message}`));
      });
      this.http.listen(port, host, resolve);
    });
  }

  /** Closes while clients keep connections open. */
  close(): void {
    this.http.close();
    this.http.closeAllConnections();
  }

  /** HTTP status of a request that is not even read; null for one that is. */
  #refusal({ method, headers }: IncomingMessage): number | null {
    if (method !== 'POST') return 405;
    return Number(headers['content-length']) > this.#options.limits.longest_bytes ? 413 : null;
  }

  #read(request: IncomingMessage, response: ServerResponse): void {
    const { longest_bytes } = this.#options.limits;
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      this.#held_bytes += chunk.length;
      chunks.push(chunk);
      if (size > longest_bytes || this.#held_bytes > MOST_HELD * longest_bytes) request.destroy();
    });
    request.on('error', () => {});
    request.once('close', () => {
      this.#held_bytes -= size;
    });
    request.once('end', () =>
      this.#queue(() => {
        if (!response.destroyed) this.#answer(Buffer.concat(chunks), response);
      }),
    );
  }

  /** One request for each turn of the event loop: many that come at once hold up neither topics nor timers. */
  #queue(work: () => void): void {
    this.#waiting.push(work);
    if (this.#waiting.length === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    try {
      this.#waiting[0]?.();
    } finally {
      this.#waiting.shift();
      if (this.#waiting.length > 0) setImmediate(() => this.#next());
    }
  }

  #answer(body: Buffer, response: ServerResponse): void {
    let call: MethodCall;
    try {
      call = parseMethodCall(body, this.#options.limits);
    } catch (error) {
      response
        .writeHead(400, { 'Content-Type': 'text/plain' })
        .end(`not an XML-RPC call: ${messageOf(error)}\n`);
      return;
    }
    const text = Buffer.from(this.#answerText(call));
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': text.length }).end(text);
  }

  #answerText(call: MethodCall): string {
    try {
      return writeMethodResponse(this.#options.answer(call));
    } catch (error) {
      return writeFault(error instanceof XmlRpcFault ? error.code : APPLICATION_ERROR, messageOf(error));
    }
  }
}

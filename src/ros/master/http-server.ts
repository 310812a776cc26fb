import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpHandler, HttpServer } from '@foxglove/xmlrpc';
import { WorldError } from '../../errors';

const LONGEST_REQUEST_bytes = 16 * 1024 * 1024;

/** HTTP side of an XML-RPC server: refuses huge requests, says which port is taken, and can be closed
 *  while clients keep connections open. */
export class RpcHttpServer implements HttpServer {
  handler: HttpHandler = () => Promise.resolve({ statusCode: 404 });
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > LONGEST_REQUEST_bytes) request.destroy();
      });
      request.on('end', () => void this.#answer(Buffer.concat(chunks).toString('utf8'), response));
    });
  }

  url(): string | undefined {
    const address = this.#server.address() as AddressInfo | null;
    return address ? `http://${address.address}:${address.port}/` : undefined;
  }

  port(): number | undefined {
    return (this.#server.address() as AddressInfo | null)?.port;
  }

  /** Rejects with WorldError when the port is taken or the address is not this machine's. */
  listen(port = 0, host = '127.0.0.1'): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const why: Record<string, string> = {
          EADDRINUSE: `port ${port} on ${host} is in use (perhaps by a roscore): choose another one, or 0 for any free port`,
          EACCES: `port ${port} on ${host} needs root privileges: choose one above 1023, or 0 for any free port`,
          EADDRNOTAVAIL: `${host} is not an address of this machine`,
          ENOTFOUND: `${host} is not a known host name`,
        };
        reject(new WorldError(why[error.code ?? ''] ?? `cannot listen on ${host}:${port}: ${error.message}`));
      });
      this.#server.listen(port, host, resolve);
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(body: string, response: ServerResponse): Promise<void> {
    try {
      const out = await this.handler({ body });
      response.writeHead(out.statusCode, out.headers);
      response.end(out.body);
    } catch {
      response.writeHead(500);
      response.end();
    }
  }
}

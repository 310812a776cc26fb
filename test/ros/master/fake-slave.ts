import { XmlRpcServer, type XmlRpcValue } from '@foxglove/xmlrpc';
import { RpcHttpServer } from '../../../src/ros/master/http-server';

const METHODS = ['publisherUpdate', 'paramUpdate', 'shutdown'];

/** The slave API of a node that only remembers what the master tells it. */
export class FakeSlave {
  readonly #server: XmlRpcServer;
  readonly #calls = new Map<string, XmlRpcValue[][]>();
  readonly #waiting = new Map<string, (params: XmlRpcValue[]) => void>();

  private constructor(server: XmlRpcServer) {
    this.#server = server;
    for (const method of METHODS) {
      server.setHandler(method, async (_name, params) => {
        const waiting = this.#waiting.get(method);
        this.#waiting.delete(method);
        if (waiting) waiting(params);
        else this.#calls.set(method, [...(this.#calls.get(method) ?? []), params]);
        return [1, '', 0];
      });
    }
  }

  static async start(): Promise<FakeSlave> {
    const server = new XmlRpcServer(new RpcHttpServer());
    await server.listen(0, '127.0.0.1');
    return new FakeSlave(server);
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#server.port()}`;
  }

  /** Parameters of the next call of a method, in order. */
  next(method: string): Promise<XmlRpcValue[]> {
    const earlier = this.#calls.get(method)?.shift();
    if (earlier) return Promise.resolve(earlier);
    return new Promise((resolve) => this.#waiting.set(method, resolve));
  }

  close(): void {
    this.#server.close();
  }
}

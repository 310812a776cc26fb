import { RpcServer } from '../../../src/ros/master/rpc-server';
import { NODE_LIMITS, plain, type XmlRpcValue } from '../../../src/ros/master/xmlrpc-value';

/** The slave API of a node that only remembers what the master tells it. */
export class FakeSlave {
  readonly #server: RpcServer;
  readonly #calls = new Map<string, XmlRpcValue[][]>();
  readonly #waiting = new Map<string, (params: XmlRpcValue[]) => void>();

  private constructor() {
    this.#server = new RpcServer({
      limits: NODE_LIMITS,
      answer: ({ method, params }) => {
        const told = params.map(plain);
        const waiting = this.#waiting.get(method);
        this.#waiting.delete(method);
        if (waiting) waiting(told);
        else this.#calls.set(method, [...(this.#calls.get(method) ?? []), told]);
        return [1, '', 0];
      },
    });
  }

  static async start(): Promise<FakeSlave> {
    const slave = new FakeSlave();
    await slave.#server.listen(0, '127.0.0.1');
    return slave;
  }

  get uri(): string {
    return `http://127.0.0.1:${this.#server.port}`;
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

import net from 'node:net';

/** An address that stays while the server behind it changes, or is gone. */
export class Gate {
  readonly #server: net.Server;
  readonly #open = new Set<net.Socket>();
  #target: number | null = null;

  private constructor() {
    this.#server = net.createServer((socket) => this.#join(socket));
  }

  static async open(): Promise<Gate> {
    const gate = new Gate();
    await new Promise<void>((resolve) => gate.#server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Where connections lead from now on; null for nowhere. Those that are open are cut. */
  lead(port: number | null): void {
    this.#target = port;
    for (const socket of this.#open) socket.destroy();
  }

  close(): void {
    this.lead(null);
    this.#server.close();
  }

  #join(socket: net.Socket): void {
    if (this.#target === null) {
      socket.destroy();
      return;
    }
    const other = net.connect(this.#target, '127.0.0.1');
    for (const [one, another] of [
      [socket, other],
      [other, socket],
    ] as const) {
      this.#open.add(one);
      one.on('error', () => another.destroy());
      one.on('close', () => {
        this.#open.delete(one);
        another.destroy();
      });
      one.pipe(another);
    }
  }
}

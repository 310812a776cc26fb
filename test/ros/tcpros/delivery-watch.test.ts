import { EventEmitter } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { DeliveryWatch } from '../../../src/ros/tcpros/delivery-watch';
import { type Backlog, backlogsIn, backlogsOf } from '../../../src/ros/tcpros/tcp-backlog';

/** Header and three lines as Linux writes them: nothing waits; 96 bytes sent again five times; a listener. */
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 0200000A:C350 01 00000000:00000000 00:00000000 00000000     0        0 1 2 0 20 4 30 10 -1
   1: 0100000A:1F91 0200000A:C351 01 00000060:00000000 01:00000A00 00000005     0        0 1 4 0 20 4 30 1 7
   2: 00000000:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0
`;

describe("Linux's table of connections", () => {
  it('tells what waits for each and how often it was sent again', () => {
    const found = backlogsIn(TABLE);
    expect(found.get('1F90 0200000A:C350')).toEqual({ unacknowledged_bytes: 0, retransmits: 0 });
    expect(found.get('1F91 0200000A:C351')).toEqual({ unacknowledged_bytes: 96, retransmits: 5 });
  });

  (process.platform === 'linux' ? it : it.skip)('has the connections of this process', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = dial(port, '127.0.0.1');
    const there = await accepted;
    // Nobody reads it: what the peer's window does not take stays here.
    there.pause();
    const big = Buffer.alloc(64 << 20);
    const both = new Promise((resolve) => client.once('connect', resolve));
    await both;
    expect((await backlogsOf([client, there])).get(client)).toEqual({
      unacknowledged_bytes: 0,
      retransmits: 0,
    });
    client.write(big);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await backlogsOf([client])).get(client)!.unacknowledged_bytes).toBeGreaterThan(1000);
    client.destroy();
    there.destroy();
    server.close();
  });
});

class FakeSocket extends EventEmitter {
  destroyed = false;
  resets = 0;

  constructor(readonly remoteAddress: string) {
    super();
  }

  resetAndDestroy(): void {
    this.resets += 1;
    this.destroyed = true;
  }
}

describe('the watch over deliveries', () => {
  const open: DeliveryWatch[] = [];
  afterEach(() => {
    for (const watch of open.splice(0)) watch.close();
  });

  function watching(address: string) {
    const socket = new FakeSocket(address);
    const state = { backlog: { unacknowledged_bytes: 0, retransmits: 0 }, reachable: false };
    const heard: string[] = [];
    const watch = new DeliveryWatch({
      period_ms: 1e6,
      connections: () => [{ socket: socket as unknown as Socket, callerId: '/car' }],
      onStuck: () => heard.push('stuck'),
      onFree: () => heard.push('free'),
      onReset: () => heard.push('reset'),
      answers: async () => state.reachable,
      backlogs: async (sockets) => new Map(sockets.map((one): [Socket, Backlog] => [one, state.backlog])),
    });
    open.push(watch);
    const look = async () => {
      await watch.look();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { socket, state, heard, look };
  }

  it('takes a packet that is sent again once or twice for the network it is', async () => {
    const { state, heard, look } = watching('10.0.0.2');
    state.backlog = { unacknowledged_bytes: 52, retransmits: 2 };
    await look();
    expect(heard).toEqual([]);
  });

  it('resets a stuck connection when its node answers, and not before', async () => {
    const { socket, state, heard, look } = watching('10.0.0.2');
    state.backlog = { unacknowledged_bytes: 520, retransmits: 3 };
    await look();
    await look();
    expect([heard, socket.resets]).toEqual([['stuck'], 0]);
    state.reachable = true;
    await look();
    expect([heard, socket.resets]).toEqual([['stuck', 'reset'], 1]);
  });

  it('leaves a connection alone that comes to life by itself', async () => {
    const { socket, state, heard, look } = watching('10.0.0.2');
    state.backlog = { unacknowledged_bytes: 520, retransmits: 4 };
    await look();
    state.backlog = { unacknowledged_bytes: 52, retransmits: 0 };
    state.reachable = true;
    await look();
    await look();
    expect([heard, socket.resets]).toEqual([['stuck', 'free'], 0]);
  });

  it('does not look at connections within this machine', async () => {
    const { state, heard, look } = watching('127.0.0.1');
    state.backlog = { unacknowledged_bytes: 520, retransmits: 9 };
    await look();
    expect(heard).toEqual([]);
  });
});

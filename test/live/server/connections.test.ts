import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { LiveServer, type LiveServerOptions } from '../../../src/live/live-server';
import { LiveClient } from '../support/live-client';

const CONNECTIONS = 1000;
/** As docs/live.md says. */
const MOST = 128;
/** A system keeps some hundred that nobody has taken yet. */
const AT_ONCE = 100;

let server: LiveServer;
const warned: string[] = [];

async function open(options: Partial<LiveServerOptions> = {}): Promise<number> {
  server = await LiveServer.open({
    place: { host: '127.0.0.1', port: 0, orFree: false, token: null },
    log: { info: () => {}, warn: (line) => void warned.push(line) },
    ...options,
  });
  return Number(new URL(server.address).port);
}

afterEach(() => server.close());

/** A connection that says nothing by itself. */
function silent(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  // One that is refused may be reset.
  socket.on('error', () => {});
  socket.resume();
  return socket;
}

const ended = (socket: Socket) => (socket.closed ? undefined : once(socket, 'close'));

async function statusOf(port: number): Promise<number> {
  const [response] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response');
  response.resume();
  return response.statusCode;
}

test('of 1,000 connections most are refused and said, pages go on, and the server answers afterwards', async () => {
  const port = await open();
  const page = await LiveClient.open(server.address);
  const open1000: Socket[] = [];
  let isOpen = 0;
  let told: () => void = () => {};
  while (open1000.length < CONNECTIONS) {
    const sockets = Array.from({ length: AT_ONCE }, () => silent(port));
    open1000.push(...sockets);
    await Promise.all(
      sockets.map(async (socket) => {
        await Promise.race([once(socket, 'connect'), ended(socket)]);
        isOpen += 1;
        const leave = () => {
          isOpen -= 1;
          told();
        };
        if (socket.closed) leave();
        else socket.once('close', leave);
      }),
    );
  }
  while (isOpen > MOST) {
    await new Promise<void>((resolve) => {
      told = resolve;
    });
  }
  expect(new Set(warned)).toEqual(new Set([`the live page refuses more than ${MOST} connections`]));
  // One that was there before is not among those refused.
  page.sendText('[]');
  expect(await page.closed).toEqual({ code: 1008, reason: 'the message is not a JSON object' });
  for (const socket of open1000) socket.destroy();
  await Promise.all(open1000.map(ended));
  const next = await LiveClient.open(server.address);
  await next.close();
  expect(await statusOf(port)).toBe(200);
});

// Node itself looks every 30 s.
test('a connection whose request does not come, or not whole, is closed soon after its time', async () => {
  const port = await open({ request_ms: 50 });
  const [idle, partial, complete] = [silent(port), silent(port), silent(port)];
  partial.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
  complete.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  await Promise.all([idle, partial, complete].map(ended));
  expect(await statusOf(port)).toBe(200);
}, 20_000);

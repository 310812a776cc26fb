import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { LiveServer } from '../../src/live/live-server';
import { livePlace } from '../../src/live/place';
import { LiveClient } from './support/live-client';

const HELLO = {
  type: 'hello',
  protocol: 1,
  version: '0',
  session: 'x',
  started_ms: 0,
  kind: 'session',
  world: null,
  circuit: null,
  direction: 'forward',
  laps: null,
  choices: { brains: [], models: [], providers: [] },
} as const;

const servers: LiveServer[] = [];
const lines: string[] = [];

async function serverWith(token: string | null = null): Promise<LiveServer> {
  const server = await LiveServer.open({
    place: { host: '127.0.0.1', port: 0, orFree: false, token },
    log: { info: () => {}, warn: (line) => void lines.push(line) },
  });
  server.post({ type: 'hello', hello: HELLO });
  servers.push(server);
  return server;
}

/** Status, headers and text of an answer. */
async function fetchFrom(address: string, headers: Record<string, string> = {}, path?: string) {
  const { hostname, port } = new URL(address);
  const request = get({ hostname, port, path: path ?? '/', headers });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const part of response) text += part;
  return { status: response.statusCode as number, headers: response.headers, text };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  lines.length = 0;
});

describe('a live server', () => {
  it('serves the page with a strict policy, and no other file', async () => {
    const { address } = await serverWith();
    const page = await fetchFrom(address);
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const policy = page.headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|\*|https:/);
    for (const path of ['/../package.json', '/%2e%2e/package.json', '//', '/\\..\\x', '/index.html/x']) {
      expect((await fetchFrom(address, {}, path)).status).toBe(404);
    }
    expect((await fetchFrom(address, { 'If-None-Match': page.headers.etag })).status).toBe(304);
    expect((await fetchFrom(address, {}, '/live')).status).toBe(426);
  });

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '[::2]', 'localhost.'])(
    'refuses the host %s, whose name leads here',
    async (host) => {
      const { address } = await serverWith();
      expect((await fetchFrom(address, { host })).status).toBe(421);
      await expect(LiveClient.open(address, { host, origin: `http://${host}` })).rejects.toThrow('421');
    },
  );

  it.each(['http://evil.example', 'http://localhost:1', 'null', 'file://'])(
    'refuses a page of %s',
    async (origin) => {
      const { address } = await serverWith();
      await expect(LiveClient.open(address, { origin })).rejects.toThrow('403');
    },
  );

  it('takes its own page, through a forwarded port too', async () => {
    const { address } = await serverWith();
    const page = await LiveClient.open(address, { host: 'localhost:9000', origin: 'http://localhost:9000' });
    await page.until(() => page.newest('hello') !== null);
  });

  it('asks for the token where it has one', async () => {
    const { address } = await serverWith('a-long-enough-token');
    const bare = new URL('/', address).href;
    expect((await fetchFrom(address, {}, '/live')).status).toBe(401);
    await expect(LiveClient.open(bare)).rejects.toThrow('401');
    await expect(LiveClient.open(`${bare}?token=a-long-enough-tokem`)).rejects.toThrow('401');
    const page = await LiveClient.open(address);
    await page.until(() => page.newest('hello') !== null);
  });

  it('closes a page whose message is malformed, and says why', async () => {
    const { address } = await serverWith();
    const page = await LiveClient.open(address);
    page.sendText('{"type":"control","id":1,"action":"launch"}');
    expect(await page.closed).toEqual({ code: 1008, reason: 'control: action is missing or out of range' });
  });

  it('obeys a page no more that it closes', async () => {
    const server = await serverWith();
    const asked: number[] = [];
    server.on('control', ({ page }) => void asked.push(page));
    const page = await LiveClient.open(server.address);
    page.sendText('{}');
    page.send({ type: 'control', id: 1, action: 'stop' });
    await page.closed;
    const next = await LiveClient.open(server.address);
    next.send({ type: 'control', id: 1, action: 'pause' });
    next.sendText('{}');
    await next.closed;
    expect(asked).toEqual([2]);
  });

  it('keeps no connection that it has refused, although its peer does not end it', async () => {
    const { address } = await serverWith();
    const port = Number(new URL(address).port);
    const upgrade = 'Host: evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    const refused = Array.from({ length: 128 }, async () => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => {});
      socket.write(`GET /live HTTP/1.1\r\n${upgrade}`);
      socket.resume();
      await once(socket, 'end');
      return socket;
    });
    const sockets = await Promise.all(refused);
    expect((await fetchFrom(address)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it('closes a page whose message is too long, and serves the others', async () => {
    const { address } = await serverWith();
    const [page, other] = [await LiveClient.open(address), await LiveClient.open(address)];
    page.sendText('x'.repeat(100_000));
    expect((await page.closed).code).toBe(1009);
    other.sendText('[]');
    expect(await other.closed).toEqual({ code: 1008, reason: 'the message is not a JSON object' });
  });

  it('survives a request that is none, and one that ends early', async () => {
    const { address } = await serverWith();
    const { port } = new URL(address);
    for (const text of [
      'GET // HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
      '\0\0',
      'GET ',
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => {});
      socket.resume();
      socket.end(text);
      await once(socket, 'close');
    }
    expect((await fetchFrom(address)).status).toBe(200);
  });

  it('bounds its pages and says so', async () => {
    const { address } = await serverWith();
    const pages = await Promise.all(Array.from({ length: 32 }, () => LiveClient.open(address)));
    const more = await LiveClient.open(address);
    expect(await more.closed).toEqual({ code: 1013, reason: '32 pages are open already' });
    expect(lines).toEqual(['the live page refuses more than 32 open pages']);
    await pages[0]!.close();
    const next = await LiveClient.open(address);
    await next.until(() => next.newest('hello') !== null);
  });

  it('says goodbye to its pages, also to one that sleeps', async () => {
    const server = await serverWith();
    const [awake, asleep] = [await LiveClient.open(server.address), await LiveClient.open(server.address)];
    asleep.sleep();
    await server.close();
    expect(await awake.closed).toEqual({ code: 1001, reason: 'the session is over' });
  });

  it('names a port that is taken, or takes another', async () => {
    const { address } = await serverWith();
    const port = Number(new URL(address).port);
    const place = { ...livePlace({ port }), orFree: false };
    const log = { info: () => {}, warn: () => {} };
    await expect(LiveServer.open({ place, log })).rejects.toThrow(
      `--live: port ${port} is taken by another program; name another port, or 0 for a free one`,
    );
    const moved = await LiveServer.open({ place: { ...place, orFree: true }, log });
    servers.push(moved);
    expect(new URL(moved.address).port).not.toBe(String(port));
  });
});

describe('the place of a live page', () => {
  it('is this machine, without a token', () => {
    expect(livePlace({})).toEqual({ host: '127.0.0.1', port: 8181, orFree: true, token: null });
  });

  it('has a token where others reach it', () => {
    const { token } = livePlace({ host: '0.0.0.0', port: 80 });
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(livePlace({ host: '0.0.0.0' }).token).not.toBe(token);
    expect(livePlace({ host: '::', token: 'my-own-token' }).token).toBe('my-own-token');
  });

  it('refuses a token that can be guessed', () => {
    expect(() => livePlace({ token: 'short' })).toThrow('--live-token: a token has 8 to 200 characters');
  });
});

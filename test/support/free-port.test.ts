import { createServer, type Server } from 'node:net';
import { findFreePort } from '../../src/support/free-port';

const HOST = '127.0.0.1';

const listenOn = (port: number) =>
  new Promise<Server>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });

describe('a free port for a program', () => {
  it.each([
    ['of Linux', '32768\t60999\n', 32_768],
    ['of a machine that gives more to connections', '20000\t60999\n', 20_000],
    ['that cannot be read', 'nothing\n', 32_768],
  ])('is none that a connection may take: with the range %s', async (_name, range, end) => {
    for (let tries = 0; tries < 50; tries += 1) {
      const port = await findFreePort(HOST, () => range);
      expect(port).toBeGreaterThanOrEqual(10_000);
      expect(port).toBeLessThan(end);
    }
  });

  it('can be listened on', async () => {
    const server = await listenOn(await findFreePort(HOST));
    await new Promise((resolve) => server.close(resolve));
  });

  it('is any other where connections may take all, or the system does not say', async () => {
    expect(await findFreePort(HOST, () => '1024\t65535')).toBeGreaterThan(0);
    const unknown = await findFreePort(HOST, () => {
      throw new Error('no such file');
    });
    expect(unknown).toBeLessThan(32_768);
  });

  it('is not one where somebody listens', async () => {
    // One port is left, and it is taken: so none is found.
    const taken = await listenOn(10_000).catch(() => null);
    await expect(findFreePort(HOST, () => '10001\t60999')).rejects.toThrow(/EADDRINUSE/);
    await new Promise((resolve) => (taken === null ? resolve(null) : taken.close(resolve)));
  });
});

import { openLive } from '../../src/cli/open-live';

const log = { info: () => {}, warn: () => {} };

describe('the token of the live page', () => {
  it('is not left out where the variable that should hold it is not set', async () => {
    for (const env of [{}, { F1_BRAIN_LIVE_TOKEN: 'a-long-enough-token' }]) {
      await expect(openLive({ liveToken: '' }, { env }, log)).rejects.toThrow(
        '--live-token: a token has 8 to 200 characters',
      );
    }
  });

  it.each([
    ['', ''],
    ['a-long-enough-token', '?token=a-long-enough-token'],
  ])("is that of the environment, '%s'", async (token, query) => {
    const server = await openLive({ live: 0 }, { env: { F1_BRAIN_LIVE_TOKEN: token } }, log);
    expect(new URL(server!.address).search).toBe(query);
    await server!.close();
  });
});

describe('the port for Foxglove and Lichtblick', () => {
  const lines: string[] = [];
  const said = { info: (line: string) => void lines.push(line), warn: () => {} };

  beforeEach(() => lines.splice(0));

  it('is there only where it is asked for', async () => {
    const server = await openLive({ live: 0 }, { env: {} }, said);
    expect(server!.foxgloveAddress).toBeNull();
    expect(lines).toEqual([`live page: ${server!.address}`]);
    await server!.close();
  });

  it('brings the page with it, has its token, and is said', async () => {
    const server = await openLive(
      { foxglove: 0 },
      { env: { F1_BRAIN_LIVE_TOKEN: 'a-long-enough-token' } },
      said,
    );
    const { address, foxgloveAddress } = server!;
    expect(foxgloveAddress).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/\?token=a-long-enough-token$/);
    expect(lines).toEqual([`live page: ${address}`, `for Foxglove and Lichtblick: ${foxgloveAddress}`]);
    await server!.close();
  });
});

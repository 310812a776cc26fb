import { openLive, PLACE_PARAMETERS } from '../../src/cli/open-live';

const log = { info: () => {}, warn: () => {} };

describe('the token of the live page', () => {
  it('is not left out where the variable that should hold it is not set', async () => {
    for (const env of [{}, { F1_BRAIN_LIVE_TOKEN: 'a-long-enough-token' }]) {
      await expect(openLive({ liveToken: '' }, { env }, log)).rejects.toThrow(
        '--live-token: a token has 8 to 200 characters',
      );
    }
  });

  it('is named as its user gave it', async () => {
    await expect(openLive({ live: 0 }, { env: { F1_BRAIN_LIVE_TOKEN: 'short' } }, log)).rejects.toThrow(
      'F1_BRAIN_LIVE_TOKEN: a token has 8 to 200 characters',
    );
    const options = { names: PLACE_PARAMETERS };
    await expect(openLive({ liveToken: 'short' }, { env: {} }, log, options)).rejects.toThrow(
      '~live_token: a token has 8 to 200 characters',
    );
    await expect(openLive({ live: 0, liveHost: '192.0.2.1' }, { env: {} }, log, options)).rejects.toThrow(
      '~live_host 192.0.2.1 is no address of this machine',
    );
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

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

import { temporaryFolder, writeRing } from '../helpers/command-line';
import { call } from '../helpers/in-process';
import { LiveClient } from '../live/support/live-client';

test('a lap that a page stops ends as by Ctrl-C', async () => {
  const ring = ['--circuit', writeRing(temporaryFolder()), '--world', 'lockstep', '--laps', '10000'];
  const lap = call(['lap', 'line_follower', ...ring, '--no-record', '--live', '0', '--json']);
  await lap.said(/live page: http/);
  const page = await LiveClient.open(/live page: (\S+)/.exec(lap.stderr())![1]!);
  await page.until(() => page.newest('state')?.state === 'driving');
  expect(await page.control('stop')).toMatchObject({ isDone: true, line: 'the run ends' });
  const { code, stdout } = await lap.ended;
  expect(code).toBe(130);
  expect(JSON.parse(stdout).ended_because).toBe('interrupted');
});

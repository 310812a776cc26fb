import { rmSync } from 'node:fs';
import { type Running, start, temporaryFolder, writeRing } from '../helpers/command-line';
import { LiveClient } from '../live/support/live-client';

const folder = temporaryFolder();
const ring = writeRing(folder);
const running: Running[] = [];
let env: NodeJS.ProcessEnv;

function begin(args: string[], env: NodeJS.ProcessEnv = {}): Running {
  const begun = start(args, env);
  running.push(begun);
  return begun;
}

beforeAll(async () => {
  const master = begin(['master', '--port', '0']);
  const [, uri] = await master.said(/ROS_MASTER_URI=(\S+)\n/);
  env = { ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' };
  begin(['simulate', '--circuit', ring], env);
});

afterAll(async () => {
  for (const { child } of running.reverse()) child.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the page that `f1-brain live` prints. */
async function watch() {
  const live = begin(['live', '--live', '0', '--circuit', ring], env);
  const [, address] = await live.said(/live page: (http:\S+)\n/);
  return { live, page: await LiveClient.open(address!) };
}

const driving = (page: LiveClient) => () => page.newest('state')?.state === 'driving';

test('shows a node that drives over ROS, and leaves it alone when Ctrl-C ends it', async () => {
  const laps = ['_laps:=3', `_circuit:=${ring}`, '_timeout:=300'];
  const node = begin(['run', 'line_follower', ...laps, '--no-record', '--json'], env);
  const { live, page } = await watch();
  await page.until(driving(page));
  await page.until(() => page.newest('state')?.driver.brain === 'line_follower');
  await page.until(() => (page.newest('figures')?.distance_m ?? 0) > 1);
  expect(page.newest('hello')).toMatchObject({ kind: 'watch', world: 'ros', circuit: { name: 'ring' } });
  await page.until(() => page.all('samples').some(({ decisions }) => decisions.step_ms.some(Number)));
  const shown = page.newest('figures')!;
  expect(shown.deviationMax_m).toBeGreaterThan(0);
  live.child.kill('SIGINT');
  const { code, stderr } = await live.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error') });
  expect((await page.closed).code).toBe(1001);

  // It drives on, and another watch finds it.
  const second = await watch();
  await second.page.until(driving(second.page));
  await second.page.until(
    () => (second.page.newest('figures')?.frames.received ?? 0) > shown.frames.received!,
  );
  const { code: result, stdout } = await node.ended;
  const statistics = JSON.parse(stdout);
  expect(result).toBe(0);
  expect(statistics).toMatchObject({ completed: true, incidents: { foreign_commands: 0 } });
  await second.page.until(() => second.page.newest('state')?.state === 'stopped');
  const figures = second.page.newest('figures')!;
  expect(figures.deviationMax_m).toBeLessThanOrEqual(statistics.position_deviation_max_m + 1e-3);
  second.live.child.kill('SIGTERM');
  expect((await second.live.ended).code).toBe(0);
});

test('watches the topics of the car that --car names, and rejects one that there is not', async () => {
  const master = begin(['master', '--port', '0']);
  const [, uri] = await master.said(/ROS_MASTER_URI=(\S+)\n/);
  const alone = { ROS_MASTER_URI: uri, ROS_IP: '127.0.0.1' };
  begin(['simulate', '--circuit', ring, '--car', 'academy'], alone);
  const live = begin(['live', '--live', '0', '--circuit', ring, '--car', 'academy'], alone);
  const [, address] = await live.said(/live page: (http:\S+)\n/);
  await live.said(/watching \/cam_f1_left\/image_raw, \/odom and \/cmd_vel/);
  const page = await LiveClient.open(address!);
  await page.until(() => page.all('samples').some(({ poses }) => poses.x_m.some(Number)));
  live.child.kill('SIGINT');
  expect((await live.ended).code).toBe(0);

  const { code, stderr } = await begin(['live', '--live', '0', '--car', 'academi'], alone).ended;
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining("no car is called 'academi'"),
  });
});

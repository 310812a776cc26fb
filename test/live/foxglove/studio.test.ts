import { once } from 'node:events';
import { createServer } from 'node:net';
import { LiveServer } from '../../../src/live/live-server';
import { LiveSession } from '../../../src/live/live-session';
import { Session } from '../../../src/session/session';
import { ringLap } from '../../session/support/lap-ring';
import { LiveClient } from '../support/live-client';
import { StudioClient } from './support/studio-client';

const LOCAL = { host: '127.0.0.1', port: 0, orFree: false, token: null };
const SILENT = { info: () => {}, warn: () => {} };
const CAMERA = '/F1ROS/cameraL/image_raw/compressed';
const ODOMETRY = '/F1ROS/odom';
const COMMAND = '/F1ROS/cmd_vel';
const DECISION = '/f1_brain/decision';

const servers: LiveServer[] = [];

async function serverWith(token: string | null = null): Promise<LiveServer> {
  const place = { ...LOCAL, token };
  const server = await LiveServer.open({ place, foxglove: place, log: SILENT });
  servers.push(server);
  return server;
}

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

/** A drive in lockstep that waits for its clients. */
async function paused(laps: number) {
  const session = new Session(ringLap({ laps, startPaused: true }));
  const server = await serverWith();
  const shown = new LiveSession(session, server);
  await session.start();
  return { session, server, shown, address: server.foxgloveAddress! };
}

describe('a studio that watches a drive', () => {
  it('is shown its poses, commands and figures as they are', async () => {
    const { session, shown, address } = await paused(1);
    const studio = await StudioClient.open(address);
    expect(studio.info).toMatchObject({ name: 'f1-brain', capabilities: ['time'] });
    const topics = studio.channels.map(({ topic }) => topic);
    studio.subscribe(...topics);
    await studio.until(() => session.state === 'paused');
    session.resume();
    const { statistics } = await session.result;
    await shown.close();
    expect(await studio.closed).toBe(1001);

    const poses = studio.decoded(ODOMETRY, 'nav_msgs/Odometry');
    const commands = studio.decoded(COMMAND, 'geometry_msgs/Twist');
    const decisions = studio.decoded(DECISION, 'f1_brain/Decision');
    expect(commands.map(({ linear, angular }) => [linear.x, angular.z])).toEqual(
      decisions.map(({ v_mps, w_radps }) => [v_mps, w_radps]),
    );
    expect(decisions.at(-1)).toMatchObject({ brain: 'line_follower', provider: '' });
    expect(decisions.at(-1)!.frame_sequence).toBe(statistics.frames.received);
    // So few rows that none is left out.
    expect(decisions).toHaveLength(statistics.decisions!);
    // The car's way, as far as the poses that are shown have it.
    const way_m = poses.slice(1).reduce((sum, { pose }, i) => {
      const [a, b] = [poses[i]!.pose.pose.position, pose.pose.position];
      return sum + Math.hypot(b.x - a.x, b.y - a.y);
    }, 0);
    expect(way_m).toBeGreaterThan(0.9 * statistics.completed_distance_m!);
    expect(way_m).toBeLessThan(1.02 * statistics.completed_distance_m!);
    const deviations = studio.decoded('/f1_brain/deviation_m', 'std_msgs/Float64').map(({ data }) => data);
    const largest_m = Math.max(...deviations.filter((value) => !Number.isNaN(value)).map(Math.abs));
    expect(largest_m).toBeLessThanOrEqual(statistics.position_deviation_max_m! + 1e-3);
    const metrics = studio.decoded('/f1_brain/metrics', 'f1_brain/Metrics').at(-1)!;
    expect(metrics.position_deviation_mean_m).toBeCloseTo(statistics.position_deviation_mean_m!, 5);
    expect(metrics.frames_answered).toBe(statistics.frames.answered);
    expect(metrics.real_time_factor).toBeGreaterThan(0);
    const told = studio.decoded('/f1_brain/statistics', 'std_msgs/String').at(-1)!;
    expect(JSON.parse(told.data)).toEqual(JSON.parse(JSON.stringify(statistics)));
    expect(studio.decoded('/rosout', 'rosgraph_msgs/Log').some(({ msg }) => msg.startsWith('lap 1: '))).toBe(
      true,
    );
    const statuses = studio.decoded('/diagnostics', 'diagnostic_msgs/DiagnosticArray').at(-1)!.status;
    expect(statuses.find(({ name }) => name === 'f1_brain: drive')!.message).toBe('ended: completed');

    // Simulated time, whatever the clock on the wall says.
    const [first, last] = [studio.of(ODOMETRY)[0]!, studio.of(ODOMETRY).at(-1)!];
    expect(last.time_s - first.time_s).toBeLessThanOrEqual(statistics.lap_times_s![0]! + 0.5);
    expect(poses.at(-1)!.header.stamp.sec + poses.at(-1)!.header.stamp.nsec / 1e9).toBeCloseTo(
      last.time_s,
      6,
    );
    expect(studio.times_s.at(-1)).toBeCloseTo(last.time_s, 6);
    expect(Math.max(...studio.messages.map(({ time_s }) => time_s))).toBeLessThanOrEqual(last.time_s + 1);
    const line = studio.of('/f1_brain/circuit/line').at(-1)!.bytes;
    expect(line.length).toBeGreaterThan(100 * 70);
  });

  it('gets only what it subscribes to, and what was told before when it does', async () => {
    const { session, shown, address } = await paused(10_000);
    const studio = await StudioClient.open(address);
    studio.subscribe(ODOMETRY);
    session.resume();
    await studio.until(() => studio.of(ODOMETRY).length > 50);
    expect(new Set(studio.messages.map(({ topic }) => topic))).toEqual(new Set([ODOMETRY]));
    studio.unsubscribe(ODOMETRY);
    studio.subscribe('/f1_brain/circuit/line', '/diagnostics', CAMERA);
    await studio.until(() => studio.of('/f1_brain/circuit/line').length === 1);
    await studio.until(() => studio.of('/diagnostics').length > 0 && studio.of(CAMERA).length > 0);
    const [image] = studio.decoded(CAMERA, 'sensor_msgs/CompressedImage');
    expect([image!.format, ...image!.data.subarray(0, 2)]).toEqual(['jpeg', 255, 216]);
    session.pause();
    await session.end();
    await shown.close();
  });

  it('waits for no other one that reads nothing', async () => {
    const { session, shown, server, address } = await paused(10_000);
    const [asleep, awake] = [await StudioClient.open(address), await StudioClient.open(address)];
    const page = await LiveClient.open(server.address);
    const topics = [ODOMETRY, COMMAND, DECISION, CAMERA];
    for (const studio of [asleep, awake]) studio.subscribe(...topics);
    session.resume();
    await asleep.until(() => asleep.of(ODOMETRY).length > 0);
    asleep.socket.pause();
    const before = awake.messages.length;
    const images = awake.of(CAMERA).length;
    await awake.until(() => awake.messages.length > before + 1000 && awake.of(CAMERA).length > images + 2);
    await page.until(() => page.all('samples').length > 3);
    expect(asleep.messages.length).toBeLessThan(awake.messages.length);
    asleep.socket.terminate();
    session.pause();
    await session.end();
    await shown.close();
  });
});

describe('who may connect', () => {
  let address = '';

  beforeAll(async () => {
    address = (await serverWith()).foxgloveAddress!;
  });

  it('is Foxglove and Lichtblick, by either name of the protocol', async () => {
    for (const [protocols, chosen] of [
      [['foxglove.websocket.v1', 'foxglove.sdk.v1'], 'foxglove.websocket.v1'],
      [['foxglove.sdk.v1'], 'foxglove.sdk.v1'],
    ] as const) {
      for (const origin of ['file://', 'https://app.foxglove.dev', 'http://localhost:8080']) {
        const studio = await StudioClient.open(address, { protocols, headers: { origin } });
        expect(studio.socket.protocol).toBe(chosen);
        await studio.close();
      }
    }
    await expect(StudioClient.open(address, { protocols: ['chat'] })).rejects.toThrow('400');
    await expect(StudioClient.open(address, { protocols: [] })).rejects.toThrow('400');
  });

  it('is no page of another site, and nobody by another name of this machine', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://app.foxglove.dev.evil.example',
      'http://localhost.evil.example',
    ]) {
      await expect(StudioClient.open(address, { headers: { origin } })).rejects.toThrow('403');
    }
    await expect(StudioClient.open(address, { headers: { host: 'evil.example' } })).rejects.toThrow('421');
  });

  it('is whoever knows the token, from anywhere, where there is one', async () => {
    const whole = (await serverWith('a-long-enough-token')).foxgloveAddress!;
    expect(whole).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/\?token=a-long-enough-token$/);
    const studio = await StudioClient.open(whole, { headers: { origin: 'https://studio.example' } });
    await studio.close();
    const bare = whole.replace(/\?.*/, '');
    await expect(StudioClient.open(bare)).rejects.toThrow('401');
    await expect(StudioClient.open(`${bare}?token=a-long-enough-tokem`)).rejects.toThrow('401');
  });

  it('is told what is wrong with its messages, and disconnected when it goes on', async () => {
    const studio = await StudioClient.open(address);
    for (const text of ['{', 'null', '{"op":"launch"}', '{"op":"subscribe","subscriptions":7}']) {
      studio.socket.send(text);
    }
    await studio.until(() => studio.statuses.length === 4);
    expect(studio.statuses).toContain('Unrecognized client opcode: launch');
    for (let i = 0; i < 30; i++) studio.socket.send('{');
    expect(await studio.closed).toBe(1008);
    const large = await StudioClient.open(address);
    large.socket.send(`{"op":"subscribe","x":"${'x'.repeat(70_000)}"}`);
    expect(await large.closed).toBe(1009);
  });

  it('finds a port that is taken named in one line', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const foxglove = { ...LOCAL, port };
    await expect(LiveServer.open({ place: LOCAL, foxglove, log: SILENT })).rejects.toThrow(
      `--foxglove: port ${port} is taken by another program; name another port, or 0 for a free one`,
    );
    const server = await LiveServer.open({
      place: LOCAL,
      foxglove: { ...foxglove, orFree: true },
      log: SILENT,
    });
    servers.push(server);
    expect(server.foxgloveAddress).not.toContain(`:${port}/`);
    taken.close();
  });
});

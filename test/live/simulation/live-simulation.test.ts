import { loadCircuit } from '../../../src/circuit/load';
import { LiveServer } from '../../../src/live/live-server';
import { LiveSimulation } from '../../../src/live/simulation/live-simulation';
import { startRosSimulator } from '../../../src/world/simulator/ros-simulator';
import { twoNodes } from '../../world/ros/support/graph';
import { StudioClient } from '../foxglove/support/studio-client';
import { LiveClient } from '../support/live-client';

const LOCAL = { host: '127.0.0.1', port: 0, orFree: false, token: null };
const SILENT = { info: () => {}, warn: () => {} };

/** The built-in world in a graph of its own, with its page and another node that commands the car. */
async function simulation() {
  const { node, gazebo } = await twoNodes([], {});
  const circuit = await loadCircuit('simple_circuit');
  const server = await LiveServer.open({ place: LOCAL, foxglove: LOCAL, log: SILENT });
  const live = new LiveSimulation(server, circuit, 'forward');
  const page = await LiveClient.open(server.address);
  await page.until(() => page.newest('state') !== null);
  const before = page.newest('state')!;
  const simulator = await startRosSimulator({
    node: gazebo,
    circuit,
    direction: 'forward',
    seed: 1,
    realTimeFactor: 5,
    watcher: live.watcher,
  });
  let stops = 0;
  live.begin(simulator, () => {
    stops += 1;
  });
  const wheel = node.advertise('/F1ROS/cmd_vel', 'geometry_msgs/Twist');
  while (wheel.subscribers === 0) await new Promise((resolve) => setImmediate(resolve));
  const command = (v: number) =>
    wheel.publish({ linear: { x: v, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } });
  const until = (state: string) => page.until(() => page.newest('state')!.state === state);
  const close = async () => {
    await simulator.close();
    await live.close();
  };
  return { server, simulator, page, before, command, until, close, stops: () => stops };
}

describe('the live page of the built-in world', () => {
  it('shows camera, car, commands and contacts, whoever drives', async () => {
    const { simulator, page, before, command, until, close } = await simulation();
    expect(before).toMatchObject({ state: 'opening', reason: 'waiting for a ROS master', controls: {} });
    await until('ready');
    expect(page.newest('hello')).toMatchObject({ kind: 'simulation', circuit: { name: 'simple_circuit' } });
    page.send({ type: 'view', kinds: ['camera'], width: 320, rate_hz: 30 });
    await page.until(() => page.images.length > 0);
    expect(page.images[0]!.header).toMatchObject({ kind: 'camera', width: 320, v_mps: null });

    command(8);
    await until('driving');
    await page.until(() => (page.newest('figures')?.wallContactEvents ?? 0) > 0);
    expect(simulator.contacts().events).toBeGreaterThan(0);
    const samples = page.all('samples');
    expect(samples.flatMap(({ decisions }) => decisions.v_mps)).toEqual([8]);
    expect(samples.flatMap(({ decisions }) => decisions.step_ms)).toEqual([null]);
    expect(Math.max(...samples.flatMap(({ poses }) => poses.v_mps))).toBe(8);
    expect(page.newest('figures')!.distance_m).toBeGreaterThan(1);
    await page.until(() => page.newest('state')!.reason !== null);
    expect(page.newest('state')!.reason).toBe('no commands come; the car keeps its last one');
    await close();
    expect(page.newest('state')).toMatchObject({ state: 'ended', reason: 'interrupted' });
  });

  it('is shown to a studio, with what the world does not know as missing', async () => {
    const { server, command, until, close } = await simulation();
    await until('ready');
    const studio = await StudioClient.open(server.foxgloveAddress!);
    const [odometry, wheel, metrics] = ['/F1ROS/odom', '/F1ROS/cmd_vel', '/f1_brain/metrics'];
    studio.subscribe(odometry, wheel, metrics, '/diagnostics');
    await studio.until(() => studio.of(odometry).length > 0);
    command(3);
    await studio.until(() => studio.of(wheel).length > 0);
    expect(studio.decoded(wheel, 'geometry_msgs/Twist')[0]!.linear.x).toBe(3);
    await studio.until(() => studio.decoded(metrics, 'f1_brain/Metrics').at(-1)?.speed_mps === 3);
    expect(studio.decoded(metrics, 'f1_brain/Metrics').at(-1)).toMatchObject({
      brain: '',
      frames_received: 0,
      stops: 0,
      step_mean_ms: Number.NaN,
    });
    const value = (part: string, key: string) =>
      studio
        .decoded('/diagnostics', 'diagnostic_msgs/DiagnosticArray')
        .at(-1)
        ?.status.find(({ name }) => name === `f1_brain: ${part}`)
        ?.values.find((one) => one.key === key)?.value;
    await studio.until(() => value('camera', 'received') !== undefined);
    expect([value('drive', 'stops'), value('camera', 'received')]).toEqual(['', '']);
    await close();
    expect(await studio.closed).toBe(1001);
  });

  it('does what pages ask for as its services do', async () => {
    const { simulator, page, until, close, stops } = await simulation();
    await until('ready');
    expect(await page.control('swap', { brain: 'pilotnet' })).toMatchObject({ isDone: false });
    expect(await page.control('pause')).toMatchObject({ isDone: true });
    expect(page.newest('state')).toMatchObject({ state: 'paused', controls: { resume: null, reset: null } });
    expect(simulator.isPaused).toBe(true);
    expect(await page.control('resume')).toMatchObject({ isDone: true });
    expect(simulator.isPaused).toBe(false);
    expect(await page.control('reset')).toMatchObject({ isDone: true });
    await page.until(() => page.newest('restart') !== null);
    expect(await page.control('stop')).toMatchObject({ isDone: true });
    expect(stops()).toBe(1);
    await close();
  });
});

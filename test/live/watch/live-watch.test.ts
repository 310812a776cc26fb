import { loadCircuit } from '../../../src/circuit/load';
import { F1_TOPICS } from '../../../src/config/topics';
import type { FromLiveThread, ToLiveThread } from '../../../src/live/feed/channel';
import { frameSlotMemory } from '../../../src/live/feed/frame-slot';
import { SampleReader, sampleRingMemory } from '../../../src/live/feed/sample-ring';
import { DECISION, POSE, RESTART, ROW_COLUMNS } from '../../../src/live/feed/samples';
import type { AnswerMessage, HelloMessage, ServerMessage } from '../../../src/live/messages';
import type { Action } from '../../../src/live/page-requests';
import { LiveWatch, type LiveWatchOptions } from '../../../src/live/watch/live-watch';
import { MemoryGraph } from '../../../src/ros/memory/graph';
import type { RosNode } from '../../../src/ros/transport';
import { Session } from '../../../src/session/session';
import type { ExternalSessionOptions } from '../../../src/session/session-options';
import { openExternal } from '../../../src/session/setup/external';
import { startRosSimulator } from '../../../src/world/simulator/ros-simulator';
import { until } from '../../ros/support/log';
import { ringLap } from '../../session/support/lap-ring';
import { metricsReport } from './support/reports';

/** In place of the thread that serves pages: keeps what it is sent. */
class FakeServer {
  readonly samples = sampleRingMemory(ROW_COLUMNS, 8192);
  readonly frames = frameSlotMemory();
  readonly id = 'watch';
  readonly zero_ms = performance.now();
  readonly started_ms = 0;
  readonly posted: ToLiveThread[] = [];
  readonly rows: number[][] = [];
  readonly #reader = new SampleReader(this.samples);
  #control: ((message: Extract<FromLiveThread, { type: 'control' }>) => void) | null = null;
  #id = 0;

  post(message: ToLiveThread): void {
    this.posted.push(message);
  }

  on(type: string, listener: never): void {
    if (type === 'control') this.#control = listener;
  }

  get state() {
    return this.posted.filter((one) => one.type === 'state').at(-1)!.state;
  }

  get hello(): HelloMessage {
    return this.posted.filter((one) => one.type === 'hello').at(-1)!.hello;
  }

  broadcasts<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.posted.flatMap((one) =>
      one.type === 'broadcast' && one.message.type === type ? [one.message as never] : [],
    );
  }

  drain(kind: number): number[][] {
    this.#reader.drain((row) => void this.rows.push([...row]));
    return this.rows.filter(([of]) => of === kind);
  }

  async ask(action: Action): Promise<Pick<AnswerMessage, 'isDone' | 'line'>> {
    this.#id += 1;
    const id = this.#id;
    this.#control!({ type: 'control', page: 1, request: { type: 'control', id, action } });
    const answer = () => this.posted.find((one) => one.type === 'answer' && one.id === id);
    await until(() => answer() !== undefined);
    return answer() as AnswerMessage;
  }
}

async function watching(graph: MemoryGraph, options: Partial<LiveWatchOptions> = {}) {
  const server = new FakeServer();
  const lines: string[] = [];
  const log = {
    info: (line: string) => void lines.push(line),
    warn: (line: string) => void lines.push(line),
  };
  const watch = new LiveWatch({
    server: server as never,
    driver: null,
    topics: F1_TOPICS,
    circuit: null,
    direction: null,
    log,
    ...options,
  });
  const node = await graph.startNode({ name: 'f1_brain_live', handleSignals: false });
  return { server, lines, watch, node };
}

/** A car and a driver of another program, in the test's hands. */
async function foreignCar(graph: MemoryGraph) {
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  const odometry = gazebo.advertise(F1_TOPICS.odometry, 'nav_msgs/Odometry');
  const clock = gazebo.advertise('/clock', 'rosgraph_msgs/Clock');
  const drive = (driver: RosNode) => driver.advertise(F1_TOPICS.command, 'geometry_msgs/Twist');
  const zero = { x: 0, y: 0, z: 0 };
  const twist = (v: number, w: number) => ({ linear: { ...zero, x: v }, angular: { ...zero, z: w } });
  const covariance = Array.from({ length: 36 }, () => 0);
  const show = (time_s: number, x: number, y: number, yaw: number) => {
    const stamp = { sec: Math.floor(time_s), nsec: Math.round((time_s % 1) * 1e9) };
    clock.publish({ clock: stamp });
    odometry.publish({
      header: { seq: 0, stamp, frame_id: 'odom' },
      child_frame_id: 'base',
      pose: {
        pose: {
          position: { x, y, z: 0 },
          orientation: { x: 0, y: 0, z: Math.sin(yaw / 2), w: Math.cos(yaw / 2) },
        },
        covariance,
      },
      twist: { twist: twist(5, 0), covariance },
    });
    return graph.settled();
  };
  const camera = gazebo.advertise(F1_TOPICS.camera, 'sensor_msgs/Image');
  /** Sends an image that cannot be read. */
  const spoil = (time_s: number) => {
    const header = { seq: 0, stamp: { sec: time_s, nsec: 0 }, frame_id: '' };
    const size = { height: 0, width: 0, step: 0 };
    camera.publish({ header, ...size, encoding: 'none', is_bigendian: 0, data: new Uint8Array() });
    return graph.settled();
  };
  await graph.settled();
  return { drive, twist, show, spoil };
}

describe('a node watched over ROS', () => {
  it('shows a lap of our node with the figures of its statistics, and asks its services', async () => {
    const graph = new MemoryGraph({ '/use_sim_time': true });
    const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
    const ring = ringLap().circuit!;
    const circuit = await loadCircuit(ring);
    const simulator = await startRosSimulator({
      node: gazebo,
      circuit,
      direction: 'forward',
      seed: 1,
      realTimeFactor: 3,
    });
    const { server, watch, node } = await watching(graph, { circuit });
    await watch.begin(node);
    const given: ExternalSessionOptions = {
      world: 'external',
      brain: 'line_follower',
      out: null,
      laps: 1,
      circuit: ring,
      startPaused: true,
    };
    const session = new Session(given, (checked, context) =>
      openExternal(checked as ExternalSessionOptions, context, graph),
    );
    const running = session.run();
    await until(() => server.state.state === 'paused');
    expect(server.hello).toMatchObject({ kind: 'watch', world: 'ros', direction: 'forward', laps: null });
    expect(server.hello.circuit!.name).toBe('ring');
    expect(server.state).toMatchObject({
      driver: { brain: 'line_follower', model: null },
      controls: { pause: 'it is paused already', resume: null, swap: null, reset_metrics: null },
    });
    expect(await server.ask('resume')).toMatchObject({
      isDone: true,
      line: 'driving on with the next frame',
    });
    expect(server.state.state).toBe('driving');
    expect(await server.ask('drive_by_hand')).toMatchObject({ isDone: false });
    expect(await server.ask('start_recording')).toMatchObject({
      isDone: false,
      line: expect.stringContaining('records nothing'),
    });
    const { statistics } = await running;
    await until(() => server.state.state !== 'driving');
    await watch.close();
    const decisions = server.drain(DECISION);
    expect(decisions.length).toBeGreaterThan(10);
    // The zero commands of a node that has not reported yet have no step time.
    for (const row of decisions) expect(row[6]! > 0 || row[4] === 0).toBe(true);
    const laps = server.broadcasts('lap');
    // After its lap the car comes to rest somewhere.
    const driven = server.drain(POSE).filter(([, wall_ms]) => wall_ms! <= laps[0]!.wall_ms);
    const deviations = driven.map((row) => Math.abs(row[8]!)).filter(Number.isFinite);
    expect(deviations.length).toBeGreaterThan(10);
    expect(Math.max(...deviations)).toBeLessThanOrEqual(statistics.position_deviation_max_m! + 1e-3);
    expect(laps).toMatchObject([{ lap: 1 }]);
    expect(laps[0]!.seconds).toBeCloseTo(statistics.lap_times_s[0]!, 2);
    const log = server.broadcasts('log').map(({ line }) => line);
    expect(log).toContain('driving on with the next frame');
    await node.shutdown();
    await simulator.close();
    await gazebo.shutdown();
  });

  it('recognises the circuit of another program, which cannot be controlled, and begins again with its clock', async () => {
    const graph = new MemoryGraph();
    const { server, watch, node, lines } = await watching(graph);
    expect(server.state).toMatchObject({
      state: 'opening',
      reason: 'waiting for a ROS master',
      controls: {},
    });
    await watch.begin(node);
    expect(server.state.reason).toBe('waiting for /F1ROS/cameraL/image_raw, /F1ROS/odom, /F1ROS/cmd_vel');
    const { drive, twist, show, spoil } = await foreignCar(graph);
    const { start } = await loadCircuit('simple_circuit');
    await show(10, start.x_m, start.y_m, start.yaw_rad);
    expect(server.hello.circuit!.name).toBe('simple_circuit');
    expect(lines.at(-1)).toBe('the car is on simple_circuit, forward');
    const driver = await graph.startNode({ name: 'behavior_metrics', handleSignals: false });
    const commands = drive(driver);
    await graph.settled();
    commands.publish(twist(4, -0.5));
    await show(10.1, start.x_m, start.y_m - 0.5, start.yaw_rad);
    await until(() => server.state.state === 'driving');
    expect(server.state.controls).toEqual({});
    expect(server.drain(DECISION)).toMatchObject([{ 4: 4, 5: -0.5, 6: Number.NaN, 8: Number.NaN }]);
    expect(server.drain(RESTART)).toEqual([]);
    await spoil(10);
    const frames = () => server.broadcasts('figures').at(-1)?.frames;
    await until(() => frames()?.rejected === 1);
    expect(frames()!.received).toBe(1);
    await show(0.5, start.x_m, start.y_m, start.yaw_rad);
    await until(() => server.drain(RESTART).length === 1);
    await until(() => frames()?.rejected === 0);
    expect(frames()!.received).toBe(0);
    expect(server.broadcasts('incident').map(({ kind }) => kind)).toContain('time_jumped_back');
    await driver.shutdown();
    await graph.settled();
    await until(() => server.state.reason === 'nobody publishes /F1ROS/cmd_vel');
    expect(server.state.state).toBe('stopped');
    await watch.close();
  });

  it('follows the node that reports, and the one that is started again', async () => {
    const graph = new MemoryGraph();
    const { server, watch, node } = await watching(graph, { circuit: await loadCircuit('simple_circuit') });
    await watch.begin(node);
    const { drive, show } = await foreignCar(graph);
    const teleop = await graph.startNode({ name: 'teleop', handleSignals: false });
    drive(teleop);
    const begin = async (frames_received: number) => {
      const ours = await graph.startNode({ name: 'car2/f1_brain', handleSignals: false });
      drive(ours);
      const metrics = ours.advertise('~metrics', 'f1_brain/Metrics');
      await graph.settled();
      metrics.publish(metricsReport({ brain: 'pilotnet', frames_received, stops: 2 }));
      await graph.settled();
      return ours;
    };
    const first = await begin(100);
    await show(1, 53, -10, -1.57);
    await until(() => server.state.state === 'driving');
    expect(server.state.driver.brain).toBe('pilotnet');
    await until(() => server.broadcasts('figures').length > 1);
    expect(server.broadcasts('figures').at(-1)).toMatchObject({
      frames: { received: 100 },
      // None came here.
      frames_hz: 0,
      stops: 2,
    });
    await first.shutdown();
    await graph.settled();
    expect(server.state.driver.brain).toBeNull();
    expect(server.drain(RESTART)).toEqual([]);
    // Laps of the process before are not its own, even where it has more frames than that one had.
    await begin(103);
    await until(() => server.state.driver.brain === 'pilotnet');
    expect(server.state.controls.pause).toBeNull();
    await until(() => server.drain(RESTART).length === 1);
    await watch.close();
  });

  it('keeps to the node that its user named, with the parameters with which that begins again', async () => {
    const graph = new MemoryGraph();
    const { server, watch, node } = await watching(graph, { driver: 'car2/f1_brain' });
    await watch.begin(node);
    const { drive, show } = await foreignCar(graph);
    const others = async () => {
      for (let i = 0; i < 10; i++) {
        const other = await graph.startNode({ name: `teleop_${i}`, handleSignals: false });
        drive(other);
        await graph.settled();
        await other.shutdown();
      }
    };
    const begin = async (circuit: string, brain: string) => {
      const ours = await graph.startNode({ name: 'car2/f1_brain', handleSignals: false });
      await ours.setParam('~circuit', circuit);
      drive(ours);
      const metrics = ours.advertise('~metrics', 'f1_brain/Metrics');
      await graph.settled();
      await others();
      metrics.publish(metricsReport({ brain, frames_received: 10 }));
      await show(1, 0, 0, 0);
      return ours;
    };
    await others();
    const first = await begin('simple_circuit', 'pilotnet');
    await until(() => server.hello.circuit?.name === 'simple_circuit');
    expect(server.state.driver.brain).toBe('pilotnet');
    await first.shutdown();
    await graph.settled();
    expect(server.state).toMatchObject({ driver: { brain: null }, controls: {} });
    await begin('many_curves', 'line_follower');
    await until(() => server.hello.circuit?.name === 'many_curves');
    expect(server.state.driver.brain).toBe('line_follower');
    await watch.close();
  });
});

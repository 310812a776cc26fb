import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { openCar } from '../../src/config/car-preset';
import { measureBag } from '../../src/measure/metrics/measure-bag';
import { MemoryGraph } from '../../src/ros/memory/graph';
import type { ParamValue, RosNode } from '../../src/ros/transport';
import { Session } from '../../src/session/session';
import type { IncidentEvent, SessionState, StateEvent } from '../../src/session/session-events';
import type { ExternalSessionOptions } from '../../src/session/session-options';
import { openExternal } from '../../src/session/setup/external';
import { startRosSimulator } from '../../src/world/simulator/ros-simulator';
import { ringLap } from './support/lap-ring';

const ring = ringLap().circuit!;
const NOTHING = { brain: '', model: '', provider: '' };

/** A graph within this process, with the built-in world on it. */
async function graphWithWorld(
  params: Readonly<Record<string, ParamValue>> = {},
  { course = ring, realTimeFactor = 3, car = 'f1' } = {},
) {
  const graph = new MemoryGraph({ '/use_sim_time': true, ...params });
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  const circuit = await loadCircuit(course);
  const simulator = await startRosSimulator({
    node: gazebo,
    circuit,
    direction: 'forward',
    seed: 1,
    realTimeFactor,
    car: openCar(car),
  });
  const user = await graph.startNode({ name: 'user', handleSignals: false });
  const end = async () => {
    await user.shutdown();
    await simulator.close();
    await gazebo.shutdown();
  };
  return { graph, user, end };
}

function sessionOn(graph: MemoryGraph, options: Partial<ExternalSessionOptions> = {}): Session {
  const given: ExternalSessionOptions = { world: 'external', brain: 'line_follower', out: null, ...options };
  return new Session(given, (checked, context) =>
    openExternal(checked as ExternalSessionOptions, context, graph),
  );
}

function reached(session: Session, state: SessionState): Promise<StateEvent> {
  return new Promise((resolve) => {
    session.on('state', (event) => event.state === state && resolve(event));
  });
}

const call = (user: RosNode, name: 'pause' | 'resume' | 'reset_metrics') =>
  user.callService(`/f1_brain/${name}`, 'std_srvs/Trigger', {});

describe('a session as a node of a graph', () => {
  it('drives its laps by the parameters of its node, and publishes what it decides', async () => {
    const { graph, user, end } = await graphWithWorld({ '/f1_brain': { laps: 1, seed: 4 } });
    let published = 0;
    user.subscribe('/f1_brain/decision', 'f1_brain/Decision', () => {
      published += 1;
    });
    // A path that is on the server alone could be anybody's.
    const session = sessionOn(graph, { argv: [`_circuit:=${ring}`] });
    const lines: string[] = [];
    session.on('log', ({ message }) => lines.push(message));
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({ completed: true, circuit: 'ring', world: 'ros', brain_changes: 0 });
    expect(published).toBeGreaterThan(10);
    expect(lines[0]).toMatch(
      /^\/f1_brain drives with line_follower: \/F1ROS\/cameraL\/image_raw -> \/F1ROS\/cmd_vel$/,
    );
    await end();
  });

  it('drives the car that a parameter names, and records which', async () => {
    const params = { '/f1_brain': { laps: 1, car: 'academy' } };
    const { graph, user, end } = await graphWithWorld(params, { car: 'academy' });
    const encodings = new Set<string>();
    user.subscribe('/cam_f1_left/image_raw', 'sensor_msgs/Image', ({ encoding }) => {
      encodings.add(encoding);
    });
    const out = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-academy-')), 'run');
    const { statistics } = await sessionOn(graph, { circuit: ring, out }).run();
    expect(statistics).toMatchObject({ completed: true, car: 'academy' });
    expect([...encodings]).toEqual(['bgr8']);
    const measured = await measureBag(statistics.files.recording!);
    expect(measured.identity).toMatchObject({ car: 'academy' });
    await end();
  });

  it('drives on in a slow world, whose frames come rarely in wall time', async () => {
    const { graph, user, end } = await graphWithWorld({}, { realTimeFactor: 0.05 });
    const session = sessionOn(graph);
    const stops: string[] = [];
    // A busy machine may block the test itself.
    session.on('state', ({ state, reason }) => {
      if (state === 'stopped' && !/this node was blocked/.test(String(reason))) stops.push(String(reason));
    });
    await session.start();
    // 20 in a simulated second: one in a wall second, longer than the frame timeout.
    await new Promise<void>((resolve) => {
      let left = 4;
      user.subscribe('/f1_brain/decision', 'f1_brain/Decision', () => {
        left -= 1;
        if (left === 0) resolve();
      });
    });
    await session.end();
    expect(stops).toEqual([]);
    await end();
  });

  it('is controlled by its services as by its methods', async () => {
    const { graph, user, end } = await graphWithWorld();
    const session = sessionOn(graph, { startPaused: true });
    const states: SessionState[] = [];
    session.on('state', ({ state }) => states.push(state));
    await session.start();
    expect(await call(user, 'pause')).toMatchObject({ message: 'paused already; the car is stopped' });
    expect(await call(user, 'resume')).toMatchObject({ success: true });
    expect(session.state).toBe('driving');
    session.pause();
    expect(await call(user, 'resume')).toMatchObject({ message: 'driving on with the next frame' });
    expect(await call(user, 'reset_metrics')).toMatchObject({ success: true });
    const foreign = { ...NOTHING, brain: 'examples/own-brain/line-brain.yml' };
    expect(
      await user.callService('/f1_brain/load_brain', 'f1_brain/LoadBrain', foreign, 60_000),
    ).toMatchObject({
      success: false,
      message: expect.stringContaining('which is no file in brains/, models/ or a folder of --brain-path'),
    });
    const request = { ...NOTHING, brain: 'pilotnet', provider: 'cpu' };
    const answer = await user.callService('/f1_brain/load_brain', 'f1_brain/LoadBrain', request, 60_000);
    expect(answer).toMatchObject({ success: true, brain: 'pilotnet', model: 'pilotnet', provider: 'cpu' });
    expect(session.driver).toEqual({ brain: 'pilotnet', model: 'pilotnet', provider: 'cpu' });
    graph.requestShutdown('/f1_brain', '/rosnode: user request');
    const { statistics } = await session.result;
    expect(statistics).toMatchObject({ ended_because: 'interrupted', brain: 'pilotnet', brain_changes: 1 });
    expect(states).toEqual([
      'opening',
      'ready',
      'starting',
      'paused',
      'driving',
      'paused',
      'driving',
      'ending',
      'ended',
    ]);
    await end();
  });

  it('stops the car while the master is gone, and tells both', async () => {
    const { graph, end } = await graphWithWorld();
    const session = sessionOn(graph);
    const incidents: IncidentEvent[] = [];
    session.on('incident', (incident) => incidents.push(incident));
    await session.start();
    const stopped = reached(session, 'stopped');
    graph.loseMaster();
    expect(await stopped).toMatchObject({ reason: expect.stringContaining('the ROS master is gone') });
    const driving = reached(session, 'driving');
    await graph.restartMaster();
    await driving;
    const lost = incidents.filter(({ kind }) => kind === 'master_lost');
    expect(lost.map(({ over }) => over)).toEqual([false, true]);
    await session.end();
    await end();
  });

  it('brings the car to its start, and is ended while it waits for a simulator', async () => {
    const graph = new MemoryGraph({ '/use_sim_time': true });
    const session = sessionOn(graph, { circuit: ring, start: 'circuit', laps: 1 });
    const starting = session.start();
    await reached(session, 'starting');
    const { statistics } = await session.end();
    await starting;
    expect(statistics).toMatchObject({ ended_because: 'interrupted', completed_distance_m: null });
    const world = await graphWithWorld();
    const lap = sessionOn(world.graph, { circuit: ring, start: 'circuit', laps: 1 });
    const lines: string[] = [];
    lap.on('log', ({ message }) => lines.push(message));
    expect((await lap.run()).statistics.completed).toBe(true);
    expect(lines).toContainEqual(expect.stringMatching(/^the car is at its start \(circuit\)/));
    await world.end();
  });

  it('counts laps from where the world begins, and says where that is', async () => {
    const elsewhere = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-elsewhere-')), 'ring.yml');
    writeFileSync(elsewhere, `start: {x_m: 0, y_m: 8, yaw_rad: 3.1416}\n${readFileSync(ring, 'utf8')}`);
    const world = await graphWithWorld({}, { course: elsewhere });
    const lap = sessionOn(world.graph, { circuit: ring, start: 'reset', laps: 1 });
    const lines: string[] = [];
    lap.on('log', ({ message }) => lines.push(message));
    const { statistics } = await lap.run();
    expect(statistics).toMatchObject({ completed: true, percentage_completed: 100 });
    expect(statistics.completed_distance_m).toBeCloseTo(2 * Math.PI * 8, 0);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^this world begins 12\.6 m after the start in the file of ring: laps count from/,
      ),
    );
    await world.end();
  });
});

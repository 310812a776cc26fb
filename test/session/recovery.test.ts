import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { roundMetrics } from '../../src/measure/metrics/lap-statistics';
import { measureBag } from '../../src/measure/metrics/measure-bag';
import { MemoryGraph } from '../../src/ros/memory/graph';
import { Recovery, type RecoveryOptions } from '../../src/session/recovery';
import { Session } from '../../src/session/session';
import type { ExternalSessionOptions } from '../../src/session/session-options';
import { openExternal } from '../../src/session/setup/external';
import { startRosSimulator } from '../../src/world/simulator/ros-simulator';
import { newFolder, ringLap } from './support/lap-ring';

const ring = ringLap().circuit!;

/** A brain that drives straight on for a number of frames, into the outer wall, and then along the ring. */
function brainThatHits(straightFrames: number): string {
  const folder = newFolder();
  writeFileSync(
    path.join(folder, 'hits.js'),
    `let frame = 0;
    module.exports = () => ({
      decide: () => ({ v_mps: 5, w_radps: ++frame <= ${straightFrames} ? 0 : 5 / 8 }),
    });`,
  );
  const file = path.join(folder, 'hits.yml');
  writeFileSync(
    file,
    'Behaviors: {Robot: {BrainPath: ./hits.js, Type: f1, Compensation: off}, Recovery: reset, RecoveryLimit: 2}\n',
  );
  return file;
}

/** A recovery with what it did. */
function setUp(options: Partial<RecoveryOptions> = {}) {
  const did: string[] = [];
  let arrive: () => void = () => {};
  const recovery = new Recovery({
    limit: 2,
    putBack: () => new Promise((resolve) => (arrive = resolve)),
    place: () => ({ x_m: 1, y_m: 2, yaw_rad: 0 }),
    pause: () => did.push('pause'),
    resume: () => did.push('resume'),
    isOver: () => false,
    onFailed: (because) => did.push(`failed: ${because}`),
    log: { warn: (line) => did.push(line), error: (line) => did.push(line) },
    ...options,
  });
  const pose = (sim_s: number) =>
    recovery.takes({ x_m: 0, y_m: 0, yaw_rad: 0, v_mps: 0, w_radps: 0, sim_s, arrival_ms: 0 });
  const settle = async () => {
    arrive();
    await new Promise(setImmediate);
  };
  return { recovery, did, pose, settle };
}

describe('a recovery', () => {
  it('pauses the car, puts it back and resumes it; poses meanwhile do not count', async () => {
    const { recovery, did, pose, settle } = setUp();
    expect(pose(1)).toBe('counts');
    expect(recovery.begin('trapped', 'it stood', 1)).toBe(true);
    expect(did).toEqual(['pause']);
    expect(pose(1.2)).toBe('ignored');
    await settle();
    expect(did.slice(1)).toEqual(['the car was put back on the line (1 of at most 2): it stood', 'resume']);
    expect([pose(1.4), pose(1.5)]).toEqual([{ because: 'trapped' }, 'counts']);
    expect(recovery.done).toEqual([{ because: 'trapped', from_s: 1, to_s: 1.4 }]);
  });

  it('is refused once there were as many as allowed', async () => {
    const { recovery, pose, settle } = setUp();
    for (let i = 0; i < 2; i += 1) {
      expect(recovery.begin('no_progress', null, i)).toBe(true);
      await settle();
      pose(i + 0.5);
    }
    expect(recovery.begin('no_progress', null, 3)).toBe(false);
    expect(recovery.told).toBe('put back 2 times before');
  });

  it('leaves a car paused that was paused meanwhile', async () => {
    const { recovery, did, settle } = setUp();
    expect(recovery.hold(true)).toBe(false);
    recovery.begin('left_track', null, 1);
    expect(recovery.hold(true)).toBe(true);
    await settle();
    expect(did).toEqual(['pause', 'the car was put back on the line (1 of at most 2): it left the track']);
  });

  it('that fails ends the run with its cause, and says why', async () => {
    const { recovery, did } = setUp({ putBack: () => Promise.reject(new Error('no service')) });
    recovery.begin('trapped', 'it stood', 1);
    await new Promise(setImmediate);
    expect(did).toEqual(['pause', 'the car could not be put back: no service', 'failed: trapped']);
  });
});

describe('a lap with a recovery, in lockstep', () => {
  it('is completed and marked, and its bag says the same', async () => {
    const out = newFolder();
    const session = new Session(ringLap({ brain: brainThatHits(20), out }));
    const lines: string[] = [];
    session.on('log', ({ message }) => lines.push(message));
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({
      completed: true,
      recoveries: 1,
      recovered_laps: [1],
      car_set_elsewhere: 0,
      laps_completed: 1,
    });
    expect(lines).toContainEqual(
      expect.stringMatching(/^the car was put back on the line \(1 of at most 2\): it s\w+ .* a wall/),
    );
    expect(statistics.crash).toMatchObject({ kind: 'hit_wall' });
    expect(statistics.position_deviation_mean_m).toBeNull();
    expect(statistics.lap_seconds).toBeGreaterThan(10.5);
    expect(statistics.wall_contact_events).toBeGreaterThan(0);
    const measured = await measureBag(statistics.files.recording!, { circuit: await loadCircuit(ring) });
    const metrics = roundMetrics(measured.metrics);
    const keys = [
      'completed',
      'recoveries',
      'recovered_laps',
      'car_set_elsewhere',
      'laps_completed',
      'crash',
    ] as const;
    for (const key of keys) expect([key, metrics[key]]).toEqual([key, statistics[key]]);
    expect(metrics.lap_seconds).toBeCloseTo(statistics.lap_seconds!, 6);
    expect(metrics.completed_distance_m).toBeCloseTo(statistics.completed_distance_m!, 3);
  });

  it('ends once there were as many as allowed', async () => {
    const session = new Session(ringLap({ brain: brainThatHits(5000) }));
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({
      completed: false,
      ended_because: 'trapped',
      ended_detail: expect.stringMatching(/; put back 2 times before$/),
      recoveries: 2,
    });
  });

  it('is not put back where an option says so', async () => {
    const session = new Session(ringLap({ brain: brainThatHits(5000), recovery: 'none' }));
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({ ended_because: 'trapped', recoveries: 0, recovered_laps: [] });
  });
});

test("over ROS, Gazebo's services put the car back, and that is no incident", async () => {
  const graph = new MemoryGraph({ '/use_sim_time': true, '/f1_brain': { laps: 1 } });
  const gazebo = await graph.startNode({ name: 'gazebo', handleSignals: false });
  const simulator = await startRosSimulator({
    node: gazebo,
    circuit: await loadCircuit(ring),
    direction: 'forward',
    seed: 1,
    realTimeFactor: 3,
  });
  const options: ExternalSessionOptions = {
    world: 'external',
    brain: brainThatHits(5000),
    circuit: ring,
    out: null,
  };
  try {
    const session = new Session(options, (checked, context) =>
      openExternal(checked as ExternalSessionOptions, context, graph),
    );
    const { statistics } = await session.run();
    expect(statistics).toMatchObject({
      completed: false,
      ended_because: 'trapped',
      recoveries: 2,
      recovered_laps: [1],
      car_set_elsewhere: 0,
    });
    expect(statistics.incidents).toMatchObject({ car_jumped: 0 });
  } finally {
    await simulator.close();
    await gazebo.shutdown();
  }
});

import { loadCircuit } from '../../src/circuit/load';
import { startSimulatorProcess } from '../../src/cli/simulator-process';
import { startMaster } from '../../src/ros/master';
import { startRosNode } from '../../src/ros/node';
import { type Frame, type Pose, STOP, type World } from '../../src/types';
import { RosWorld } from '../../src/world/ros/ros-world';
import { LockstepWorld } from '../../src/world/simulator/lockstep-world';

interface Made {
  world: World;
  tearDown(): Promise<void>;
}

async function overRos(): Promise<Made> {
  const master = await startMaster({ host: '127.0.0.1', port: 0 });
  const simulator = await startSimulatorProcess({
    masterUri: master.uri,
    args: ['--circuit', 'simple_circuit'],
    onLine: () => {},
    mainFile: require.resolve('../../dist/cli/main.js'),
  });
  const node = await startRosNode({
    name: 'contract',
    masterUri: master.uri,
    host: '127.0.0.1',
    argv: [],
    handleSignals: false,
  });
  const world = new RosWorld(node, {
    camera: '/F1ROS/cameraL/image_raw',
    odometry: '/F1ROS/odom',
    command: '/F1ROS/cmd_vel',
  });
  return {
    world,
    tearDown: async () => {
      await node.shutdown();
      await simulator.close();
      await master.close();
    },
  };
}

async function inLockstep(): Promise<Made> {
  const circuit = await loadCircuit('simple_circuit');
  const world = new LockstepWorld({ circuit, direction: 'forward', seed: 1 });
  return { world, tearDown: async () => {} };
}

/** Drives 2 m/s from the 5th to the 30th frame, and watches until the 40th. */
async function watch(world: World) {
  const frames: Frame[] = [];
  const poses: Pose[] = [];
  const rejected: string[] = [];
  let closedAt = -1;
  await new Promise<void>((resolve, reject) => {
    world.onPose((pose) => poses.push(pose));
    world.onRejectedFrame((reason) => rejected.push(reason));
    world.onFrame(async (frame) => {
      frames.push({ ...frame, data: frame.data.slice(0, 8) });
      if (frames.length === 5) world.command({ v_mps: 2, w_radps: 0 });
      if (frames.length === 30) world.command(STOP);
      if (frames.length === 40) {
        closedAt = poses.length;
        await world.close();
        resolve();
      }
    });
    world.start().catch(reject);
  });
  const simulated_s = world.simulatedSeconds();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await world.close();
  return {
    frames,
    poses,
    rejected,
    simulated_s,
    framesAfterClose: frames.length - 40,
    posesAfterClose: poses.length - closedAt,
  };
}

describe.each([
  ['over ROS', overRos],
  ['in lockstep', inLockstep],
])('a world %s', (_, make) => {
  let seen: Awaited<ReturnType<typeof watch>>;

  beforeAll(async () => {
    const { world, tearDown } = await make();
    try {
      seen = await watch(world);
    } finally {
      await tearDown();
    }
  }, 60_000);

  test('gives whole pictures, counted and stamped', () => {
    expect(seen.rejected).toEqual([]);
    seen.frames.forEach((frame, i) => {
      expect(frame).toMatchObject({ width: 640, height: 480, step: 1920, encoding: 'rgb8', sequence: i + 1 });
    });
    const stamps = seen.frames.map(({ stamp }) => stamp!.sec + stamp!.nsec * 1e-9);
    for (let i = 1; i < stamps.length; i++) expect(stamps[i]! - stamps[i - 1]!).toBeCloseTo(0.05, 6);
  });

  test('gives poses in metres with simulated time', () => {
    const first = seen.poses[0]!;
    expect(first).toMatchObject({ v_mps: 0, w_radps: 0 });
    expect(Math.hypot(first.x_m - 53.462, first.y_m + 10.734)).toBeLessThan(0.01);
    for (const { sim_s } of seen.poses.slice(3)) expect(sim_s).toEqual(expect.any(Number));
    expect(seen.simulated_s).toBeGreaterThan(1.9);
  });

  test('drives on the last command until the next one', () => {
    const [start, end] = [seen.poses[0]!, seen.poses.at(-1)!];
    const way_m = Math.hypot(end.x_m - start.x_m, end.y_m - start.y_m);
    // 25 frames at 20 Hz and 2 m/s, give or take a frame on its way.
    expect(way_m).toBeGreaterThan(2.3);
    expect(way_m).toBeLessThan(2.7);
    expect(Math.max(...seen.poses.map(({ v_mps }) => v_mps))).toBeCloseTo(2, 3);
    expect(end.v_mps).toBe(0);
  });

  test('is silent once it is closed, and may be closed twice', () => {
    expect(seen.framesAfterClose).toBe(0);
    expect(seen.posesAfterClose).toBeLessThanOrEqual(1);
  });
});

import { Session } from '../../src/session/session';
import { TrappedWatch } from '../../src/session/trapped-watch';
import type { Pose } from '../../src/types';
import { FakeWorld, fakeRun, fakeSetup } from './support/fake-setup';
import { ringLap } from './support/lap-ring';

const PERIOD_S = 0.05;

interface Motion {
  readonly commanded_mps: number;
  readonly v_mps: number;
  /** Of the motion against the heading. */
  readonly aside_rad?: number;
  readonly w_radps?: number;
  /** Simulated over wall time; 0 for physics that is paused. */
  readonly factor?: number;
}

/** A car whose commands and motion are given, from a watch's point of view. */
function setUp() {
  const watch = new TrappedWatch();
  const reasons: string[] = [];
  let pose: Pose = { x_m: 0, y_m: 0, yaw_rad: 0, v_mps: 0, w_radps: 0, sim_s: 0, arrival_ms: 0 };
  const drive = (
    wall_s: number,
    { commanded_mps, v_mps, aside_rad = 0, w_radps = 0, factor = 1 }: Motion,
  ) => {
    for (let at_s = 0; at_s < wall_s - 1e-9; at_s += PERIOD_S) {
      watch.command(commanded_mps);
      const step_s = factor * PERIOD_S;
      const heading_rad = pose.yaw_rad + (w_radps * step_s) / 2 + aside_rad;
      pose = {
        ...pose,
        x_m: pose.x_m + v_mps * step_s * Math.cos(heading_rad),
        y_m: pose.y_m + v_mps * step_s * Math.sin(heading_rad),
        yaw_rad: pose.yaw_rad + w_radps * step_s,
        sim_s: pose.sim_s! + step_s,
        arrival_ms: pose.arrival_ms + 1000 * PERIOD_S,
      };
      const reason = watch.pose(pose);
      if (reason !== null) reasons.push(reason);
    }
  };
  const teleport = (x_m: number) => {
    pose = { ...pose, x_m };
  };
  drive(2, { commanded_mps: 8, v_mps: 8 });
  return { watch, reasons, drive, teleport };
}

test.each<[string, Motion, RegExp]>([
  [
    'stands',
    { commanded_mps: 8, v_mps: 0 },
    /^it stood against a wall: 0\.0 m in 5\.\d s .* commanded to 8\.0 m\/s$/,
  ],
  [
    'slides along it',
    { commanded_mps: 8, v_mps: 7.7, aside_rad: 0.25 },
    /^it slid along a wall: \d+\.\d m in 5/,
  ],
  ['crawls along it', { commanded_mps: 8, v_mps: 1, aside_rad: 1.4 }, /^it slid along a wall/],
])('a car that %s for 5 simulated seconds is trapped', (_, motion, reason) => {
  const { drive, reasons } = setUp();
  drive(4.5, motion);
  expect(reasons).toEqual([]);
  drive(1.5, motion);
  expect(reasons).toEqual([expect.stringMatching(reason)]);
});

test.each<[string, Motion]>([
  ['drives a bend', { commanded_mps: 8, v_mps: 8, w_radps: 3 }],
  ['turns on the spot', { commanded_mps: 0, v_mps: 0, w_radps: 2 }],
  ['is commanded to stop', { commanded_mps: 0, v_mps: 0 }],
  ['is in a world that is paused', { commanded_mps: 8, v_mps: 0, factor: 0 }],
  [
    'is in a world at a tenth of real time, for fewer simulated seconds',
    { commanded_mps: 8, v_mps: 0, factor: 0.1 },
  ],
  ['accelerates late', { commanded_mps: 8, v_mps: 5 }],
])('a car that %s is not', (_, motion) => {
  const { drive, reasons } = setUp();
  drive(20, motion);
  expect(reasons).toEqual([]);
});

test('a car that comes off the wall in between is not', () => {
  const { drive, reasons } = setUp();
  for (let i = 0; i < 4; i += 1) {
    drive(3.5, { commanded_mps: 8, v_mps: 0 });
    drive(1.5, { commanded_mps: 8, v_mps: 8 });
  }
  expect(reasons).toEqual([]);
});

test('a car that is kept stopped, or was teleported, is judged from then on', () => {
  const { watch, drive, teleport, reasons } = setUp();
  const standing = { commanded_mps: 8, v_mps: 0 };
  drive(4, standing);
  watch.hold(true);
  drive(20, standing);
  watch.hold(false);
  drive(4, standing);
  teleport(100);
  drive(4, standing);
  expect(reasons).toEqual([]);
});

test('a car that has not begun to drive waits for something else', () => {
  const { watch, drive, reasons } = setUp();
  watch.reset();
  drive(20, { commanded_mps: 8, v_mps: 0 });
  expect(reasons).toEqual([]);
});

/** A run over ROS whose car drives 20 m and then stands; `stand` gets world and run. */
async function standingRun(endless: boolean) {
  const world = new FakeWorld();
  const plan = { ...fakeSetup().plan, laps: endless ? Number.POSITIVE_INFINITY : 1, endless };
  const { run, lines, resources } = fakeRun({ world, plan });
  await run.prepare(() => {});
  run.engage();
  for (let i = 0; i < 200; i += 1) {
    await world.frame({
      ...{ width: 1, height: 1, step: 3, encoding: 'rgb8', data: new Uint8Array(3), stamp: null },
      ...{ sequence: i + 1, arrival_ms: performance.now() },
    });
    const x_m = Math.min(20, i) * PERIOD_S;
    world.pose({ x_m, y_m: 0, yaw_rad: 0, v_mps: 0, w_radps: 0, sim_s: i * PERIOD_S, arrival_ms: 0 });
  }
  const over = run.monitor.over;
  run.monitor.end('interrupted');
  await run.halt();
  await resources.release();
  return { over, lines, ...(await run.save()) };
}

test('laps end then, and the statistics say so', async () => {
  const { over, statistics, lines } = await standingRun(false);
  expect(over).toBe(true);
  expect(statistics).toMatchObject({
    completed: false,
    ended_because: 'trapped',
    ended_detail: expect.stringMatching(/^it stood against a wall/),
  });
  expect(lines.at(-1)).toMatch(/^error: the car is trapped: it stood against a wall: .*; its laps end$/);
});

test('a run without laps goes on', async () => {
  const { over, statistics } = await standingRun(true);
  expect(over).toBe(false);
  expect(statistics).toMatchObject({ ended_because: 'interrupted' });
  expect(statistics.ended_detail).toBeUndefined();
});

test('a car that compensation stops between rare frames is not trapped', async () => {
  const session = new Session(ringLap({ brain: 'slim_pilotnet', cameraRate_hz: 1 }));
  const { statistics } = await session.run();
  expect(statistics).toMatchObject({ completed: true, wall_contacts: 0 });
  expect(statistics.average_speed_mps).toBeLessThan(5);
});

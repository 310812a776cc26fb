import { StandstillWatch } from '../../src/session/standstill-watch';
import { FakeBrain, FakeWorld, fakeRun, fakeSetup } from './support/fake-setup';

/** A watch of 30 s under a clock that is moved by hand. */
function setUp() {
  let now_ms = 0;
  const reasons: string[] = [];
  const watch = new StandstillWatch({
    timeout_s: 30,
    now_ms: () => now_ms,
    onExpired: (reason) => reasons.push(reason),
  });
  watch.start();
  /** Lets time pass in steps of half a second; `each` tells what comes meanwhile. */
  const pass = (seconds: number, each: (at_s: number) => void = () => {}) => {
    for (let step = 0; step < 2 * seconds; step += 1) {
      now_ms += 500;
      each(now_ms / 1000);
      watch.check();
    }
  };
  const jump = (seconds: number) => {
    now_ms += 1000 * seconds;
    watch.check();
  };
  return { watch, reasons, pass, jump };
}

describe('laps end where the car', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test.each<[string, (at_s: number) => { progress_m: number | null; sim_s: number | null }, string]>([
    [
      'stands against a wall',
      (at_s) => ({ progress_m: 5, sim_s: at_s }),
      'it drives without getting anywhere',
    ],
    [
      'goes back and forth',
      (at_s) => ({ progress_m: 5 + 0.4 * Math.sin(at_s), sim_s: at_s }),
      'it drives without getting anywhere',
    ],
    [
      'is on no known line',
      (at_s) => ({ progress_m: null, sim_s: at_s }),
      'it drives without getting anywhere',
    ],
    [
      'is in a world whose clock is stopped',
      () => ({ progress_m: 5, sim_s: 7 }),
      'simulated time is stopped',
    ],
  ])('%s', (_, pose, reason) => {
    const { watch, reasons, pass } = setUp();
    watch.pose({ progress_m: 0, sim_s: 0 });
    pass(29, (at_s) => watch.pose(pose(at_s)));
    expect(reasons).toEqual([]);
    pass(3, (at_s) => watch.pose(pose(at_s)));
    expect(reasons).toEqual([reason]);
  });

  test('has no odometry any more', () => {
    const { watch, reasons, pass } = setUp();
    pass(60, (at_s) => watch.pose({ progress_m: at_s, sim_s: at_s }));
    pass(31);
    expect(reasons).toEqual(['no odometry has come for 31 s']);
  });

  test('never had odometry, after four times as long', () => {
    const { reasons, pass } = setUp();
    pass(119);
    expect(reasons).toEqual([]);
    pass(3);
    expect(reasons).toEqual(['no odometry has come']);
  });
});

describe('laps go on where the car', () => {
  test.each<[string, (at_s: number) => number]>([
    ['is slow', (at_s) => 0.05 * at_s],
    ['is set back to the start now and then', (at_s) => 3 * (at_s % 25)],
  ])('%s', (_, progress_m) => {
    const { watch, reasons, pass } = setUp();
    pass(600, (at_s) => watch.pose({ progress_m: progress_m(at_s), sim_s: at_s }));
    watch.stop();
    expect(reasons).toEqual([]);
  });

  test('is paused, or its process was suspended', () => {
    const { watch, reasons, pass, jump } = setUp();
    watch.pose({ progress_m: 0, sim_s: 0 });
    watch.hold(true);
    pass(600);
    watch.hold(false);
    pass(29);
    jump(3600);
    watch.stop();
    expect(reasons).toEqual([]);
  });

  test('looks for its line', () => {
    const { watch, reasons, pass } = setUp();
    watch.pose({ progress_m: 0, sim_s: 0 });
    pass(20);
    watch.search(true);
    pass(600);
    watch.search(false);
    pass(9);
    expect(reasons).toEqual([]);
    pass(3);
    expect(reasons).toHaveLength(1);
    watch.stop();
  });

  test('begins its laps again', () => {
    const { watch, reasons, pass } = setUp();
    pass(10, (at_s) => watch.pose({ progress_m: at_s, sim_s: at_s }));
    watch.reset();
    pass(25, (at_s) => watch.pose({ progress_m: 0.3 * (at_s - 10), sim_s: at_s }));
    pass(25);
    watch.stop();
    expect(reasons).toEqual([]);
  });
});

test('a run says in its statistics what kept the car, and fails', async () => {
  jest.useFakeTimers();
  const world = new FakeWorld();
  const plan = { ...fakeSetup().plan, laps: 1, endless: false, standstill_s: 30 };
  const { run, lines, resources } = fakeRun({ world, plan });
  await run.prepare(() => {});
  run.engage();
  world.pose({ x_m: 0, y_m: 0, yaw_rad: 0, v_mps: 0, w_radps: 0, sim_s: 0, arrival_ms: 0 });
  await jest.advanceTimersByTimeAsync(32_000);
  await run.over;
  jest.useRealTimers();
  await run.halt();
  await resources.release();
  const { statistics, endless, unsaved } = await run.save();
  expect({ ...statistics, endless, unsaved }).toMatchObject({
    completed: false,
    ended_because: 'standstill',
    ended_detail: expect.stringMatching(/^no good camera frame/),
    endless: false,
    unsaved: false,
  });
  expect(lines.at(-1)).toMatch(
    /^error: the car made no progress for 30 s \(no good camera frame.*\); its laps end$/,
  );
});

test('a run whose brain looks for its line is waited for, as long as it answers', async () => {
  jest.useFakeTimers();
  const world = new FakeWorld();
  const plan = { ...fakeSetup().plan, laps: 1, endless: false, standstill_s: 30 };
  const brain = new FakeBrain('searching');
  brain.decide = () => ({ v_mps: 0, w_radps: 2, inference_ms: null, taken: 'as-is', searches: true });
  const { run, resources } = fakeRun({ world, plan, opened: brain.opened });
  await run.prepare(() => {});
  run.engage();
  for (let i = 0; i < 1200; i += 1) {
    const size = { width: 1, height: 1, step: 3, encoding: 'rgb8' as const, data: new Uint8Array(3) };
    void world.frame({ ...size, stamp: null, sequence: i, arrival_ms: performance.now() });
    world.pose({ x_m: 0, y_m: 0, yaw_rad: i / 10, v_mps: 0, w_radps: 2, sim_s: i / 20, arrival_ms: 0 });
    await jest.advanceTimersByTimeAsync(50);
  }
  expect(run.monitor.over).toBe(false);
  await jest.advanceTimersByTimeAsync(32_000);
  expect(run.monitor.metrics.endedBecause).toBe('standstill');
  jest.useRealTimers();
  await run.halt();
  await resources.release();
});

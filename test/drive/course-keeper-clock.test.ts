import { CourseKeeper } from '../../src/drive/course-keeper';
import type { BrainOutput, Frame, Pose, World } from '../../src/types';

const LIMITS = { maxV_mps: 20, maxW_radps: 5 };
const BRAIN = {} as never;
const AHEAD: BrainOutput = { v_mps: 10, w_radps: 0, inference_ms: null };

/** A car on a straight road at 10 m/s, whose clock stands at `clock.now_s`; null: there is none. */
function keeping(
  clock: { now_s: number | null },
  simulatedNow?: World['simulatedNow'],
  actuation: { actuation_s?: number } = { actuation_s: 0.005 },
) {
  const keeper = new CourseKeeper({
    world: {
      command: () => {},
      simulatedSeconds: () => clock.now_s,
      simulatedNow: simulatedNow ?? (() => clock.now_s),
      ...actuation,
    },
    realTime: true,
    active: () => ({ brain: BRAIN, compensates: true, limits: LIMITS as never }),
    counts: { steered: 0 },
    observer: { steered: () => {} },
  });
  const frame = (stamp_s: number | null): Frame => ({
    width: 1,
    height: 1,
    step: 3,
    encoding: 'rgb8',
    data: new Uint8Array(3),
    sequence: 1,
    stamp: stamp_s === null ? null : { sec: Math.floor(stamp_s), nsec: (stamp_s % 1) * 1e9 },
    arrival_ms: performance.now(),
  });
  const pose = (x_m: number, sim_s: number | null, clock_s: number | null): Pose => ({
    x_m,
    y_m: 0,
    yaw_rad: 0,
    v_mps: 10,
    w_radps: 0,
    sim_s,
    clock_s,
    arrival_ms: performance.now(),
  });
  const answer = (of: Frame | number | null, v_mps = 10) => {
    const image = of === null || typeof of === 'number' ? frame(of) : of;
    const meant = keeper.answer(image, { ...AHEAD, v_mps })!;
    if (meant !== null) keeper.answered(meant);
    return meant;
  };
  return { keeper, pose, answer, arrived: frame };
}

describe('the clock of a course', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is the wall clock where there is no other, whatever odometry is stamped with', () => {
    const { keeper, pose, answer } = keeping({ now_s: null });
    answer(null);
    for (let i = 0; i < 10; i += 1) {
      jest.advanceTimersByTime(50);
      keeper.pose(pose(0.5 * i, 100 + 0.05 * i, null));
    }
    jest.advanceTimersByTime(20);
    // A frame without a stamp is taken to be 30 ms old.
    expect(answer(null).note?.moved_m).toBeCloseTo(0.35, 2);
  });

  it('is that of frames stamped in wall time', () => {
    const { keeper, pose, answer } = keeping({ now_s: null });
    answer(null);
    jest.advanceTimersByTime(200);
    keeper.pose(pose(2, null, null));
    const { note } = answer((performance.timeOrigin + performance.now()) / 1000 - 0.1);
    expect(note?.dating).toBe('stamp');
    expect(note?.age_ms).toBeCloseTo(100, 0);
  });

  it('dates odometry in wall time by its arrival', () => {
    const clock = { now_s: 50 };
    const { keeper, pose, answer } = keeping(clock);
    answer(50);
    clock.now_s = 50.09;
    // The latest /clock is from 50.0 s.
    keeper.pose(pose(0.9, 50, 50));
    clock.now_s = 50.1;
    // Until the command takes effect 5 ms later.
    expect(answer(50.05).note?.moved_m).toBeCloseTo(0.6, 2);
  });
});

describe('a command', () => {
  // At a third of real time a car for which this was 5 ms swung from side to side.
  it('is taken to be read within two steps of physics, where the world does not say', () => {
    const clock = { now_s: 49 };
    const { keeper, pose, answer } = keeping(clock, undefined, {});
    answer(49);
    clock.now_s = 50;
    keeper.pose(pose(9, 49.9, 49.95));
    expect(answer(49.95).note?.moved_m).toBeCloseTo(0.52, 6);
  });
});

describe('the clock of a simulator that is slower than real time', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('counts the time that a brain took as simulated time', () => {
    const factor = 0.25;
    const begin_ms = performance.now();
    const simulatedNow = (at_ms = performance.now()) => 50 + (factor * (at_ms - begin_ms)) / 1000;
    const { answer, arrived } = keeping({ now_s: 50 }, simulatedNow);
    jest.advanceTimersByTime(200);
    const frame = arrived(50.04);
    // The brain takes 80 ms.
    jest.advanceTimersByTime(80);
    expect(answer(frame).note?.age_ms).toBeCloseTo(30, 6);
  });

  it.each([
    ['ahead of', 55, 0.05],
    ['behind', 40, 0.05],
    ['ahead of', 55, 0.1],
  ])('dates odometry by its arrival where its stamps are %s the clock: %d s, a tick of %d s', (...row) => {
    const [, sim_s, tick_s] = row;
    const clock = { now_s: 50 };
    const { keeper, pose, answer } = keeping(clock);
    answer(50);
    for (let i = 0; i < 4; i += 1) {
      clock.now_s = 50 + i * 0.05;
      const clock_s = 50 + tick_s * Math.floor((i * 0.05) / tick_s + 1e-9);
      keeper.pose(pose(0.5 * i, sim_s + i * 0.05, clock_s));
    }
    expect(answer(50.1).note?.moved_m).toBeCloseTo(0.55, 2);
    // Another place than the one that the car has driven to.
    clock.now_s = 50.2;
    keeper.pose(pose(400, sim_s + 0.2, clock.now_s));
    expect(keeper.road_s).toBeNull();
  });
});

describe('odometry that comes late', () => {
  it('is dated by when it was taken, as far as its stamps tell', () => {
    const begin_ms = performance.now();
    const simulatedNow = (at_ms = begin_ms) => 50 + (at_ms - begin_ms) / 1000;
    const { keeper, pose, answer } = keeping({ now_s: 50 }, simulatedNow);
    keeper.pose({ ...pose(0, 50, 50), arrival_ms: begin_ms, taken_ms: begin_ms - 100 });
    answer(49.9);
    keeper.pose({ ...pose(1, 50, 50), arrival_ms: begin_ms, taken_ms: begin_ms });
    expect(answer(49.9).note?.moved_m).toBeCloseTo(1, 6);
  });
});

describe('a clock that is stopped while odometry goes on', () => {
  it('leaves the car on its road', () => {
    const { keeper, pose, answer } = keeping({ now_s: 50 });
    answer(50);
    for (let i = 0; i < 60; i += 1) {
      keeper.pose(pose(0.5 * i, 50 + i * 0.05, 49.99));
      if (i % 2 === 1) expect(answer(50 + i * 0.05)).not.toBeNull();
    }
    expect(keeper.road_s).not.toBeNull();
  });
});

describe('the known road of a course', () => {
  it('is as long as the brain looks ahead, less what was driven since', () => {
    const clock = { now_s: 50 };
    const { keeper, pose, answer } = keeping(clock);
    expect(keeper.road_s).toBeNull();
    keeper.pose(pose(0, 50, 49));
    answer(50, 8);
    const whole_s = keeper.road_s ?? 0;
    expect(whole_s).toBeGreaterThan(0.15);
    clock.now_s = 50.05;
    answer(50, 8);
    expect(whole_s - (keeper.road_s ?? 0)).toBeCloseTo(0.05, 2);
    keeper.stopped();
    expect(keeper.road_s).toBeNull();
  });

  it('is short for a car that nothing steers, however far the brain looks', () => {
    const { keeper, pose, answer } = keeping({ now_s: 50 });
    keeper.pose(pose(0, 50, 49));
    answer(50, 20);
    expect(keeper.road_s).toBeCloseTo(0.15, 2);
  });
});

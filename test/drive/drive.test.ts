import { DEFAULT_LIMITS } from '../../src/config/limits';
import { Drive } from '../../src/drive/drive';
import type { DriveObserver } from '../../src/drive/drive-observer';
import { GaveUpError, RestartError } from '../../src/errors';
import {
  type Brain,
  type BrainOutput,
  type Command,
  type Decision,
  type Frame,
  type Pose,
  STOP,
  type World,
} from '../../src/types';
import { plainFrame } from '../helpers/frames';

class FakeWorld implements World {
  readonly commands: Command[] = [];
  sim_s = 0;
  frame!: (frame: Frame) => void | Promise<void>;
  pose!: (pose: Pose) => void;
  reject!: (reason: string) => void;
  onFrame(listener: (frame: Frame) => void | Promise<void>) {
    this.frame = listener;
  }
  onPose(listener: (pose: Pose) => void) {
    this.pose = listener;
  }
  onRejectedFrame(listener: (reason: string) => void) {
    this.reject = listener;
  }
  async start() {}
  command(command: Command) {
    this.commands.push(command);
  }
  simulatedSeconds() {
    return this.sim_s;
  }
  /** Simulated seconds per wall second. */
  factor = 1;
  stopwatch() {
    const from_ms = performance.now();
    return () => this.factor * (performance.now() - from_ms);
  }
  async close() {}
}

/** A brain whose answers the test gives by hand. */
class HandBrain implements Brain {
  readonly name = 'hand';
  readonly model = null;
  readonly provider = null;
  readonly asked: number[] = [];
  #answer: { resolve: (output: BrainOutput) => void; reject: (error: Error) => void } | null = null;
  async warmUp() {}
  decide(frame: Frame): Promise<BrainOutput> {
    this.asked.push(frame.sequence);
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
    });
  }
  async answer(v_mps: number, w_radps = 0) {
    this.#answer!.resolve({ v_mps, w_radps, inference_ms: null });
    await settled();
  }
  async fail(error: string | Error) {
    this.#answer!.reject(error instanceof Error ? error : new Error(error));
    await settled();
  }
  async close() {}
}

const settled = () => new Promise<void>((resolve) => jest.requireActual('node:timers').setImmediate(resolve));
const frame = (sequence: number) => plainFrame([0, 0, 0], { width: 2, height: 2, sequence });

function setUp(options: { cycle_ms?: number; realTime?: boolean; compensates?: boolean } = {}) {
  const world = new FakeWorld();
  const brain = new HandBrain();
  const seen = {
    frames: [] as number[],
    decisions: [] as Decision[],
    brains: [] as Brain[],
    lost: [] as string[],
    gaveUp: [] as string[],
    failing: [] as string[],
    stopped: [] as string[],
    on: 0,
    restarted: 0,
    rejected: [] as string[],
  };
  const observer: DriveObserver = {
    frame: ({ sequence }) => void seen.frames.push(sequence),
    decision: (decision, brain) => {
      seen.decisions.push(decision);
      seen.brains.push(brain);
    },
    steered: () => {},
    pose: () => {},
    stopped: (reason) => seen.stopped.push(reason),
    drivingOn: () => {
      seen.on += 1;
    },
    rejectedFrame: (reason) => seen.rejected.push(reason),
    brainRestarted: () => {
      seen.restarted += 1;
    },
    gaveUp: (reason) => seen.gaveUp.push(reason),
    keptFailing: (failure) => seen.failing.push(failure),
    brainLost: (reason) => seen.lost.push(reason),
  };
  const drive = new Drive({
    world,
    brain,
    limits: DEFAULT_LIMITS,
    cycle_ms: options.cycle_ms ?? 0,
    frameTimeout_ms: 500,
    compensates: options.compensates ?? false,
    observer,
    realTime: options.realTime ?? true,
  });
  return { world, brain, drive, seen };
}

describe('the drive', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => jest.useRealTimers());

  test('does not move the car before it is engaged', async () => {
    const { world, brain, drive } = setUp();
    world.frame(frame(1));
    expect(brain.asked).toEqual([]);
    expect(drive.counts.received).toBe(0);
  });

  test('tells of a brain that has given up, with the car stopped', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    world.frame(frame(1));
    await brain.fail(new GaveUpError('no line'));
    expect(world.commands.at(-1)).toEqual(STOP);
    expect(seen).toMatchObject({ gaveUp: ['no line'], stopped: ['the brain failed: no line'] });
    world.frame(frame(2));
    await brain.fail('no camera');
    expect(seen.gaveUp).toEqual(['no line']);
    await drive.disengage();
  });

  test('counts the answer to a frame from before a teleport as superseded', async () => {
    const { world, brain, drive } = setUp({ realTime: false, compensates: true });
    const at = (sim_s: number, x_m: number) => {
      world.sim_s = sim_s;
      world.pose({ x_m, y_m: 0, yaw_rad: 0, v_mps: 8, w_radps: 0, sim_s, arrival_ms: 0 });
    };
    const captured = (sequence: number, sec: number) => ({ ...frame(sequence), stamp: { sec, nsec: 0 } });
    drive.engage();
    at(5, 0);
    world.frame(captured(1, 5));
    await brain.answer(8);
    world.frame(captured(2, 5));
    at(5.05, 90);
    await brain.answer(8);
    expect(world.commands.at(-1)).toEqual(STOP);
    at(6.01, 90);
    world.frame(captured(3, 6));
    await brain.answer(8);
    expect(world.commands.at(-1)?.v_mps).toBe(8);
    expect(drive.counts).toMatchObject({ received: 3, answered: 2, superseded: 1, failed: 0 });
    await drive.disengage();
  });

  test('publishes a command as soon as the brain has answered', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    world.frame(frame(1));
    await brain.answer(8, 0.5);
    expect(world.commands).toEqual([{ v_mps: 8, w_radps: 0.5 }]);
    expect(seen.decisions).toHaveLength(1);
    expect(seen.decisions[0]).toMatchObject({
      sequence: 1,
      command: { v_mps: 8, w_radps: 0.5 },
      inference_ms: null,
    });
    await drive.disengage();
  });

  test('gives a busy brain the newest frame next and passes the others over', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    for (const sequence of [1, 2, 3, 4]) world.frame(frame(sequence));
    await brain.answer(8);
    await brain.answer(9);
    expect(brain.asked).toEqual([1, 4]);
    expect(drive.counts).toMatchObject({ received: 4, answered: 2, superseded: 2 });
    await drive.disengage();
  });

  test('tells the giver of a frame when its buffer is free: answered or passed over', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    const freed: number[] = [];
    for (const sequence of [1, 2, 3]) {
      Promise.resolve(world.frame(frame(sequence))).then(() => freed.push(sequence));
    }
    await settled();
    expect(freed).toEqual([2]);
    await brain.answer(8);
    expect(freed).toEqual([2, 1]);
    await brain.answer(8);
    expect(freed).toEqual([2, 1, 3]);
    await drive.disengage();
  });

  test('never starts two decisions within one cycle, and takes the newest frame when it is over', async () => {
    const { world, brain, drive } = setUp({ cycle_ms: 100 });
    drive.engage();
    world.frame(frame(1));
    await brain.answer(8);
    jest.advanceTimersByTime(40);
    world.frame(frame(2));
    world.frame(frame(3));
    expect(brain.asked).toEqual([1]);
    jest.advanceTimersByTime(61);
    expect(brain.asked).toEqual([1, 3]);
    await brain.answer(8);
    await drive.disengage();
  });

  test('counts its cycle in simulated time where the world waits for it', async () => {
    const { world, brain, drive } = setUp({ cycle_ms: 100, realTime: false });
    drive.engage();
    for (const [sequence, sim_s] of [
      [1, 0],
      [2, 0.05],
      [3, 0.1],
      [4, 0.15],
    ] as const) {
      world.sim_s = sim_s;
      const done = world.frame(frame(sequence));
      if (brain.asked.at(-1) === sequence) await brain.answer(8);
      await done;
    }
    expect(brain.asked).toEqual([1, 3]);
    expect(drive.counts).toMatchObject({ answered: 2, superseded: 2 });
  });

  test('stops the car once when the camera falls silent, and drives on when it returns', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    world.frame(frame(1));
    await brain.answer(8);
    jest.advanceTimersByTime(2000);
    expect(world.commands[0]).toEqual({ v_mps: 8, w_radps: 0 });
    expect(world.commands.length).toBeGreaterThan(2);
    for (const command of world.commands.slice(1)) expect(command).toEqual({ v_mps: 0, w_radps: 0 });
    expect(seen.stopped).toEqual([expect.stringMatching(/^no good camera frame for 5\d\d ms$/)]);
    world.frame(frame(2));
    await brain.answer(9);
    expect(world.commands.at(-1)).toEqual({ v_mps: 9, w_radps: 0 });
    expect(seen.on).toBe(1);
    await drive.disengage();
  });

  test('stops the car when the brain does not answer, and drops the answer that comes too late', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    world.frame(frame(1));
    for (let i = 2; i < 20; i++) {
      jest.advanceTimersByTime(50);
      world.frame(frame(i));
    }
    expect(seen.stopped).toEqual([expect.stringMatching(/^the brain has not answered for 5\d\d ms$/)]);
    await brain.answer(24);
    for (const command of world.commands) expect(command).toEqual({ v_mps: 0, w_radps: 0 });
    expect(drive.counts.failed).toBe(1);
    await brain.answer(7);
    expect(world.commands.at(-1)).toEqual({ v_mps: 7, w_radps: 0 });
    await drive.disengage();
  });

  describe('a brain that fails on frame after frame', () => {
    /** One frame each half second of simulated time. */
    async function failFrames({ world, brain }: ReturnType<typeof setUp>, count: number, error?: Error) {
      for (let i = 0; i < count; i++) {
        world.sim_s += 0.5;
        world.frame(frame(i));
        await brain.fail(error ?? `no camera ${world.sim_s}`);
      }
    }
    const after10s = [
      'failed on 21 frames in a row, 10.0 s of simulated time; first: no camera 0.5; last: no camera 10.5',
    ];

    test('is told of after 10 simulated seconds, with how it failed first and last', async () => {
      const driving = setUp({ realTime: false });
      driving.drive.engage();
      await failFrames(driving, 20);
      expect(driving.seen.failing).toEqual([]);
      await failFrames(driving, 1);
      expect(driving.seen.failing).toEqual(after10s);
    });

    test('is told of where its answers are no numbers', async () => {
      const { drive, world, brain, seen } = setUp({ realTime: false });
      drive.engage();
      for (let i = 0; i < 21; i++) {
        world.sim_s += 0.5;
        world.frame(frame(i));
        await brain.answer(Number.NaN);
      }
      expect(seen.failing).toEqual([
        'failed on 21 frames in a row, 10.0 s of simulated time; the brain answered v NaN m/s, w 0 rad/s',
      ]);
    });

    test('is judged again after an answer, a pause and a change of brains', async () => {
      const driving = setUp({ realTime: false });
      const { drive, world, brain, seen } = driving;
      drive.engage();
      await failFrames(driving, 20);
      world.frame(frame(0));
      await brain.answer(1);
      await failFrames(driving, 20);
      drive.pause();
      drive.resume();
      await failFrames(driving, 20);
      const { active } = drive;
      await drive.swapBrain({ ...active, brain });
      await failFrames(driving, 20);
      expect(seen.failing).toEqual([]);
    });

    test('is not blamed for a silent camera, nor for its restart', async () => {
      const driving = setUp({ realTime: false });
      driving.drive.engage();
      for (let i = 0; i < 9; i++) {
        await failFrames(driving, 1);
        driving.world.sim_s += 60;
      }
      await failFrames(driving, 30, new RestartError('it was restarted'));
      expect(driving.seen.failing).toEqual([]);
    });
  });

  test('stops the car when the brain fails, says it once, and tries the next frame', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    for (const sequence of [1, 2]) {
      world.frame(frame(sequence));
      await brain.fail('no line in sight');
    }
    world.frame(frame(3));
    await brain.answer(8);
    expect(seen.stopped).toEqual(['the brain failed: no line in sight']);
    expect(world.commands.map((c) => c.v_mps)).toEqual([0, 0, 8]);
    expect(drive.counts).toMatchObject({ answered: 1, failed: 2 });
    await drive.disengage();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'never publishes %d but stops the car',
    async (bad) => {
      const { world, brain, drive, seen } = setUp();
      drive.engage();
      world.frame(frame(1));
      await brain.answer(8, bad);
      expect(world.commands).toEqual([{ v_mps: 0, w_radps: 0 }]);
      expect(seen.stopped[0]).toContain(`w ${bad} rad/s`);
      await drive.disengage();
    },
  );

  test('cuts commands to the limits and counts it', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    world.frame(frame(1));
    await brain.answer(30, -9);
    world.frame(frame(2));
    await brain.answer(-1, 0);
    expect(world.commands).toEqual([
      { v_mps: 24, w_radps: -7.1 },
      { v_mps: 0, w_radps: 0 },
    ]);
    expect(drive.counts.limited).toBe(2);
    await drive.disengage();
  });

  test('counts unreadable frames, says each reason once, and does not take them for sight', async () => {
    const { world, drive, seen } = setUp();
    drive.engage();
    for (let i = 0; i < 20; i++) {
      world.reject('encoding 16UC1');
      jest.advanceTimersByTime(50);
    }
    expect(seen.rejected).toEqual(['encoding 16UC1']);
    expect(drive.counts).toMatchObject({ received: 20, rejected: 20 });
    expect(seen.stopped).toHaveLength(1);
    await drive.disengage();
  });

  test('ends with a zero command and lets nothing out after it', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    world.frame(frame(1));
    const ending = drive.disengage();
    await brain.answer(8);
    await ending;
    world.frame(frame(2));
    expect(world.commands).toEqual([{ v_mps: 0, w_radps: 0 }]);
  });

  test('shows every frame to its observer, also before it is engaged and while it is paused', () => {
    const { world, drive, seen } = setUp();
    world.frame(frame(1));
    drive.engage();
    world.frame(frame(2));
    drive.pause();
    world.frame(frame(3));
    expect([seen.frames, drive.counts.received]).toEqual([[1, 2, 3], 1]);
  });

  test('stands after a pause, whatever the brain still answers, and drives on after it', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    world.frame(frame(1));
    drive.pause();
    await brain.answer(8);
    world.frame(frame(2));
    expect(drive.paused).toBe(true);
    expect(world.commands).toEqual([{ v_mps: 0, w_radps: 0 }]);
    expect(brain.asked).toEqual([1]);
    jest.advanceTimersByTime(5000);
    expect(seen.stopped).toEqual([]);
    expect(world.commands).toHaveLength(1);
    drive.resume();
    world.frame(frame(3));
    await brain.answer(9);
    expect(world.commands.at(-1)).toEqual({ v_mps: 9, w_radps: 0 });
    await drive.disengage();
  });

  test('does not give an answer of before a pause after it', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    world.frame(frame(1));
    drive.pause();
    drive.resume();
    await brain.answer(8);
    expect(world.commands).toEqual([{ v_mps: 0, w_radps: 0 }]);
    await drive.disengage();
  });

  test('is watched again after a pause', async () => {
    const { drive, seen } = setUp();
    drive.engage();
    drive.pause();
    drive.resume();
    jest.advanceTimersByTime(700);
    expect(seen.stopped).toHaveLength(1);
    expect(drive.stoppedBecause).toMatch(/no good camera frame/);
    await drive.disengage();
  });

  test('paused before it is engaged, it stands until it is resumed', async () => {
    const { world, brain, drive } = setUp();
    drive.pause();
    drive.engage();
    world.frame(frame(1));
    expect(brain.asked).toEqual([]);
    drive.resume();
    world.frame(frame(2));
    expect(brain.asked).toEqual([2]);
    await brain.answer(1);
    await drive.disengage();
  });

  test('stops the car where the cycle is longer than it may go without a command, and drives on in the next', async () => {
    const { world, brain, drive, seen } = setUp({ cycle_ms: 2000 });
    drive.engage();
    world.frame(frame(1));
    await brain.answer(5);
    for (let sequence = 2; sequence < 8; sequence += 1) {
      jest.advanceTimersByTime(100);
      world.frame(frame(sequence));
    }
    expect(world.commands.at(-1)).toEqual(STOP);
    expect(seen.stopped[0]).toMatch(
      /^no new command for \d+ ms \(PilotTimeCycle, 2000 ms, is longer than FrameTimeout, 500 ms\)$/,
    );
    jest.advanceTimersByTime(1300);
    world.frame(frame(8));
    jest.advanceTimersByTime(200);
    expect(brain.asked).toEqual([1, 8]);
    await brain.answer(5);
    expect(world.commands.at(-1)).toMatchObject({ v_mps: 5 });
    await drive.disengage();
  });

  test('does not drive on a frame that waited for its cycle for too long', async () => {
    const { world, brain, drive } = setUp({ cycle_ms: 2000 });
    drive.engage();
    world.frame(frame(1));
    await brain.answer(5);
    jest.advanceTimersByTime(100);
    world.frame(frame(2));
    // The camera is silent from here on.
    jest.advanceTimersByTime(5000);
    expect(brain.asked).toEqual([1]);
    expect(drive.counts).toMatchObject({ received: 2, answered: 1, superseded: 1 });
    await drive.disengage();
  });

  test('sends no command of a brain that kept this thread for too long', async () => {
    const { world, brain, drive, seen } = setUp();
    drive.engage();
    world.frame(frame(1));
    // Time passes, and no timer runs: the watchdog sees nothing of it.
    jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 2300);
    await brain.answer(5);
    expect(world.commands.at(-1)).toEqual(STOP);
    expect(seen.stopped).toEqual(['the brain answered after 2300 ms']);
    expect(drive.counts).toMatchObject({ answered: 0, failed: 1 });
    jest.restoreAllMocks();
    await drive.disengage();
  });

  test('waits longer for the brain, and for frames, in a slow world', async () => {
    const { world, brain, drive, seen } = setUp();
    world.factor = 0.1;
    drive.engage();
    world.frame(frame(1));
    jest.advanceTimersByTime(4900);
    await brain.answer(5);
    world.frame(frame(2));
    await brain.answer(6);
    jest.advanceTimersByTime(4900);
    expect(world.commands.at(-1)).toEqual({ v_mps: 6, w_radps: 0 });
    expect(seen.stopped).toEqual([]);
    jest.advanceTimersByTime(200);
    expect(seen.stopped).toEqual(['no good camera frame for 5050 ms']);
    await drive.disengage();
  });

  test('does not answer a frame that was decoded too late', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    world.frame({ ...frame(1), arrival_ms: performance.now() - 3000 });
    world.frame(frame(2));
    await brain.answer(5);
    expect(brain.asked).toEqual([2]);
    expect(drive.counts).toMatchObject({ received: 2, answered: 1, superseded: 1 });
    await drive.disengage();
  });

  test('changes its brain between two frames: the old one answers what it has begun', async () => {
    const { world, brain, drive, seen } = setUp();
    const next = new HandBrain();
    drive.engage();
    world.frame(frame(1));
    world.frame(frame(2));
    let gone: Brain | null = null;
    const limits = { minV_mps: 0, maxV_mps: 5, maxW_radps: 1 };
    void drive.swapBrain({ brain: next, limits, cycle_ms: 0, frameTimeout_ms: 500 }).then((before) => {
      gone = before.brain;
    });
    await settled();
    expect(gone).toBeNull();
    await brain.answer(8);
    expect(gone).toBe(brain);
    expect([brain.asked, next.asked]).toEqual([[1], [2]]);
    await next.answer(8);
    expect(world.commands).toEqual([
      { v_mps: 8, w_radps: 0 },
      { v_mps: 5, w_radps: 0 },
    ]);
    expect(seen.brains).toEqual([brain, next]);
    await drive.disengage();
  });

  test('changes an idle brain at once, and the time-out with it', async () => {
    const { world, brain, drive, seen } = setUp();
    const next = new HandBrain();
    drive.engage();
    const before = await drive.swapBrain({
      brain: next,
      limits: DEFAULT_LIMITS,
      cycle_ms: 0,
      frameTimeout_ms: 2000,
    });
    expect(before.brain).toBe(brain);
    world.frame(frame(1));
    expect(next.asked).toEqual([1]);
    await next.answer(3);
    jest.advanceTimersByTime(1500);
    expect(seen.stopped).toEqual([]);
    jest.advanceTimersByTime(1000);
    expect(seen.stopped).toHaveLength(1);
    await drive.disengage();
  });

  test('the new brain does not wait for the cycle of the one before', async () => {
    const { world, brain, drive } = setUp({ cycle_ms: 60_000 });
    const next = new HandBrain();
    drive.engage();
    world.frame(frame(1));
    await brain.answer(8);
    world.frame(frame(2));
    await drive.swapBrain({ brain: next, limits: DEFAULT_LIMITS, cycle_ms: 50, frameTimeout_ms: 500 });
    jest.advanceTimersByTime(50);
    await settled();
    expect([brain.asked, next.asked]).toEqual([[1], [2]]);
    await next.answer(3);
    expect(world.commands.at(-1)).toEqual({ v_mps: 3, w_radps: 0 });
    await drive.disengage();
  });

  test('counts what a pause passes over, so that every frame is accounted for', async () => {
    const { world, brain, drive } = setUp();
    drive.engage();
    world.frame(frame(1));
    world.frame(frame(2));
    drive.pause();
    await brain.answer(8);
    expect(drive.counts).toMatchObject({ received: 2, answered: 0, superseded: 2 });
    await drive.disengage();
  });

  test('is not revived by a resume when it is over, and takes no other brain then', async () => {
    const { world, drive } = setUp();
    const next = new HandBrain();
    drive.engage();
    drive.pause();
    await drive.disengage();
    drive.resume();
    drive.engage();
    world.frame(frame(1));
    await expect(
      drive.swapBrain({ brain: next, limits: DEFAULT_LIMITS, cycle_ms: 0, frameTimeout_ms: 500 }),
    ).rejects.toThrow('the drive is over');
    expect(drive.counts.received).toBe(0);
    expect(world.commands.every(({ v_mps }) => v_mps === 0)).toBe(true);
  });

  test('refuses a brain that still waits for a hanging one when the drive ends', async () => {
    const { world, drive } = setUp();
    const next = new HandBrain();
    drive.engage();
    world.frame(frame(1));
    const change = drive.swapBrain({
      brain: next,
      limits: DEFAULT_LIMITS,
      cycle_ms: 0,
      frameTimeout_ms: 500,
    });
    const refused = expect(change).rejects.toThrow('the drive is over');
    const ended = drive.disengage();
    await jest.advanceTimersByTimeAsync(1100);
    await ended;
    await refused;
    expect(next.asked).toEqual([]);
  });

  test('restarts a brain that hangs, says so, and drives on', async () => {
    const { world, brain, drive, seen } = setUp();
    Object.assign(brain, { restart: () => brain.fail('it did not answer') });
    drive.engage();
    world.frame(frame(1));
    await jest.advanceTimersByTimeAsync(12_000);
    expect([seen.restarted, seen.lost]).toEqual([1, []]);
    expect(drive.counts).toMatchObject({ received: 1, failed: 1 });
    world.frame(frame(2));
    await brain.answer(4);
    expect(world.commands.at(-1)).toEqual({ v_mps: 4, w_radps: 0 });
    await drive.disengage();
  });

  test('goes on with another brain though the hanging one before it cannot be started anew', async () => {
    const { world, brain, drive, seen } = setUp();
    const next = new HandBrain();
    let failRestart: (error: Error) => void = () => {};
    const hanging: Brain = Object.assign(brain, {
      restart: () => {
        void brain.fail('it did not answer');
        return new Promise<void>((_, reject) => {
          failRestart = reject;
        });
      },
    });
    expect(drive.active.brain).toBe(hanging);
    drive.engage();
    world.frame(frame(1));
    void drive.swapBrain({ brain: next, limits: DEFAULT_LIMITS, cycle_ms: 0, frameTimeout_ms: 500 });
    await jest.advanceTimersByTimeAsync(12_000);
    expect(drive.active.brain).toBe(next);
    failRestart(new Error('its file is gone'));
    await settled();
    expect(seen.lost).toEqual([]);
    world.frame(frame(2));
    await next.answer(4);
    expect(world.commands.at(-1)).toEqual({ v_mps: 4, w_radps: 0 });
    await drive.disengage();
  });
});

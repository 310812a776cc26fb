import { CourseKeeper } from '../../src/drive/course-keeper';
import type { BrainOutput, Command, Frame, Pose } from '../../src/types';

const LIMITS = { maxV_mps: 20, maxW_radps: 7, minV_mps: -20 };
const output: BrainOutput = { v_mps: 10, w_radps: 1, inference_ms: null };

/** A keeper in a world of simulated time that waits for it. */
function kept(compensates: boolean, limits = LIMITS) {
  const commands: Command[] = [];
  const told: Command[] = [];
  let now_s = 10;
  let tick = () => {};
  const active = { brain: {}, compensates, limits };
  const counts = { steered: 0 };
  const keeper = new CourseKeeper({
    world: {
      command: (command) => commands.push(command),
      simulatedSeconds: () => now_s,
      onTick: (listener) => {
        tick = listener;
      },
    },
    realTime: false,
    active: () => active as never,
    counts,
    observer: { steered: (command) => told.push(command) },
  });
  const frame = { stamp: { sec: 9, nsec: 9e8 }, arrival_ms: performance.now() } as Frame;
  return {
    keeper,
    commands,
    told,
    active,
    answer: (w_radps = 1, v_mps = 10) => {
      const meant = keeper.answer(frame, { ...output, w_radps, v_mps });
      if (meant !== null) keeper.answered(meant);
      return meant;
    },
    pose: (x_m: number) => keeper.pose({ x_m, y_m: 0, yaw_rad: 0, sim_s: now_s } as Pose),
    pass: (seconds: number) => {
      now_s += seconds;
      tick();
    },
    tick: () => tick(),
    steered: () => counts.steered,
  };
}

describe('The keeper of the course', () => {
  it('gives no command of its own, and the answer to the bit, where compensation is off', () => {
    const { answer, pose, pass, commands, steered } = kept(false);
    pose(0);
    expect(answer()).toEqual({ v_mps: 10, w_radps: 1, note: null });
    for (let i = 0; i < 50; i += 1) pass(0.01);
    expect(commands).toEqual([]);
    expect(steered()).toBe(0);
  });

  it.each([
    ['sees a bend where it slows down', false, 3.5],
    ['is not slowed where another brain was faster before it', true, 4],
  ])('%s', (_, isOther, fastest_mps) => {
    const { answer, active, pass, commands } = kept(true);
    answer(0, 13);
    if (isOther) active.brain = {};
    answer(0, 4);
    for (let i = 0; i < 25; i += 1) pass(0.01);
    const last_mps = commands.at(-1)?.v_mps ?? 4;
    expect(last_mps).toBeLessThanOrEqual(fastest_mps);
    expect(last_mps).toBeGreaterThan(fastest_mps - 1.5);
  });

  it('steers at each tick after an answer, and counts it', () => {
    const { answer, pass, commands, told, steered } = kept(true);
    expect(answer()?.note).toMatchObject({ dating: 'stamp', brain_v_mps: 10, brain_w_radps: 1 });
    for (let i = 0; i < 5; i += 1) pass(0.01);
    expect(commands.length).toBeGreaterThan(0);
    expect(steered()).toBe(commands.length);
    expect(told).toEqual(commands);
  });

  it('gives no command at the moment of the answer, and none twice', () => {
    const { answer, pass, tick, commands } = kept(true);
    answer();
    tick();
    expect(commands).toEqual([]);
    // Straight ahead the command stays as it is.
    answer(0);
    answer(0);
    const before = commands.length;
    pass(0.01);
    expect(commands).toHaveLength(before);
  });

  it('leaves a car alone that was stopped, until the next answer', () => {
    const { keeper, answer, pass, commands } = kept(true);
    answer();
    pass(0.01);
    keeper.stopped();
    const before = commands.length;
    for (let i = 0; i < 20; i += 1) pass(0.01);
    expect(commands).toHaveLength(before);
    answer();
    pass(0.01);
    expect(commands.length).toBeGreaterThan(before);
  });

  it('stops steering when a brain takes over that is not compensated, and when it is closed', () => {
    const swapped = kept(true);
    swapped.answer();
    swapped.active.compensates = false;
    swapped.pass(0.01);
    expect(swapped.commands).toEqual([]);
    const closed = kept(true);
    closed.answer();
    closed.keeper.close();
    closed.pass(0.01);
    expect(closed.commands).toEqual([]);
  });

  it('keeps to the limits', () => {
    const { answer, pass, commands } = kept(true, { ...LIMITS, maxV_mps: 4 });
    answer();
    for (let i = 0; i < 5; i += 1) pass(0.01);
    expect(commands.length).toBeGreaterThan(0);
    for (const { v_mps } of commands) expect(v_mps).toBeLessThanOrEqual(4);
  });

  it('stops a car that was teleported, until an answer to a frame from there', () => {
    const { answer, pose, pass, commands, told } = kept(true);
    pose(0);
    answer();
    pass(0.01);
    pose(300);
    expect(commands.at(-1)).toEqual({ v_mps: 0, w_radps: 0 });
    expect(told).toEqual(commands);
    const before = commands.length;
    for (let i = 0; i < 5; i += 1) pass(0.01);
    expect(answer()).toBeNull();
    pass(0.01);
    expect(commands).toHaveLength(before);
  });

  it('stops a car whose clock was set back', () => {
    const { answer, pass, commands } = kept(true);
    answer();
    pass(-9);
    expect(commands.at(-1)).toEqual({ v_mps: 0, w_radps: 0 });
  });

  it('leaves a teleported car to a brain that is not compensated', () => {
    const { answer, pose, commands } = kept(false);
    pose(0);
    answer();
    pose(300);
    expect(commands).toEqual([]);
    expect(answer()).toMatchObject({ v_mps: 10, w_radps: 1 });
  });

  it('knows where the car is when a brain takes over after one that was not compensated', () => {
    const { answer, pose, pass, active } = kept(true);
    pose(0);
    answer(0);
    active.compensates = false;
    for (let i = 1; i <= 20; i += 1) {
      pass(0.05);
      if (i % 2 === 0) answer(0);
      // Slower than commanded.
      pose(0.1 * i);
    }
    active.compensates = true;
    expect(answer(0)?.note?.moved_m).toBeCloseTo(2, 1);
  });

  it('keeps the arc where a slower brain takes over, before that has answered', () => {
    const { answer, pass, commands, active } = kept(true);
    answer();
    pass(0.01);
    const { v_mps, w_radps } = commands.at(-1)!;
    active.limits = { ...LIMITS, maxV_mps: 4 };
    pass(0.01);
    expect(commands.at(-1)!.v_mps).toBe(4);
    expect(commands.at(-1)!.w_radps / 4).toBeCloseTo(w_radps / v_mps, 1);
  });
});

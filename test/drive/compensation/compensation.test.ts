import { Compensation } from '../../../src/drive/compensation/compensation';
import type { BrainOutput, Pose, RoadCourse } from '../../../src/types';

const stampOf = (time_s: number) => {
  const nsec = Math.round(time_s * 1e9);
  return { sec: Math.floor(nsec / 1e9), nsec: nsec % 1e9 };
};
const answerOf = (v_mps: number, w_radps: number): BrainOutput => ({ v_mps, w_radps, inference_ms: null });
const poseAt = (sim_s: number, x_m: number): Pose => ({
  x_m,
  y_m: 0,
  yaw_rad: 0,
  v_mps: 10,
  w_radps: 0,
  sim_s,
  clock_s: sim_s,
  arrival_ms: sim_s * 1000,
});

/** A car that drives straight ahead at 10 m/s and answers a frame of `age_s` at 10 s. */
function driven(age_s: number, output: BrainOutput) {
  const compensation = new Compensation(0.005);
  compensation.pose(poseAt(9, 0), 9);
  for (let i = 0; i < 100; i += 1) compensation.sent({ v_mps: 10, w_radps: 0 }, 9 + i * 0.01);
  const command = compensation.answer({ stamp: stampOf(10 - age_s) }, output, 10, 10)!;
  return { compensation, command };
}

/** A straight line beside a car. */
function line(left_m: number): RoadCourse {
  const points = Array.from({ length: 40 }, (_, i) => i * 0.25);
  return {
    x_m: Float64Array.from(points),
    y_m: Float64Array.from(points, () => left_m),
    limit_mps: Float64Array.from(points, () => 6),
    acceleration_mps2: 10,
    lateralAcceleration_mps2: 30,
    lookahead_s: 0.15,
    minLookahead_m: 1.2,
  };
}

describe('Compensation', () => {
  it('says how old the frame was, and how far the car has driven since', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    const { note } = compensation;
    expect(note).toMatchObject({ dating: 'stamp', turned_rad: 0, brain_v_mps: 10, brain_w_radps: 0 });
    expect(note!.age_ms).toBeCloseTo(100, 3);
    expect(note!.moved_m).toBeCloseTo(1.05, 3);
  });

  it('turns more where the car has come nearer to where the brain wants to be', () => {
    const fresh = driven(0, answerOf(10, 2)).command;
    const old = driven(0.1, answerOf(10, 2)).command;
    expect(old.w_radps / old.v_mps).toBeGreaterThan(1.2 * (fresh.w_radps / fresh.v_mps));
  });

  it.each([
    ['a manoeuvre', { ...answerOf(3, 2), taken: 'as-is' as const }],
    ['a stop', answerOf(0, 0)],
    ['a turn on the spot', answerOf(0, 1.5)],
    ['backing off', answerOf(-2, 0.5)],
    ['no number', answerOf(Number.NaN, 0)],
    ['no turn rate', answerOf(5, Number.NaN)],
  ])('leaves %s as it is, and steers no further', (_what, output) => {
    const { compensation, command } = driven(0.1, output);
    expect(command).toBe(output);
    expect(compensation.note).toBeNull();
    expect(compensation.steer(10.01)).toBeNull();
  });

  it('steers on between answers, and stands at the end of the road that it knows', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    const speeds: number[] = [];
    for (let i = 1; i <= 200; i += 1) {
      const command = compensation.steer(10 + i * 0.01)!;
      speeds.push(command.v_mps);
      compensation.sent(command, 10 + i * 0.01);
    }
    expect(speeds[0]).toBe(10);
    expect(speeds.at(-1)).toBeLessThan(0.05);
    for (let i = 1; i < speeds.length; i += 1) expect(speeds[i]).toBeLessThanOrEqual(speeds[i - 1]!);
  });

  it('keeps the arc where the turn rate is limited, and drives more slowly', () => {
    const { compensation } = driven(0, answerOf(10, 2));
    const free = compensation.steer(10.01)!;
    compensation.limits = { maxV_mps: 20, maxW_radps: 1 };
    const limited = compensation.steer(10.02)!;
    expect(limited.w_radps).toBeCloseTo(1, 9);
    expect(limited.v_mps).toBeLessThan(free.v_mps);
  });

  it.each([
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
    [10, Number.NaN],
    [10, Number.NEGATIVE_INFINITY],
  ])('makes no command of an answer that is none: v %s, w %s', (v_mps, w_radps) => {
    const { compensation } = driven(0, answerOf(10, 2));
    const answer = answerOf(v_mps, w_radps);
    expect(compensation.answer({ stamp: stampOf(10.01) }, answer, 10.01, 10.01)).toBe(answer);
    expect(compensation.steer(10.02)).toBeNull();
  });

  it('keeps the arc where the speed is limited', () => {
    const { compensation } = driven(0, answerOf(10, 2));
    const free = compensation.steer(10.01)!;
    compensation.limits = { maxV_mps: 2, maxW_radps: 7 };
    const limited = compensation.steer(10.01)!;
    expect(limited.v_mps).toBe(2);
    expect(limited.w_radps / 2).toBeCloseTo(free.w_radps / free.v_mps, 9);
  });

  it('forgets the road where the car was set elsewhere', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    expect(compensation.steer(10.01)).not.toBeNull();
    compensation.pose(poseAt(10.02, 500), 10.02);
    expect(compensation.steer(10.03)).toBeNull();
  });

  it('begins again where the clock is set back', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    expect(compensation.steer(1)).toBeNull();
    compensation.answer({ stamp: stampOf(1.0) }, answerOf(10, 0), 1.05, 1.05);
    expect(compensation.note!.age_ms).toBeCloseTo(50, 3);
  });

  it('goes on where the clock is only a little behind', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    expect(compensation.steer(9.99)).toMatchObject({ v_mps: 10, w_radps: 0 });
  });

  it('takes an answer to a frame of five seconds ago as it is', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    const output = answerOf(10, 1);
    expect(compensation.answer({ stamp: null }, output, 4.5, 10.01)).toBe(output);
    expect(compensation.steer(10.02)).toBeNull();
  });

  it('follows the line that the brain sees, at the speeds that it allows', () => {
    const { command } = driven(0.1, { ...answerOf(10, 0), course: line(0.3) });
    expect(command.v_mps).toBe(6);
    // The line is to the left of the car.
    expect(command.w_radps).toBeGreaterThan(0);
  });

  it('gives no command for a frame from before the car was teleported', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    compensation.pose(poseAt(10.01, 10), 10.01);
    compensation.answer({ stamp: stampOf(9.9) }, answerOf(10, 0), 10.01, 10.01);
    compensation.pose(poseAt(10.02, 500), 10.02);
    expect(compensation.takeLoss()).toBe(true);
    expect(compensation.takeLoss()).toBe(false);
    expect(compensation.answer({ stamp: stampOf(9.98) }, answerOf(10, 2), 10.08, 10.08)).toBeNull();
    expect(compensation.steer(10.09)).toBeNull();
    expect(compensation.answer({ stamp: stampOf(10.03) }, answerOf(10, 2), 10.13, 10.13)).not.toBeNull();
    expect(compensation.takeLoss()).toBe(false);
  });

  it('goes by the commands alone while odometry shows two robots in turn', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    compensation.pose(poseAt(10.01, 10.1), 10.01);
    for (let i = 1; i <= 40; i += 1) {
      const now_s = 10 + i * 0.05;
      compensation.pose(poseAt(now_s, i % 2 ? 500 : 10 + i * 0.5), now_s);
      // Of the first jump nothing is left once a frame was taken after it.
      if (i > 4) expect(compensation.takeLoss()).toBe(false);
      const stamp = stampOf(now_s - 0.1);
      const command = compensation.answer({ stamp }, answerOf(10, 0), now_s, now_s);
      if (i > 4) expect(compensation.note!.moved_m).toBeCloseTo(1.05, 6);
      compensation.sent(command ?? { v_mps: 10, w_radps: 0 }, now_s);
    }
    for (let i = 1; i <= 60; i += 1) compensation.pose(poseAt(12 + i * 0.05, 30 + i * 0.5), 12 + i * 0.05);
    expect(compensation.takeLoss()).toBe(false);
    compensation.pose(poseAt(15.05, 200), 15.05);
    compensation.answer({ stamp: stampOf(15.06) }, answerOf(10, 0), 15.1, 15.1);
    compensation.pose(poseAt(16.1, 500), 16.1);
    expect(compensation.takeLoss()).toBe(true);
  });

  it('gives no command for a frame from before the clock was set back', () => {
    const { compensation } = driven(0.1, answerOf(10, 0));
    expect(compensation.steer(0.02)).toBeNull();
    expect(compensation.takeLoss()).toBe(true);
    expect(compensation.answer({ stamp: stampOf(9.98) }, answerOf(10, 2), 0.05, 0.05)).toBeNull();
    expect(compensation.answer({ stamp: stampOf(0.04) }, answerOf(10, 2), 0.1, 0.1)).not.toBeNull();
  });

  it('drives on frames whose camera keeps another clock, where a simulated clock follows the wall clock', () => {
    const compensation = new Compensation(0.005);
    const wall_s = 1.8e9;
    compensation.answer({ stamp: stampOf(wall_s) }, answerOf(10, 0), wall_s, wall_s);
    compensation.steer(3);
    expect(compensation.answer({ stamp: stampOf(wall_s - 1) }, answerOf(10, 0), 3, 3)).not.toBeNull();
  });

  it('turns by the short way where the heading goes on beyond pi', () => {
    const compensation = new Compensation(0.005);
    compensation.pose({ ...poseAt(9.9, 0), yaw_rad: 3.12 }, 9.9);
    compensation.sent({ v_mps: 10, w_radps: 1 }, 9.895);
    compensation.pose({ ...poseAt(9.95, -0.5), yaw_rad: 3.17 - 2 * Math.PI }, 9.95);
    compensation.answer({ stamp: stampOf(9.9) }, answerOf(10, 0), 10, 10);
    expect(compensation.note!.turned_rad).toBeCloseTo(0.105, 3);
  });

  it('knows nothing of the road behind when a network takes over from a brain that sees the line', () => {
    const fresh = driven(0.1, answerOf(10, 0));
    const again = driven(0.1, answerOf(10, 0));
    for (const { compensation } of [fresh, again]) compensation.pose(poseAt(10, 10), 10);
    for (const { compensation } of [fresh, again]) {
      compensation.answer({ stamp: stampOf(9.95) }, answerOf(10, 0), 10.05, 10.05);
    }
    again.compensation.answer({ stamp: stampOf(10.3) }, { ...answerOf(10, 0), course: line(0) }, 10.4, 10.4);
    for (const { compensation } of [fresh, again]) {
      compensation.pose(poseAt(10.5, 15), 10.5);
      compensation.pose({ ...poseAt(11, 20), y_m: 1.4 }, 11);
      compensation.sent({ v_mps: 10, w_radps: 0 }, 11);
    }
    fresh.compensation.stop();
    const [expected, command] = [fresh, again].map(({ compensation }) => {
      compensation.answer({ stamp: stampOf(11) }, answerOf(10, 0), 11.1, 11.1);
      return compensation.steer(11.2);
    });
    expect(command).toEqual(expected);
  });
});

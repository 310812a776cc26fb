import { LineFollower } from '../../../../src/drive/brains/line-follower';
import { Steering } from '../../../../src/drive/brains/line-follower/steering';
import { BrainError, FrameError } from '../../../../src/errors';
import type { Frame } from '../../../../src/types';
import { plainFrame } from '../../../helpers/frames';
import { arc, drawRoad } from './drawn-road';

const STRAIGHT = arc(0, 0, 0);
const STRAIGHT_ROAD = drawRoad({ distance_m: STRAIGHT });
const TWO_TONED = twoToned(0);
/** What a car sees that turns, without a line. */
const TURNING = [TWO_TONED, twoToned(80)];
const EMPTY = drawRoad({ distance_m: () => Number.POSITIVE_INFINITY });

function at(frame: Frame, time_s: number): Frame {
  const sec = Math.floor(time_s);
  return { ...frame, stamp: { sec, nsec: Math.round((time_s - sec) * 1e9) } };
}

/** A view without a line. */
function twoToned(shift: number): Frame {
  const frame = plainFrame([60, 60, 60], { width: 640, height: 480 });
  const { data, step } = frame;
  for (let i = 0; i < data.length; i += 1) {
    const column = Math.floor((i % step) / 3);
    if (Math.floor((column + shift) / 80) % 2 === 1) data[i] = 160;
  }
  return frame;
}

describe('the course of an answer', () => {
  afterEach(() => jest.restoreAllMocks());

  test('is computed where it is read, once', () => {
    const limits = jest.spyOn(Steering.prototype, 'limits');
    const brain = new LineFollower();
    const answer = brain.decide(STRAIGHT_ROAD);
    expect(limits).not.toHaveBeenCalled();
    const { course } = answer;
    expect(answer.course).toBe(course);
    expect(limits).toHaveBeenCalledTimes(1);
    expect(Array.from(course!.x_m)).toEqual(Array.from(brain.path.x_m.subarray(0, brain.path.length)));
    expect(Array.from(course!.limit_mps)).toEqual(Array.from(course!.x_m, () => 18));
  });

  test('goes to another thread with it', () => {
    const answer = new LineFollower().decide(STRAIGHT_ROAD);
    expect(structuredClone(answer)).toEqual({ ...answer });
    expect(structuredClone(answer).course).toBeDefined();
  });
});

describe('what it sees', () => {
  test.each([
    ['straight ahead', 0, 0, 0],
    ['aside', 0.2, 0, 0],
    ['across', -0.1, 0.3, 0],
    ['in a left-hand bend', 0, 0, 0.3],
    ['in a right-hand hairpin', 0, 0, -0.47],
  ])('a line %s lies where it was drawn, within 1 cm up to 2.5 m', (_, aside_m, heading_rad, curvature) => {
    const distance_m = arc(aside_m, heading_rad, curvature);
    const brain = new LineFollower();
    brain.decide(drawRoad({ distance_m }));
    const { path } = brain;
    expect(path.reach_m).toBeGreaterThan(1.5);
    for (let i = 0; i < path.length && path.s_m[i]! < 2; i += 1) {
      expect(distance_m(path.x_m[i]!, path.y_m[i]!)).toBeLessThan(0.01);
    }
  });

  test.each(['rgb8', 'bgr8', 'rgba8', 'bgra8'] as const)('%s pictures give the same command', (encoding) => {
    const distance_m = arc(0.1, 0, 0.2);
    const plain = new LineFollower().decide(drawRoad({ distance_m }));
    const other = new LineFollower().decide(drawRoad({ distance_m, encoding, padding: 24 }));
    expect(other).toEqual(plain);
  });

  test('a picture of half the size gives nearly the same command', () => {
    const distance_m = arc(0.1, 0, 0.2);
    const full = new LineFollower().decide(drawRoad({ distance_m }));
    const half = new LineFollower().decide(drawRoad({ distance_m, width: 320, height: 240 }));
    expect(half.w_radps).toBeCloseTo(full.w_radps, 1);
  });

  test.each([
    ['white', [230, 230, 230]],
    ['green', [40, 180, 60]],
    ['blue', [30, 40, 200]],
  ] as const)('a %s line is found when the options name its colour', (_, lineColour) => {
    const frame = drawRoad({ distance_m: arc(0.2, 0, 0), lineColour });
    expect(new LineFollower({ lineColour }).decide(frame).w_radps).toBeGreaterThan(0.1);
    const blind = new LineFollower();
    blind.decide(frame);
    expect(blind.path.length).toBe(0);
  });

  test('mono8 pictures are refused with the reason', () => {
    const frame = drawRoad({ distance_m: STRAIGHT, encoding: 'mono8' });
    expect(() => new LineFollower().decide(frame)).toThrow(FrameError);
    expect(() => new LineFollower().decide(frame)).toThrow(/mono8.*rgb8/);
  });

  it.each([
    [1, 1],
    [63, 480],
    [640, 47],
  ])('is nothing in a frame of %dx%d', (width, height) => {
    const frame = plainFrame([200, 0, 0], { width, height });
    expect(() => new LineFollower().decide(frame)).toThrow(
      `frame is ${width}x${height}: too small to see a line`,
    );
  });
});

describe('how it steers', () => {
  const steer = (distance_m: (x: number, y: number) => number) =>
    new LineFollower().decide(drawRoad({ distance_m }));

  test('straight on along a straight line', () => {
    expect(Math.abs(steer(STRAIGHT).w_radps)).toBeLessThan(0.02);
  });

  test('towards a line aside, the same amount to both sides', () => {
    // The lens sits left of the middle, so the two pictures are not mirror images.
    const left = steer(arc(0.15, 0, 0)).w_radps;
    const right = steer(arc(-0.15, 0, 0)).w_radps;
    expect(left).toBeGreaterThan(0.3);
    expect(left + right).toBeCloseTo(0, 1);
  });

  test('along an arc with its curvature', () => {
    const { v_mps, w_radps } = steer(arc(0, 0, 0.25));
    expect(w_radps / v_mps).toBeCloseTo(0.25, 2);
  });

  test('faster with every frame up to its limit, and slower in a bend', () => {
    const brain = new LineFollower({ maxSpeed_mps: 10 });
    const speeds: number[] = [];
    const straight = drawRoad({ distance_m: STRAIGHT });
    for (let i = 0; i < 20; i += 1) speeds.push(brain.decide(at(straight, i / 20)).v_mps);
    for (let i = 1; i < 4; i += 1) expect(speeds[i]!).toBeGreaterThan(speeds[i - 1]!);
    expect(speeds.at(-1)).toBe(10);
    expect(brain.decide(at(drawRoad({ distance_m: arc(0, 0, 0.47) }), 1)).v_mps).toBeLessThan(9.5);
  });

  test('slower where frames are rare', () => {
    const bend = drawRoad({ distance_m: arc(0, 0, 0.15) });
    const speed = (gap_s: number) => {
      const brain = new LineFollower();
      let v_mps = 0;
      for (let i = 0; i < 20; i += 1) ({ v_mps } = brain.decide(at(bend, i * gap_s)));
      return v_mps;
    };
    expect(speed(0.1)).toBeLessThan(0.7 * speed(0.05));
  });

  test('the same for the same frames', () => {
    const frames = [0.1, 0.05, -0.1].map((aside_m) => drawRoad({ distance_m: arc(aside_m, 0, 0.1) }));
    const commands = () => {
      const brain = new LineFollower();
      return frames.map((frame, i) => brain.decide(at(frame, i / 20)));
    };
    expect(commands()).toEqual(commands());
  });
});

describe('a lost line', () => {
  const lose = (aside_m: number) => {
    const brain = new LineFollower({ searchTime_s: 1 });
    brain.decide(at(drawRoad({ distance_m: arc(aside_m, 0, 0) }), 0));
    return brain;
  };

  test.each([
    ['left', 0.3, 1],
    ['right', -0.3, -1],
  ])('is looked for on the %s when it was last seen there, slowly', (_, aside_m, sign) => {
    const { v_mps, w_radps } = lose(aside_m).decide(at(EMPTY, 0.05));
    expect(Math.sign(w_radps)).toBe(sign);
    expect(v_mps).toBeLessThanOrEqual(0.5);
  });

  test('stops the car at once, with an answer that is no course along the road', () => {
    const [following, searching] = [lose(0.3), lose(0.3)].map((brain, i) =>
      brain.decide(at(i === 0 ? drawRoad({ distance_m: STRAIGHT }) : EMPTY, 0.05)),
    );
    expect(following!.taken).toBeUndefined();
    expect(searching).toMatchObject({ v_mps: 0, taken: 'as-is', searches: true });
    expect(following!.searches).toBeUndefined();
  });

  test('is no longer looked for while the car comes to it', () => {
    const brain = lose(0.3);
    brain.decide(at(EMPTY, 0.05));
    const arriving = brain.decide(at(drawRoad({ distance_m: arc(0.6, 0, 0) }), 0.1));
    expect(arriving.taken).toBe('as-is');
    expect(arriving.searches).toBeUndefined();
  });

  test('is not followed against the course: the car goes on turning until it faces the other way', () => {
    const brain = new LineFollower({ searchTime_s: 10, latency_s: 0 });
    const straight = drawRoad({ distance_m: STRAIGHT });
    brain.decide(at(drawRoad({ distance_m: arc(0.3, 0, 0) }), 0));
    let turned_rad = 0;
    let frames = 0;
    const answer = (frame: Frame) => {
      frames += 1;
      const command = brain.decide(at(frame, frames / 20));
      turned_rad += Math.abs(command.w_radps) / 20;
      return command;
    };
    while (turned_rad < 2.8) answer(TURNING[frames % 2]!);
    expect(answer(straight)).toMatchObject({ v_mps: 0, taken: 'as-is' });
    while (turned_rad < 6) answer(TURNING[frames % 2]!);
    expect(answer(straight).v_mps).toBeGreaterThan(1);
  });

  test.each([
    ['shows nothing but a wall', () => EMPTY],
    ['does not change while the car turns', () => TWO_TONED],
  ])('lets the car back off where the view %s', (_, view) => {
    const brain = lose(0.3);
    const speeds = Array.from({ length: 15 }, (__, i) => brain.decide(at(view(), (i + 1) / 20)).v_mps);
    expect(Math.min(...speeds)).toBeLessThan(0);
    expect(Math.max(...speeds)).toBe(0);
  });

  test('is given up after the search time, and driven along when it comes back', () => {
    const brain = lose(0.3);
    for (let i = 1; i < 20; i += 1) brain.decide(at(EMPTY, i / 20));
    expect(() => brain.decide(at(EMPTY, 1.1))).toThrow(BrainError);
    expect(() => brain.decide(at(EMPTY, 1.1))).toThrow(/No line of the colour/);
    expect(brain.decide(at(drawRoad({ distance_m: STRAIGHT }), 1.2)).v_mps).toBeGreaterThan(3);
  });
});

test('warming up leaves no trace in what it does', async () => {
  const distance_m = arc(0.1, 0.1, 0.1);
  const warm = new LineFollower();
  await warm.warmUp();
  expect(warm.decide(drawRoad({ distance_m }))).toEqual(new LineFollower().decide(drawRoad({ distance_m })));
});

test.each([
  [{ camera: { height_m: 0.3, x_m: 0.25, y_m: 0.08, pitch_rad: 0 } }, 200],
  [{ camera: { height_m: 1.2 } }, 200],
  [{ lineWidth_m: 0.4 }, 200],
  [{ lineWidth_m: 0.05 }, 200],
  [{ camera: { pitch_rad: -0.3 } }, 0],
])('it warms up with %j, on a line in %d frames', async (options, frames) => {
  const limits = jest.spyOn(Steering.prototype, 'limits');
  await new LineFollower(options).warmUp();
  expect(limits).toHaveBeenCalledTimes(frames);
  limits.mockRestore();
});

test('another brain in its thread gets turns while it warms up', async () => {
  let isWarm = false;
  let turns = 0;
  const count = () => {
    turns += 1;
    if (!isWarm) setImmediate(count);
  };
  setImmediate(count);
  await new LineFollower().warmUp();
  isWarm = true;
  expect(turns).toBeGreaterThan(50);
});

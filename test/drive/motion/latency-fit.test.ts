import { FRAME_AGE } from '../../../src/drive/compensation/compensation';
import { MotionHistory } from '../../../src/drive/compensation/motion-history';
import { CommandHistory } from '../../../src/drive/motion/command-history';
import { type Beside, LatencyFit } from '../../../src/drive/motion/latency-fit';
import { RandomSource } from '../../../src/support/random';

const GUESS_S = FRAME_AGE.guess_s;
const V_MPS = 8;
const PERIOD_S = 0.05;
/** Distance of the point of the road that one answer hands to the next. */
const AHEAD_M = 2.5;

/** How far a road lies beside the x axis, m. */
type Line = (x_m: number) => number;
const winding: Line = (x_m) => 0.8 * Math.sin(x_m / 3);
const straight: Line = () => 0;

/** A car that drives along a line exactly, and sees it late. */
class SeeingCar {
  readonly fit = new LatencyFit(FRAME_AGE);
  readonly #motion = new MotionHistory();
  readonly #random = new RandomSource(1, 0);
  readonly #line: Line;
  #now_s = 0;

  constructor(line: Line = winding) {
    this.#line = line;
  }

  /** Sees so many frames.
   *  @param error_m of what an answer says of the road, standard deviation
   *  @param aside_m the line that it sees is so far beside the road
   *  @param beside in place of the road as the car sees it
   *  @returns the age that is found */
  see(frames: number, seen: { age_s: number; error_m?: number; aside_m?: number; beside?: Beside }): number {
    for (let i = 0; i < frames; i += 1) {
      this.#drive();
      const off_m = this.#random.normal(seen.error_m ?? 0) + (seen.aside_m ?? 0);
      this.#learn(seen.age_s, off_m, seen.beside ?? null);
    }
    return this.fit.latency_s;
  }

  /** To the next frame. */
  #drive(): void {
    const from_s = this.#now_s;
    for (let k = 1; k <= Math.round(PERIOD_S / 0.01); k += 1) {
      this.#now_s = from_s + k * 0.01;
      const { x_m, y_m, yaw_rad } = this.#poseAt(this.#now_s);
      this.#motion.pose(this.#now_s, x_m, y_m, yaw_rad);
    }
  }

  #poseAt(time_s: number) {
    const x_m = V_MPS * time_s;
    const slope = (this.#line(x_m + 1e-4) - this.#line(x_m - 1e-4)) / 2e-4;
    return { x_m, y_m: this.#line(x_m), yaw_rad: Math.atan(slope) };
  }

  #learn(age_s: number, off_m: number, besideElse: Beside | null): void {
    const car = this.#poseAt(this.#now_s - age_s);
    const [sin, cos] = [Math.sin(car.yaw_rad), Math.cos(car.yaw_rad)];
    const beside: Beside = (x_m, y_m) =>
      car.y_m + x_m * sin + y_m * cos - this.#line(car.x_m + x_m * cos - y_m * sin) + off_m;
    const [dx, dy] = [AHEAD_M, this.#line(car.x_m + AHEAD_M) - car.y_m];
    const point = { x_m: dx * cos + dy * sin, y_m: dy * cos - dx * sin };
    this.fit.learn(
      this.#now_s,
      { beside: besideElse ?? beside, points: [point] },
      (before_s, now_s, tried_s) => this.#motion.between(before_s - tried_s, now_s - tried_s),
    );
  }
}

/** How far the guess draws what is found, as a share of the distance between the two. */
const drawn = (found_s: number, age_s: number) => (found_s - age_s) / (GUESS_S - age_s);

describe('The age of frames that nothing dates', () => {
  // Ages are compared in steps of 20 ms.
  it.each([0, 0.01, 0.03, 0.05])('is found on a winding line, between two steps too: %d s', (age_s) => {
    expect(Math.abs(new SeeingCar().see(200, { age_s }) - age_s)).toBeLessThan(0.003);
  });

  it.each([0.1, 0.13, 0.2, 0.25, 0.29])(
    'is found to a tenth of its distance from the guess: %d s',
    (age_s) => {
      for (const error_m of [0, 0.03]) {
        const share = drawn(new SeeingCar().see(200, { age_s, error_m }), age_s);
        expect(share).toBeGreaterThan(0.05);
        expect(share).toBeLessThan(0.13);
      }
    },
  );

  it('is 0.3 s at most', () => {
    expect(new SeeingCar().see(200, { age_s: 0.5 })).toBe(0.3);
  });

  it('is the guess on a straight line, whatever the answers are beside', () => {
    expect(new SeeingCar(straight).see(200, { age_s: 0.2 })).toBeCloseTo(GUESS_S, 9);
    expect(new SeeingCar(straight).see(200, { age_s: 0.2, error_m: 0.05 })).toBeCloseTo(GUESS_S, 9);
  });

  it('is nearly the guess where the line hardly bends, and after few frames in between', () => {
    const slightly: Line = (x_m) => 0.03 * Math.sin(x_m / 3);
    expect(drawn(new SeeingCar(slightly).see(200, { age_s: 0.2 }), 0.2)).toBeGreaterThan(0.95);
    const shares = [2, 4, 10].map((frames) => drawn(new SeeingCar().see(frames, { age_s: 0.2 }), 0.2));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares[0]).toBeGreaterThan(0.8);
    expect(shares[2]).toBeLessThan(0.5);
  });

  it('follows a change within a hundred frames', () => {
    const car = new SeeingCar();
    car.see(200, { age_s: 0.05 });
    expect(car.see(100, { age_s: 0.2 })).toBeGreaterThan(0.165);
  });

  it('is remembered along a straight', () => {
    const bend_m = 76;
    const slope = (0.8 * Math.cos(bend_m / 3)) / 3;
    const car = new SeeingCar((x_m) =>
      x_m < bend_m ? winding(x_m) : winding(bend_m) + (x_m - bend_m) * slope,
    );
    car.see(190, { age_s: 0.2 });
    expect(car.see(40, { age_s: 0.2 })).toBeGreaterThan(0.14);
  });

  it.each([0.7, -0.7, 3, -3])('is not moved by answers that see another line, %d m beside', (aside_m) => {
    const car = new SeeingCar();
    const before_s = car.see(200, { age_s: 0.1 });
    expect(Math.abs(car.see(3, { age_s: 0.1, aside_m }) - before_s)).toBeLessThan(0.002);
  });

  it('is moved by answers that are less far off', () => {
    const car = new SeeingCar();
    const before_s = car.see(200, { age_s: 0.1 });
    expect(car.see(3, { age_s: 0.1, aside_m: 0.3 }) - before_s).toBeGreaterThan(0.02);
  });

  it('is not moved by answers that say nothing of the road there', () => {
    const car = new SeeingCar();
    const before_s = car.see(200, { age_s: 0.1 });
    expect(Math.abs(car.see(3, { age_s: 0.1, beside: () => null }) - before_s)).toBeLessThan(0.001);
  });

  it.each([
    ['50 ms after', 0.05, 16],
    ['almost a second after', 0.95, 16],
    ['more than a second after', 1.05, 0],
    ['at the time of', 0, 0],
    ['before', -0.05, 0],
  ])('is sought in an answer %s the one before, in steps from 0 to 0.3 s', (_when, after_s, steps) => {
    const fit = new LatencyFit(FRAME_AGE);
    const beside = jest.fn(() => 0);
    const learn = (now_s: number) =>
      fit.learn(now_s, { beside, points: [{ x_m: AHEAD_M, y_m: 0 }] }, () => new CommandHistory());
    learn(5);
    expect(beside).not.toHaveBeenCalled();
    learn(5 + after_s);
    expect(beside).toHaveBeenCalledTimes(steps);
  });

  it('is the guess before anything is known, and again after a new beginning', () => {
    const car = new SeeingCar();
    expect(car.fit.latency_s).toBe(GUESS_S);
    expect(car.see(200, { age_s: 0.2 })).toBeGreaterThan(0.15);
    car.fit.clear();
    expect(car.fit.latency_s).toBe(GUESS_S);
    const beside = jest.fn(() => 0);
    car.see(1, { age_s: 0.2, beside });
    expect(beside).not.toHaveBeenCalled();
    expect(car.see(1, { age_s: 0.2, beside })).toBeCloseTo(GUESS_S, 9);
  });
});

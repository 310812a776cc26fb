import { ArcCourse } from '../../../src/drive/compensation/arc-course';
import { LatencyFit } from '../../../src/drive/compensation/latency-fit';
import { LineCourse } from '../../../src/drive/compensation/line-course';
import { MotionHistory } from '../../../src/drive/compensation/motion-history';

/** A line that winds, m. */
const lineAt = (x_m: number) => 0.8 * Math.sin(x_m / 3);
const V_MPS = 8;

/** Fits the age of frames of a car that drives along the line and sees it exactly, `age_s` late. */
function fitted(age_s: number): number {
  const fit = new LatencyFit(0.03);
  const motion = new MotionHistory();
  const poseAt = (time_s: number) => {
    const x_m = V_MPS * time_s;
    return { x_m, y_m: lineAt(x_m), yaw_rad: Math.atan((0.8 * Math.cos(x_m / 3)) / 3) };
  };
  for (let i = 0; i < 200; i += 1) {
    const now_s = i * 0.05;
    for (let k = 0; k < 5; k += 1) {
      const { x_m, y_m, yaw_rad } = poseAt(now_s + k * 0.01);
      motion.pose(now_s + k * 0.01, x_m, y_m, yaw_rad);
    }
    const seen = poseAt(now_s - age_s);
    const [sin, cos] = [Math.sin(seen.yaw_rad), Math.cos(seen.yaw_rad)];
    const ahead_m = seen.x_m + 2.5;
    const [dx, dy] = [ahead_m - seen.x_m, lineAt(ahead_m) - seen.y_m];
    const beside = (x_m: number, y_m: number) => {
      const at_m = seen.x_m + x_m * cos - y_m * sin;
      return seen.y_m + x_m * sin + y_m * cos - lineAt(at_m);
    };
    fit.learn(now_s, beside, { x_m: dx * cos + dy * sin, y_m: dy * cos - dx * sin }, motion);
  }
  return fit.latency_s;
}

describe('The age of frames that nothing dates', () => {
  // Ages are compared in steps of 20 ms.
  it.each([0.02, 0.1, 0.2])('is found on a winding line: %d s', (age_s) => {
    expect(Math.abs(fitted(age_s) - age_s)).toBeLessThan(0.02);
  });

  it('is the guess before anything is known, and again after a new beginning', () => {
    const fit = new LatencyFit(0.03);
    expect(fit.latency_s).toBe(0.03);
    fit.clear();
    expect(fit.latency_s).toBe(0.03);
  });
});

describe('The road that a brain means', () => {
  const aim = () => ({ curvature_1pm: 0, v_mps: 0, known_m: 0 });
  const car = (x_m: number, y_m = 0) => ({ x_m, y_m, yaw_rad: 0 });

  it('is the arc of its answer, on which a car that is there already keeps', () => {
    const arcs = new ArcCourse();
    arcs.answer(car(0), 8, 2);
    const into = aim();
    arcs.aim(car(0), 8, null, into);
    expect(into.v_mps).toBe(8);
    expect(into.curvature_1pm).toBeCloseTo(0.25, 6);
  });

  it('ends beyond the last target, where the car stands', () => {
    const arcs = new ArcCourse();
    arcs.answer(car(0), 8, 0);
    const into = aim();
    arcs.aim(car(20), 8, 0.01, into);
    expect(into.v_mps).toBe(0);
  });

  it('is the line that it sees, to which a car beside it steers back', () => {
    const line = new LineCourse();
    const points = Array.from({ length: 40 }, (_, i) => i * 0.25);
    line.answer(car(0), {
      x_m: Float64Array.from(points),
      y_m: new Float64Array(40),
      limit_mps: Float64Array.from(points, (x_m) => 12 - x_m),
      acceleration_mps2: 100,
      lateralAcceleration_mps2: 100,
      lookahead_s: 0.1,
      minLookahead_m: 1,
    });
    const into = aim();
    line.aim(car(2, 0.2), 20, 0.01, into);
    expect(into.curvature_1pm).toBeLessThan(0);
    expect(into.v_mps).toBeLessThanOrEqual(10.25);
    // Within what it may speed up since the aim before.
    line.aim(car(2.1), 5, 0.01, into);
    expect(into.v_mps).toBeCloseTo(6, 9);
    line.aim(car(30), 20, 0.01, into);
    expect(into.v_mps).toBe(0);
  });
});

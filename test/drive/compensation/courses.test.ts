import { ArcCourse } from '../../../src/drive/compensation/arc-course';
import { LineCourse } from '../../../src/drive/compensation/line-course';

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

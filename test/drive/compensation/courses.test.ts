import { ArcCourse } from '../../../src/drive/compensation/arc-course';
import { LineCourse } from '../../../src/drive/compensation/line-course';

describe('The road that a brain means', () => {
  const aim = () => ({ curvature_1pm: 0, v_mps: 0, known_m: 0 });
  const car = (x_m: number, y_m = 0) => ({ x_m, y_m, yaw_rad: 0 });

  it('is the arc of its answer, on which a car that is there already keeps', () => {
    const arcs = new ArcCourse();
    arcs.answer(car(0), 8, 2, 0);
    const into = aim();
    arcs.aim(car(0), 8, null, into);
    expect(into.v_mps).toBe(8);
    expect(into.curvature_1pm).toBeCloseTo(0.25, 6);
  });

  it('ends beyond the last target, where the car stops', () => {
    const arcs = new ArcCourse();
    arcs.answer(car(0), 8, 0, 0);
    const into = aim();
    arcs.aim(car(20), 8, 0.01, into);
    expect(into.v_mps).toBe(0);
  });

  describe('of a brain that slows down', () => {
    const afterLongArcs = (v_mps: number, lasts_s: number, apart_m = 1) => {
      const arcs = new ArcCourse();
      for (let i = 5; i > 0; i -= 1) arcs.answer(car(5 - apart_m * i), 13, 0, 0.2);
      arcs.answer(car(5), v_mps, 0, lasts_s);
      return arcs;
    };
    const aimed = (arcs: ArcCourse, x_m: number) => {
      const into = aim();
      arcs.aim(car(x_m), 8, 0.01, into);
      return into;
    };

    it('is trusted little beyond the last target', () => {
      // 0.9 m and 0.12 s ahead.
      const usual_m = aimed(afterLongArcs(13, 0.2), 5).known_m - 2.46;
      const bend_m = aimed(afterLongArcs(6.5, 0.2), 5).known_m - 1.68;
      expect(usual_m).toBeGreaterThan(1);
      expect(bend_m).toBeGreaterThan(0);
      expect(bend_m).toBeLessThan(0.1);
    });

    it('is driven slower the longer the answer has to last', () => {
      const speeds = [0.05, 0.2, 0.3].map((lasts_s) => aimed(afterLongArcs(6.5, lasts_s), 5.8).v_mps);
      expect(speeds[0]).toBe(6.5);
      expect(speeds[1]).toBeLessThan(6);
      expect(speeds[2]).toBeLessThan(speeds[1]! - 0.5);
      expect(speeds[2]).toBeGreaterThan(3);
    });

    it('is trusted less, and driven slower, where it slows down only a little', () => {
      const warned = afterLongArcs(12.4, 0.2);
      expect(aimed(warned, 5).known_m - 2.388).toBeLessThan(0.8);
      // 0.4 m before its target, where the next answer is due.
      expect(aimed(warned, 7).v_mps).toBeLessThan(8);
      expect(aimed(afterLongArcs(13, 0.2), 7).v_mps).toBe(13);
    });

    it('is as before where its answers vary as on any road', () => {
      const steady = afterLongArcs(12.8, 0.2);
      expect(aimed(steady, 5).known_m - 2.436).toBeGreaterThan(1);
      expect(aimed(steady, 7).v_mps).toBe(12.8);
    });

    it('is trusted again once the answers are the same', () => {
      const arcs = afterLongArcs(7, 0.2);
      const slow_mps = aimed(arcs, 5.8).v_mps;
      arcs.answer(car(5.6), 7, 0, 0.2);
      expect(slow_mps).toBeLessThan(6);
      expect(aimed(arcs, 6.4).v_mps).toBe(7);
    });

    it.each([1, 4])('leads ahead, also where that is abrupt: %s m/s', (v_mps) => {
      const into = aimed(afterLongArcs(v_mps, 0.05, 0.2), 5);
      expect(into.v_mps).toBe(v_mps);
      expect(into.known_m).toBeGreaterThan(0.9);
      expect(into.curvature_1pm).toBeCloseTo(0, 9);
    });

    it('is as usual for one that is always slow', () => {
      const arcs = new ArcCourse();
      for (let i = 0; i < 20; i += 1) arcs.answer(car(0.3 * i), 3, 0, 0.2);
      const into = aimed(arcs, 5.7 + 0.6);
      expect(into.known_m).toBeGreaterThan(0.6 + 0.5);
      expect(into.v_mps).toBe(3);
    });
  });

  // At low speed, too: a nearer point asks for half as much steering again on a drive recorded in Gazebo (test/real/brain).
  it.each([20, 13, 5])('is steered to by a point 1 m ahead, at %s m/s', (v_mps) => {
    const arcs = new ArcCourse();
    for (let x_m = -3; x_m <= 0; x_m += 0.2) arcs.answer(car(x_m), v_mps, 0, 0);
    const into = aim();
    arcs.aim({ ...car(1.2, 0.1), yaw_rad: 0 }, v_mps, 0.01, into);
    expect(into.v_mps).toBe(v_mps);
    // The arc to a point on the x axis, so far away.
    expect(into.curvature_1pm).toBeCloseTo(-2 * 0.1, 1);
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

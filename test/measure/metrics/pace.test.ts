import { Pace } from '../../../src/measure/metrics/pace';

const interval = (wall_ms: number, simulated_s: number | null, decisions = 1, frames = 1) => ({
  wall_ms,
  simulated_s,
  decisions,
  frames,
});

describe('The pace of a run', () => {
  it('has one point per second', () => {
    const pace = new Pace();
    // Two simulated seconds at half speed, then two at full speed; every frame is answered, then every other.
    for (let i = 0; i < 40; i++) pace.add(interval(100, 0.05));
    for (let i = 0; i < 40; i++) pace.add(interval(50, 0.05, i % 2));
    const points = pace.points();
    expect(points.map(({ time_s }) => time_s).slice(0, 4)).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(points[0]!.real_time_factor).toBeCloseTo(0.5, 6);
    expect(points[0]!.decisions_per_s).toBeCloseTo(10, 6);
    expect(points[3]!.real_time_factor).toBeCloseTo(1, 6);
    expect(points[3]!.decisions_per_s! / 10).toBeCloseTo(1, 0);
    expect(points[3]!.frames_per_s).toBeCloseTo(20, 6);
    expect(pace.realTimeFactor).toBeCloseTo(4 / 6, 9);
  });

  it('over days fits into a few hundred intervals and loses no decision', () => {
    const pace = new Pace();
    for (let i = 0; i < 300_000; i++) pace.add(interval(1000, 1));
    const points = pace.points();
    expect(points.length).toBeGreaterThan(200);
    expect(points.length).toBeLessThanOrEqual(512);
    for (const { decisions_per_s, real_time_factor } of points) {
      expect(decisions_per_s).toBeCloseTo(1, 9);
      expect(real_time_factor).toBeCloseTo(1, 9);
    }
  });

  it('follows the wall clock without a simulated one, and then has no real time factor', () => {
    const pace = new Pace();
    for (let i = 0; i < 30; i++) pace.add(interval(100, null));
    expect(pace.points()).toHaveLength(3);
    expect(pace.points()[1]).toMatchObject({ time_s: 1.5, real_time_factor: null });
    expect(pace.points()[1]!.decisions_per_s).toBeCloseTo(10, 6);
    expect(pace.realTimeFactor).toBeNull();
  });

  it('skips intervals in which a clock runs backwards, leaps or is invalid', () => {
    const pace = new Pace();
    pace.add(interval(100, 0.1));
    for (const wall_ms of [-1, Number.NaN, 1e308]) pace.add(interval(wall_ms, 0.1));
    for (const simulated_s of [-1, Number.NaN, 1e308]) pace.add(interval(100, simulated_s));
    expect(pace.points()).toHaveLength(1);
    expect(pace.realTimeFactor).toBeCloseTo(1, 9);
  });
});

import { lapShape } from '../../../../src/measure/metrics/behavior-metrics/lap-shape';
import { LAP, LENGTH_M, LINE, measure, posesOf, reasonsOf, STEP_M, STEP_S } from './circle-run';

const R = LINE.radius_m;
const POINTS = LAP.x_m.length;
const POINT_RAD = (2 * Math.PI) / POINTS;
const STEP_RAD = STEP_M / R;

/** Angle ahead of a car at this radius within which a point of the lap is nearer than 5 m. */
function reach_rad(radius_m: number): number {
  return Math.acos((R ** 2 + radius_m ** 2 - 25) / (2 * R * radius_m));
}

describe("BehaviorMetrics' figures on a circle", () => {
  it.each([
    [0.2, 0.6],
    [-0.3, 1],
    [0, 1.3],
    [0.5, 2.4],
  ])('%d m beside the line for %d laps', (lateral_m, laps) => {
    const poses = posesOf({ way_m: laps * LENGTH_M, lateral_m });
    const { figures, corrected } = measure(poses);
    const steps = poses.length - 1;
    const radius_m = R - lateral_m;
    const way_m = steps * 2 * radius_m * Math.sin(STEP_RAD / 2);
    const whole_s = Math.floor(steps * STEP_S + STEP_S / 2);
    expect(figures.completed_distance).toBeCloseTo(way_m, 8);
    expect(figures.average_speed).toBeCloseTo(way_m / whole_s, 8);
    expect(figures.experiment_total_simulated_time).toBe(whole_s);
    expect(corrected.experiment_total_simulated_time).toBeCloseTo(steps * STEP_S + STEP_S / 2, 9);
    expect(corrected.average_speed).toBeCloseTo(way_m / (steps * STEP_S + STEP_S / 2), 8);

    const passed = Math.floor((steps * STEP_RAD + reach_rad(radius_m)) / POINT_RAD) + 1;
    expect(figures.percentage_completed).toBeCloseTo((100 * passed) / POINTS, 9);
    expect(Math.abs(corrected.percentage_completed! - 100 * laps)).toBeLessThan(0.1);

    // The first and last piece of a natural spline are straighter than a circle: by tenths of a millimetre.
    const deviation = 1000 ** Math.abs(lateral_m);
    expect(Math.abs(Number(figures.position_deviation_mae) / deviation - 1)).toBeLessThan(1e-4);
    expect(corrected.position_deviation_mae).toBe(figures.position_deviation_mae);
    const samples = Number(figures.position_deviation_total_err) / Number(figures.position_deviation_mae);
    expect(Math.abs(samples - (laps * LENGTH_M - STEP_M) / (LENGTH_M / POINTS))).toBeLessThan(2);
  });

  it('closes the lap where the last point comes within 5 m, in whole seconds', () => {
    const { figures, corrected } = measure(posesOf({ way_m: 1.3 * LENGTH_M, lateral_m: 0.2 }));
    const pose = Math.ceil(((POINTS - 1) * POINT_RAD - reach_rad(R - 0.2)) / STEP_RAD);
    expect(figures.lap_seconds).toBe(Math.floor(pose * STEP_S));
    expect(figures.lap_seconds).toBe(49);
    expect(corrected.lap_seconds).toBeCloseTo(LENGTH_M / (STEP_M / STEP_S), 6);
    expect(figures.circuit_diameter).toBe(lapShape(LAP).diameter_m);
    // Points 1 m or less before the start close it; the length is that of the polygon.
    expect(figures.circuit_diameter).toBeCloseTo(LENGTH_M - 0.98, 2);
    expect(corrected.circuit_diameter).toBeCloseTo(LENGTH_M, 3);
  });

  it('gives no lap time before the lap is over, and says so', () => {
    const result = measure(posesOf({ way_m: 0.9 * LENGTH_M }));
    for (const key of ['lap_seconds', 'circuit_diameter'] as const) {
      expect(result.figures[key]).toBeNull();
      expect(reasonsOf(result, key).join()).toContain('more than 100%');
    }
  });

  it('says that a lap cut short of its start has no exact time', () => {
    const result = measure(posesOf({ way_m: LENGTH_M - 4 }));
    expect(result.figures.lap_seconds).toBe(49);
    expect(result.corrected.lap_seconds).toBeNull();
    expect(reasonsOf(result, 'lap_seconds').join()).toContain('ends before the car is back at its start');
  });

  it.each([0, 0.15, 33, 200])('against the order of the lap from %d m', (from_m) => {
    const poses = posesOf({ way_m: 1.2 * LENGTH_M, lateral_m: 0.25, forward: false, from_m });
    const { figures, corrected, notes } = measure(poses);
    expect(Number(figures.percentage_completed)).toBeGreaterThan(121);
    expect(Math.abs(corrected.percentage_completed! - 120)).toBeLessThan(0.1);
    expect(corrected.lap_seconds).toBeCloseTo(50, 6);
    expect(Math.abs(corrected.position_deviation_mae! / 1000 ** 0.25 - 1)).toBeLessThan(1e-4);
    expect(notes).toContainEqual({
      figure: 'position_deviation_mae',
      reason: expect.stringContaining('against the order of the perfect lap'),
    });
  });

  it('leaves the wait at the start out of the corrected figures', () => {
    const drive = { way_m: 1.1 * LENGTH_M, lateral_m: 0.1 };
    const waiting = measure(posesOf({ ...drive, wait_s: 8 }));
    const driving = measure(posesOf(drive));
    expect(Number(waiting.figures.average_speed)).toBeLessThan(Number(driving.figures.average_speed));
    expect(waiting.corrected.average_speed_moving).toBeCloseTo(driving.corrected.average_speed_moving!, 6);
    expect(waiting.corrected.lap_seconds).toBeCloseTo(50, 6);
    expect(Math.abs(waiting.corrected.position_deviation_mae! / 1000 ** 0.1 - 1)).toBeLessThan(1e-4);
    expect(reasonsOf(waiting, 'average_speed').join()).toContain('stood 8.0 s (8.0 s before it set off)');
  });

  it('tells driving from standing for good', () => {
    const driven = posesOf({ way_m: 100 });
    const last = driven[driven.length - 1];
    const stuck = Array.from({ length: 600 }, (_, i) => ({
      ...last,
      x_m: last.x_m + 0.01 * Math.sin(i),
      time_s: last.time_s + (i + 1) * STEP_S,
    }));
    const result = measure([...driven, ...stuck]);
    expect(reasonsOf(result, 'average_speed').join()).toContain('the car stood 30.0 s (0.0 s before');
    expect(result.corrected.average_speed_moving).toBeCloseTo(8, 1);
    expect(Number(result.figures.average_speed)).toBeLessThan(3);
    expect(Math.abs(result.corrected.percentage_completed! - 25)).toBeLessThan(0.1);
  });

  it('counts a car that never moves as having done nothing', () => {
    const result = measure(posesOf({ way_m: 0, wait_s: 20 }));
    expect(result.corrected.percentage_completed).toBe(0);
    expect(result.figures.completed_distance).toBe(0);
    expect(result.corrected.average_speed_moving).toBeNull();
  });
});

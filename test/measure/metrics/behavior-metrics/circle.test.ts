import { measureLapShape } from '../../../../src/measure/metrics/behavior-metrics/lap-shape';
import { LAP, LENGTH_M, LINE, measure, posesOf, reasonsOf, STEP_M, STEP_S } from './circle-run';

const R = LINE.radius_m;
const POINTS = LAP.x_m.length;
const POINT_RAD = (2 * Math.PI) / POINTS;
const STEP_RAD = STEP_M / R;

/** Angle ahead of a car at this radius within which a point of the lap is nearer than 5 m. */
function reach_rad(radius_m: number): number {
  return Math.acos((R ** 2 + radius_m ** 2 - 25) / (2 * R * radius_m));
}

describe("BehaviorMetrics' metrics on a circle", () => {
  it.each([
    [0.2, 0.6],
    [-0.3, 1],
    [0, 1.3],
    [0.5, 2.4],
  ])('are exact %d m beside the line for %d laps', (lateral_m, laps) => {
    const poses = posesOf({ distance_m: laps * LENGTH_M, lateral_m });
    const { metrics, corrected } = measure(poses);
    const steps = poses.length - 1;
    const radius_m = R - lateral_m;
    const distance_m = steps * 2 * radius_m * Math.sin(STEP_RAD / 2);
    const whole_s = Math.floor(steps * STEP_S + STEP_S / 2);
    expect(metrics.completed_distance).toBeCloseTo(distance_m, 8);
    expect(metrics.average_speed).toBeCloseTo(distance_m / whole_s, 8);
    expect(metrics.experiment_total_simulated_time).toBe(whole_s);
    expect(corrected.experiment_total_simulated_time).toBeCloseTo(steps * STEP_S + STEP_S / 2, 9);
    expect(corrected.average_speed).toBeCloseTo(distance_m / (steps * STEP_S + STEP_S / 2), 8);

    const passed = Math.floor((steps * STEP_RAD + reach_rad(radius_m)) / POINT_RAD) + 1;
    expect(metrics.percentage_completed).toBeCloseTo((100 * passed) / POINTS, 9);
    expect(Math.abs(corrected.percentage_completed! - 100 * laps)).toBeLessThan(0.1);

    // The first and last piece of a natural spline are straighter than a circle: by tenths of a millimetre.
    const deviation = 1000 ** Math.abs(lateral_m);
    expect(Math.abs(Number(metrics.position_deviation_mae) / deviation - 1)).toBeLessThan(1e-4);
    expect(corrected.position_deviation_mae).toBe(metrics.position_deviation_mae);
    const samples = Number(metrics.position_deviation_total_err) / Number(metrics.position_deviation_mae);
    expect(Math.abs(samples - (laps * LENGTH_M - STEP_M) / (LENGTH_M / POINTS))).toBeLessThan(2);
  });

  it('complete the lap where the last point is within 5 m, in whole seconds', () => {
    const { metrics, corrected } = measure(posesOf({ distance_m: 1.3 * LENGTH_M, lateral_m: 0.2 }));
    const pose = Math.ceil(((POINTS - 1) * POINT_RAD - reach_rad(R - 0.2)) / STEP_RAD);
    expect(metrics.lap_seconds).toBe(Math.floor(pose * STEP_S));
    expect(metrics.lap_seconds).toBe(49);
    expect(corrected.lap_seconds).toBeCloseTo(LENGTH_M / (STEP_M / STEP_S), 6);
    expect(metrics.circuit_diameter).toBe(measureLapShape(LAP).diameter_m);
    // Points 1 m or less before the start close it; the length is that of the polygon.
    expect(metrics.circuit_diameter).toBeCloseTo(LENGTH_M - 0.98, 2);
    expect(corrected.circuit_diameter).toBeCloseTo(LENGTH_M, 3);
  });

  it('have no lap time before the lap is complete, with a reason', () => {
    const result = measure(posesOf({ distance_m: 0.9 * LENGTH_M }));
    for (const key of ['lap_seconds', 'circuit_diameter'] as const) {
      expect(result.metrics[key]).toBeNull();
      expect(reasonsOf(result, key).join()).toContain('more than 100%');
    }
  });

  it('have no exact lap time if the run ends just before the start, with a reason', () => {
    const result = measure(posesOf({ distance_m: LENGTH_M - 4 }));
    expect(result.metrics.lap_seconds).toBe(49);
    expect(result.corrected.lap_seconds).toBeNull();
    expect(reasonsOf(result, 'lap_seconds').join()).toContain('ends before the car returns to its start');
  });

  it.each([0, 0.15, 33, 200])('work against the order of the lap from %d m', (from_m) => {
    const poses = posesOf({ distance_m: 1.2 * LENGTH_M, lateral_m: 0.25, forward: false, from_m });
    const { metrics, corrected, notes } = measure(poses);
    expect(Number(metrics.percentage_completed)).toBeGreaterThan(121);
    expect(Math.abs(corrected.percentage_completed! - 120)).toBeLessThan(0.1);
    expect(corrected.lap_seconds).toBeCloseTo(50, 6);
    expect(Math.abs(corrected.position_deviation_mae! / 1000 ** 0.25 - 1)).toBeLessThan(1e-4);
    expect(notes).toContainEqual({
      figure: 'position_deviation_mae',
      reason: expect.stringContaining('against the order of the perfect lap'),
    });
  });

  it('exclude the wait at the start from the corrected ones', () => {
    const drive = { distance_m: 1.1 * LENGTH_M, lateral_m: 0.1 };
    const waiting = measure(posesOf({ ...drive, wait_s: 8 }));
    const driving = measure(posesOf(drive));
    expect(Number(waiting.metrics.average_speed)).toBeLessThan(Number(driving.metrics.average_speed));
    expect(waiting.corrected.average_speed_moving).toBeCloseTo(driving.corrected.average_speed_moving!, 6);
    expect(waiting.corrected.lap_seconds).toBeCloseTo(50, 6);
    expect(Math.abs(waiting.corrected.position_deviation_mae! / 1000 ** 0.1 - 1)).toBeLessThan(1e-4);
    expect(reasonsOf(waiting, 'average_speed').join()).toContain(
      'stopped for 8.0 s (8.0 s before the start)',
    );
  });

  it('distinguish driving from being stuck', () => {
    const driven = posesOf({ distance_m: 100 });
    const last = driven.at(-1)!;
    const stuck = Array.from({ length: 600 }, (_, i) => ({
      ...last,
      x_m: last.x_m + 0.01 * Math.sin(i),
      time_s: last.time_s + (i + 1) * STEP_S,
    }));
    const result = measure([...driven, ...stuck]);
    expect(reasonsOf(result, 'average_speed').join()).toContain(
      'the car was stopped for 30.0 s (0.0 s before',
    );
    expect(result.corrected.average_speed_moving).toBeCloseTo(8, 1);
    expect(Number(result.metrics.average_speed)).toBeLessThan(3);
    expect(Math.abs(result.corrected.percentage_completed! - 25)).toBeLessThan(0.1);
  });

  it('are zero for a car that never moves', () => {
    const result = measure(posesOf({ distance_m: 0, wait_s: 20 }));
    expect(result.corrected.percentage_completed).toBe(0);
    expect(result.metrics.completed_distance).toBe(0);
    expect(result.corrected.average_speed_moving).toBeNull();
  });
});

import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { circle, decisionOf, poseAt } from './circle';

const line = circle(400);

/** Drives at 10 m/s with odometry every 51 ms, from `from_m` over `distance_m` (negative: backwards).
 *  @returns the time of the last pose, s */
function drive(metrics: LapMetrics, from_m: number, distance_m: number, start_s = 0, lateral_m = 0): number {
  const steps = Math.ceil(Math.abs(distance_m) / 0.51);
  for (let i = 0; i <= steps; i += 1) {
    const s_m = from_m + Math.sign(distance_m) * i * 0.51;
    metrics.pose(poseAt(line, s_m, start_s + i * 0.051, { lateral_m }));
  }
  return start_s + steps * 0.051;
}

describe('a lap', () => {
  test('is complete after one length of the line, with its time interpolated between poses', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    drive(metrics, 17, 390);
    expect(metrics.endedBecause).toBeNull();
    expect(metrics.live().percent).toBeCloseTo(97.5, 0);
    drive(metrics, 407, 20, 39.015);
    const result = metrics.compute();
    expect(result.completed).toBe(true);
    expect(result.lap_seconds).toBeCloseTo(40, 1);
    expect(result.completed_distance_m).toBeCloseTo(400, 0);
    expect(result.average_speed_mps).toBeCloseTo(10, 2);
    expect(result.percentage_completed).toBe(100);
  });

  test('has its exact time even if no pose lies on the finish line', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    drive(metrics, 0, 410);
    expect(metrics.compute().lap_seconds).toBeCloseTo(40, 4);
  });

  test('can be driven in reverse', () => {
    const metrics = new LapMetrics(line, 'reverse', 1);
    drive(metrics, 0, -410, 0, 0.1);
    const result = metrics.compute();
    expect(result.completed).toBe(true);
    expect(result.lap_seconds).toBeCloseTo(40, 4);
    expect(result.position_deviation_signed_mean_m).toBeCloseTo(-0.1, 6);
  });

  test('driven against the requested direction makes no progress', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { noProgress_s: 3 });
    drive(metrics, 0, -410);
    expect(metrics.endedBecause).toBe('no_progress');
    expect(metrics.compute()).toMatchObject({ completed: false, percentage_completed: 0, lap_seconds: null });
  });

  test('continues while the car is held, and ends when it stops by itself', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { noProgress_s: 3 });
    const stop = (from_s: number, seconds: number) => {
      for (let t = 0; t < seconds; t += 0.5) metrics.pose(poseAt(line, 50, from_s + t));
      return from_s + seconds;
    };
    let now = drive(metrics, 0, 50);
    metrics.hold(true);
    now = stop(now, 10);
    expect(metrics.endedBecause).toBeNull();
    metrics.hold(false);
    now = stop(now, 2.5);
    expect(metrics.endedBecause).toBeNull();
    stop(now, 2);
    expect(metrics.endedBecause).toBe('no_progress');
  });

  test('is not completed by rolling back over the start line', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    let now = drive(metrics, 2, -6);
    now = drive(metrics, -4, 10, now);
    expect(metrics.live().percent).toBeCloseTo(1, 0);
    drive(metrics, 6, 380, now);
    expect(metrics.endedBecause).toBeNull();
  });

  test('starts again when the car is teleported, and the teleport adds no distance', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    const now = drive(metrics, 0, 300);
    drive(metrics, 0, 200, now + 0.05);
    const result = metrics.compute();
    expect(result.car_set_elsewhere).toBe(1);
    expect(result.percentage_completed).toBeCloseTo(50, 0);
    expect(result.completed_distance_m).toBeCloseTo(500, -1);
  });

  test('goes on where the car was put back, with its time and without the way there', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    // Nearer than what counts as a teleport.
    const now = drive(metrics, 0, 300, 0, 1.2);
    metrics.putBack('trapped');
    drive(metrics, 299, 120, now + 5);
    const result = metrics.compute();
    expect(result).toMatchObject({
      completed: true,
      car_set_elsewhere: 0,
      recoveries: 1,
      recovered_laps: [1],
    });
    expect(result.lap_seconds).toBeCloseTo(45.1, 0);
    expect(result.completed_distance_m).toBeCloseTo(395.5, 0);
  });

  test('does not end where the car is put back', () => {
    const asked: string[] = [];
    const metrics = new LapMetrics(line, 'forward', 1, {
      recovers: (because) => asked.push(because) === 1,
    });
    const now = drive(metrics, 0, 50, 0, 6);
    expect([metrics.endedBecause, asked[0]]).toEqual(['left_track', 'left_track']);
    expect(now).toBeGreaterThan(0);
    expect(asked).toHaveLength(2);
  });

  test('starts again when the pose after a teleport reports the speed of the teleport', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    const now = drive(metrics, 0, 300);
    metrics.pose(poseAt(line, 0, now + 0.05, { v_mps: 864 }));
    for (let i = 2; i < 60; i += 1) metrics.pose(poseAt(line, 0, now + i * 0.05, { v_mps: 0 }));
    drive(metrics, 0, 401, now + 3);
    const result = metrics.compute();
    expect(result).toMatchObject({ car_set_elsewhere: 1, completed: true });
    expect(result.lap_seconds).toBeCloseTo(40, 1);
    expect(result.completed_distance_m).toBeCloseTo(700, -1);
  });

  test('starts again when the clock runs backwards', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    drive(metrics, 0, 100, 50);
    drive(metrics, 100, 401, 0);
    expect(metrics.compute().lap_seconds).toBeCloseTo(40, 3);
  });

  test('starts with the last pose before the car moved', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    for (let i = 0; i < 100; i += 1) metrics.pose(poseAt(line, 0, i * 0.05, { v_mps: 0, lateral_m: 0.5 }));
    drive(metrics, 0.1, 401, 4.96);
    const result = metrics.compute();
    expect(result.lap_seconds).toBeCloseTo(40, 1);
    expect(result.position_deviation_mean_m).toBeLessThan(0.001);
  });

  test('starts with the first pose that has a time if the clock starts a moment later', () => {
    for (const driving of [true, false]) {
      const metrics = new LapMetrics(line, 'forward', 1);
      for (const s_m of driving ? [0, 0.5, 1] : [0]) {
        metrics.pose(poseAt(line, s_m, null, { v_mps: driving ? 10 : 0, arrival_ms: 0 }));
      }
      drive(metrics, 1.5, 402);
      expect(metrics.compute()).toMatchObject({ completed: true, car_set_elsewhere: 0 });
      expect(metrics.compute().lap_seconds).toBeCloseTo(40, 3);
    }
  });

  test('has no time if the clock starts during the lap', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    for (let s_m = 0; s_m < 100; s_m += 0.5) metrics.pose(poseAt(line, s_m, null, { arrival_ms: 0 }));
    drive(metrics, 100, 301);
    expect(metrics.compute()).toMatchObject({ completed: true, lap_seconds: null });
  });

  test('among several has its own time', () => {
    const metrics = new LapMetrics(line, 'forward', 3);
    drive(metrics, 0, 1202);
    const result = metrics.compute();
    expect(result.laps_completed).toBe(3);
    expect(result.lap_times_s).toHaveLength(3);
    for (const time of result.lap_times_s) expect(time).toBeCloseTo(40, 3);
  });
});

test('without a limit, the percentage is that of the current lap', () => {
  const metrics = new LapMetrics(line, 'forward', Number.POSITIVE_INFINITY);
  drive(metrics, 0, 900);
  expect(metrics.live().percent).toBeCloseTo(25, 0);
  expect(metrics.compute().laps_completed).toBe(2);
});

describe('the deviation', () => {
  test('has mean, maximum, percentiles and signed mean in metres', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    const now = drive(metrics, 0, 150, 0, 0.1);
    drive(metrics, 150, 50, now, -0.3);
    const result = metrics.compute();
    expect(result.position_deviation_mean_m).toBeCloseTo(0.15, 2);
    expect(result.position_deviation_max_m).toBeCloseTo(0.3, 6);
    expect(result.position_deviation_p50_m).toBeCloseTo(0.1, 2);
    expect(result.position_deviation_p95_m).toBeCloseTo(0.3, 2);
    expect(result.position_deviation_signed_mean_m).toBeCloseTo(0, 2);
  });

  test('no longer changes once the car has left the track', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { walls: { left_m: 1.5, right_m: 2 } });
    const now = drive(metrics, 0, 50);
    metrics.pose(poseAt(line, 50.5, now + 0.05, { lateral_m: -1.9 }));
    expect(metrics.endedBecause).toBeNull();
    metrics.pose(poseAt(line, 51, now + 0.1, { lateral_m: -2.1 }));
    expect(metrics.endedBecause).toBe('left_track');
    const before = metrics.compute();
    drive(metrics, 51, 50, now + 0.15);
    expect(metrics.compute()).toEqual(before);
  });
});

describe('a failed run', () => {
  test('ends when the car makes no progress', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { noProgress_s: 5 });
    const now = drive(metrics, 0, 50);
    for (let i = 0; i < 99; i += 1) metrics.pose(poseAt(line, 50, now + i * 0.05, { v_mps: 0 }));
    expect(metrics.endedBecause).toBeNull();
    for (let i = 99; i < 105; i += 1) metrics.pose(poseAt(line, 50, now + i * 0.05, { v_mps: 0 }));
    expect(metrics.endedBecause).toBe('no_progress');
  });

  test('does not end while the brain looks for its line, and goes on counting after that', () => {
    const metrics = new LapMetrics(line, 'forward', 1, { noProgress_s: 5 });
    let now = drive(metrics, 0, 50);
    const stop = (seconds: number) => {
      for (let i = 0; i < 20 * seconds; i += 1, now += 0.05)
        metrics.pose(poseAt(line, 50, now, { v_mps: 0 }));
    };
    stop(3);
    metrics.decision(decisionOf(1, { searches: true }));
    stop(30);
    expect(metrics.endedBecause).toBeNull();
    metrics.decision(decisionOf(2));
    stop(1.5);
    expect(metrics.endedBecause).toBeNull();
    stop(1);
    expect(metrics.endedBecause).toBe('no_progress');
  });

  test('keeps the first reason', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    metrics.end('interrupted');
    metrics.end('time_limit');
    expect(metrics.compute()).toMatchObject({ completed: false, ended_because: 'interrupted' });
  });

  test('ignores poses with NaN', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    drive(metrics, 0, 50);
    const before = metrics.compute();
    metrics.pose({ ...poseAt(line, 51, 5), x_m: Number.NaN });
    metrics.pose({ ...poseAt(line, 51, 5), sim_s: Number.NaN });
    expect(metrics.compute()).toEqual(before);
  });
});

describe('a missing metric', () => {
  test('is null without any message', () => {
    const { lap_times_s, ...result } = new LapMetrics(line, 'forward', 1).compute();
    expect(lap_times_s).toEqual([]);
    expect(result).toMatchObject({
      lap_seconds: null,
      completed_distance_m: null,
      average_speed_mps: null,
      position_deviation_mean_m: null,
      brain_iterations_frequency_real_time: null,
      decisions_per_second: null,
      inference_time_ms: { mean: null, p50: null, p99: null },
      frames: { received: null, answered: null, superseded: null, rejected: null },
      real_time_factor: null,
    });
  });

  test('is null for everything that needs a line, without a line', () => {
    const metrics = new LapMetrics(null, 'forward', 1);
    drive(metrics, 0, 100);
    expect(metrics.compute()).toMatchObject({
      percentage_completed: null,
      position_deviation_mean_m: null,
      position_deviation_max_m: null,
      ended_because: null,
    });
    expect(metrics.compute().completed_distance_m).toBeCloseTo(100, 0);
  });

  test('is null for everything that needs time, without a simulated clock', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    for (let i = 0; i <= 4000; i += 1) metrics.pose(poseAt(line, i * 0.2, null, { v_mps: 4 }));
    expect(metrics.compute()).toMatchObject({
      completed: true,
      lap_seconds: null,
      average_speed_mps: null,
      real_time_factor: null,
    });
  });
});

describe('decisions', () => {
  test('are counted once per frame, with their times', () => {
    const metrics = new LapMetrics(null, 'forward', 1);
    for (let i = 1; i <= 101; i += 1) metrics.decision(decisionOf(i, { step_ms: i <= 50 ? 1 : 3 }));
    metrics.decision(decisionOf(101, { left_ms: 5050 }));
    const result = metrics.compute();
    expect(result.decisions_per_second).toBeCloseTo(20, 5);
    expect(result.step_time_ms.mean).toBeCloseTo(2.02, 1);
    expect(result.step_time_ms.p99).toBeCloseTo(3, 1);
    expect(result.brain_iterations_frequency_real_time).toBeCloseTo(1000 / result.step_time_ms.mean!, 6);
    expect(result.sensor_to_actuator_ms).toEqual({ p50: 3, p95: 3, p99: 3, max: 3 });
  });

  test('of a brain without a network have no inference time', () => {
    const metrics = new LapMetrics(null, 'forward', 1);
    metrics.decision(decisionOf(1, { inference_ms: null }));
    expect(metrics.compute().inference_time_ms.mean).toBeNull();
    expect(metrics.compute().decisions_per_second).toBeNull();
  });
});

test('the real time factor is simulated over wall time', () => {
  const metrics = new LapMetrics(line, 'forward', 1);
  for (let i = 0; i <= 100; i += 1) {
    metrics.pose(poseAt(line, i / 2, i / 20, { arrival_ms: 7000 + i * 100 }));
  }
  expect(metrics.compute().real_time_factor).toBeCloseTo(0.5, 6);
});

describe('poses and decisions before the first simulated time', () => {
  test('count for the distance, but not for the speed, which they would raise', () => {
    const metrics = new LapMetrics(null, 'forward', Number.POSITIVE_INFINITY, { endless: true });
    for (let i = 0; i <= 200; i += 1) metrics.pose(poseAt(line, i * 0.5, i < 100 ? null : i * 0.05));
    const result = metrics.compute();
    expect(result.completed_distance_m).toBeCloseTo(100, 0);
    expect(result.simulated_seconds).toBeCloseTo(5, 6);
    expect(result.average_speed_mps).toBeCloseTo(10, 2);
  });

  test('are left out of the rates per simulated second', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    for (let i = 0; i <= 200; i += 1) {
      metrics.decision(decisionOf(i, { sim_s: i < 100 ? null : i * 0.05 }));
    }
    expect(metrics.compute()).toMatchObject({
      decisions_per_simulated_second: expect.closeTo(20, 6),
      frames_per_simulated_second: expect.closeTo(20, 6),
      decisions_per_second: expect.closeTo(20, 6),
    });
  });

  test('leave rates without a simulated clock null', () => {
    const metrics = new LapMetrics(line, 'forward', 1);
    for (let i = 0; i <= 20; i += 1) metrics.decision(decisionOf(i, { sim_s: null }));
    expect(metrics.compute()).toMatchObject({
      decisions_per_simulated_second: null,
      frames_per_simulated_second: null,
    });
  });
});

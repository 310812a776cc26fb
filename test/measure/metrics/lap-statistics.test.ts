import { LapMetrics } from '../../../src/measure/metrics/lap-metrics';
import { buildLapStatistics } from '../../../src/measure/metrics/lap-statistics';
import { circle, decisionOf, poseAt } from './circle';

const identity = {
  circuit: 'circle',
  brain: 'test brain',
  model: null,
  model_sha256: null,
  model_path: null,
  provider: null,
  world: 'lockstep',
  seed: 7,
  wall_contacts: null,
  files: { statistics: 'lap.json' },
};

test('the statistics survive a round trip through JSON with all keys', () => {
  const metrics = new LapMetrics(circle(100), 'forward', 1);
  for (let i = 0; i < 30; i += 1) metrics.pose(poseAt(circle(100), i / 3, i / 19, { lateral_m: 0.1234567 }));
  metrics.decision(decisionOf(1));
  metrics.frames({ received: 2, answered: 1, superseded: 1, failed: 0, rejected: 0 });
  const statistics = buildLapStatistics(identity, metrics.compute());
  expect(JSON.parse(JSON.stringify(statistics))).toEqual(statistics);
  expect(statistics.position_deviation_mean_m).toBe(0.123457);
  expect(Object.keys(statistics)).toEqual(
    expect.arrayContaining([
      'circuit',
      'brain',
      'model',
      'provider',
      'completed',
      'laps',
      'lap_seconds',
      'completed_distance_m',
      'average_speed_mps',
      'position_deviation_mean_m',
      'position_deviation_max_m',
      'brain_iterations_frequency_real_time',
      'decisions_per_second',
      'inference_time_ms',
      'step_time_ms',
      'sensor_to_actuator_ms',
      'frames',
      'real_time_factor',
      'seed',
      'files',
    ]),
  );
});

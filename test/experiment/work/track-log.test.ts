import { TrackLog } from '../../../src/experiment/work/track-log';
import type { Pose } from '../../../src/types';

const METRICS = { speed_mps: 9, position_deviation_m: 0.1 };

const poseAt = (x_m: number): Pose => ({
  x_m,
  y_m: 0,
  yaw_rad: 0.5,
  v_mps: 9,
  w_radps: 0,
  sim_s: x_m / 10,
  arrival_ms: 0,
});

test('a track has the places since the one before, some way apart, and the newest figures', () => {
  const log = new TrackLog();
  for (let x_m = 0; x_m < 5; x_m += 0.5) log.add(poseAt(x_m));
  expect(log.take(poseAt(4.5), METRICS)).toEqual({
    simulated_s: 0.45,
    v_mps: 9,
    deviation_m: 0.1,
    yaw_rad: 0.5,
    x_m: [0, 1.5, 3, 4.5],
    y_m: [0, 0, 0, 0],
  });
  log.add(poseAt(5));
  log.add(poseAt(6.123_456));
  expect(log.take(poseAt(6.123_456), METRICS)).toMatchObject({ x_m: [6.12], y_m: [0] });
});

test('a track stays short, however long nobody takes it', () => {
  const log = new TrackLog();
  for (let i = 0; i < 1000; i++) log.add(poseAt(2 * i));
  expect(log.take(poseAt(2000), METRICS).x_m).toHaveLength(100);
});

import type { RecordedCameraTiming } from '../../../src/measure/metrics/recorded-timing';
import { formatLapTable } from '../../../src/measure/report/lap-table';
import { circle } from '../metrics/circle';
import { syntheticDrive } from './statistics';

test('the table shows every metric with its unit', () => {
  const table = formatLapTable(syntheticDrive(circle(400), 1.1, 0.1).statistics);
  expect(table).toMatch(/circuit +circle, forward/);
  expect(table).toMatch(/completed +yes, 100.0 % of 1 lap/);
  expect(table).toMatch(/lap time +40\.\d\d s/);
  expect(table).toMatch(/average speed +10\.\d\d m\/s/);
  expect(table).toMatch(/position deviation +mean 0\.06\d, p95 0\.\d{3}, max 0\.100 m/);
  expect(table).toMatch(/frames +100 received, 99 answered, 1 superseded, 0 rejected/);
  expect(table).toMatch(/statistics +out\/lap\.json/);
});

test('a camera with a timing of its own has a line', () => {
  const { statistics } = syntheticDrive(circle(400), 1.1, 0.1);
  expect(formatLapTable(statistics)).not.toMatch(/^ *camera /m);
  const timing = { rate_hz: 10, jitter_ms: 50, latency_ms: 100, frame_drop: 0.1, stalls: [], file: null };
  const rowOf = (camera_timing: RecordedCameraTiming) =>
    /^ *camera +(.*)$/m.exec(formatLapTable({ ...statistics, camera_timing }))?.[1];
  expect(rowOf(timing)).toBe('10 Hz, jitter 50 ms, latency 100 ms, 10 % dropped');
  const stalls = [{ at_s: 12, duration_s: 0.35 }];
  const measured = { ...timing, rate_hz: null, jitter_ms: null, latency_ms: null, frame_drop: 0 };
  expect(rowOf({ ...measured, stalls, file: 'slow.csv' })).toBe('times of slow.csv, stall of 0.35 s at 12 s');
});

test('its values are aligned', () => {
  const lines = formatLapTable(syntheticDrive(circle(400), 1.1, 0.1).statistics).split('\n');
  const starts = lines.map((line) => /^ {2}\S(?:\S| \S)* {2,}/.exec(line)![0].length);
  expect(new Set(starts).size).toBe(1);
});

test('a missing metric is a dash, and a lap that was not completed has its reason', () => {
  const table = formatLapTable(syntheticDrive(circle(400), 0.5, 0.1).statistics);
  expect(table).toMatch(/completed +no, 49\.\d % of 1 lap: time limit reached/);
  expect(table).toMatch(/lap time +–/);
  expect(table).toMatch(/inference time +–$/m);
  expect(table).toMatch(/model +–$/m);
});

test('after a crash the deviation is that up to the crash, which has a line of its own', () => {
  const { statistics } = syntheticDrive(circle(400), 1.1, 0.1);
  const table = formatLapTable({
    ...statistics,
    completed: false,
    ended_because: 'no_progress',
    crash: { kind: 'hit_wall', simulated_s: 3, x_m: 1, y_m: 2, s_m: 20, side: 'left' },
    position_deviation_mean_m: null,
    position_deviation_p95_m: null,
    position_deviation_max_m: null,
    position_deviation_until_crash_mean_m: 0.2,
    position_deviation_until_crash_p95_m: 0.3,
    position_deviation_until_crash_max_m: 0.4,
  });
  expect(table).toMatch(/crash +hit wall at 20\.0 m of the line, 3\.0 s/);
  expect(table).not.toMatch(/left the track/);
  expect(table).toMatch(/position deviation +up to the crash: mean 0\.200, p95 0\.300, max 0\.400 m/);
});

test('a run without a line has no deviation, and one lap of an endless run is one lap', () => {
  const { statistics } = syntheticDrive(circle(400), 1.1, 0.1);
  const table = formatLapTable({
    ...statistics,
    laps: Infinity,
    laps_completed: 1,
    position_deviation_mean_m: null,
    position_deviation_p95_m: null,
    position_deviation_max_m: null,
  });
  expect(table).toMatch(/position deviation +–$/m);
  expect(table).toMatch(/completed +1 lap and /);
});

test('compensation has a line with the age of the frames', () => {
  const { statistics } = syntheticDrive(circle(400), 1.1, 0.1);
  const rowOf = (compensation: Partial<typeof statistics.compensation>) =>
    /^ *compensation +(.*)$/m.exec(
      formatLapTable({ ...statistics, compensation: { ...statistics.compensation, ...compensation } }),
    )?.[1];
  const frame_interval_ms = { p50: 100, p99: 200, max: 210 };
  const frame_age_ms = { p50: 95, p99: 140, max: 151 };
  expect(rowOf({ mode: 'auto', frame_age_ms, frame_interval_ms, commands_between_answers: 900 })).toBe(
    'frame age p50 95, max 151 ms, frame interval p50 100, max 210 ms; 900 commands between answers',
  );
  expect(rowOf({ mode: 'off', frame_interval_ms })).toBe('off, frame interval p50 100, max 210 ms');
  expect(rowOf({ mode: null })).toBe('–');
});

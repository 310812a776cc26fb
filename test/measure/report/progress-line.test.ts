import type { LiveMetrics } from '../../../src/measure/metrics/run-metrics';
import { ProgressLine, progressText } from '../../../src/measure/report/progress-line';

const live: LiveMetrics = {
  percent: 42.31,
  speed_mps: 9.87,
  position_deviation_m: -0.0312,
  brain_iterations_per_s: 2412.4,
  sensor_to_actuator_ms: 0.63,
  simulated_s: 12,
};

function sink(isTTY: boolean, columns = 120) {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text: string) => written.push(text) };
}

test('the line shows progress, speed, deviation, iterations and latency with units', () => {
  expect(progressText(live)).toBe(
    '████████░░░░░░░░░░░░  42.3 %   9.9 m/s  deviation -0.031 m  brain  2412 1/s  latency   0.6 ms',
  );
});

test('a missing value is a dash', () => {
  const text = progressText({ ...live, percent: null, sensor_to_actuator_ms: null });
  expect(text).toMatch(/latency +– ms$/);
  expect(text).not.toContain('%');
});

test('on a terminal the line is rewritten in place at most ten times per second', () => {
  const terminal = sink(true, 40);
  let now_ms = 0;
  const line = new ProgressLine(terminal, () => now_ms);
  for (; now_ms < 1000; now_ms += 10) line.show(() => live);
  expect(terminal.written).toHaveLength(10);
  expect(terminal.written.every((text) => text.startsWith('\r') && !text.includes('\n'))).toBe(true);
  expect(terminal.written[0]!.length).toBeLessThanOrEqual('\r\x1b[2K'.length + 39);
  line.clear();
  expect(terminal.written.at(-1)).toBe('\r\x1b[2K');
});

test('in a log it is a new line every five seconds', () => {
  const log = sink(false);
  let now_ms = 0;
  const line = new ProgressLine(log, () => now_ms);
  for (; now_ms < 20_000; now_ms += 50) line.show(() => live);
  expect(log.written).toHaveLength(4);
  expect(log.written.every((text) => text.endsWith('ms\n') && !text.includes('\x1b'))).toBe(true);
  line.clear();
  expect(log.written).toHaveLength(4);
});

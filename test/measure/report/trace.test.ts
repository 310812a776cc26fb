import { DrivenTrace } from '../../../src/measure/report/trace';
import { circle, poseAt } from '../metrics/circle';

const line = circle(400);

test('a short run is kept completely', () => {
  const trace = new DrivenTrace(100);
  for (let i = 0; i < 50; i += 1) trace.add(poseAt(line, i / 2, i / 20));
  expect(trace.points()).toHaveLength(50);
  expect(trace.points().every((point) => !point.breaks)).toBe(true);
});

test('a long run is thinned evenly to bounded memory', () => {
  const trace = new DrivenTrace(100);
  for (let i = 0; i < 10_000; i += 1) trace.add(poseAt(line, i * 0.03, i / 200));
  const points = trace.points();
  expect(points.length).toBeGreaterThanOrEqual(50);
  expect(points.length).toBeLessThanOrEqual(100);
  const gaps = points.slice(1).map((point, i) => {
    const before = points[i]!;
    return Math.hypot(point.x_m - before.x_m, point.y_m - before.y_m);
  });
  expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(1.01);
});

test('a teleport leaves a gap that thinning keeps', () => {
  const trace = new DrivenTrace(64);
  for (let i = 0; i < 101; i += 1) trace.add(poseAt(line, i / 2, i / 20));
  for (let i = 0; i < 900; i += 1) trace.add(poseAt(line, 200 + i / 10, 6 + i / 100));
  expect(trace.points().filter((point) => point.breaks)).toHaveLength(1);
});

test('poses of a stationary car and invalid poses are skipped', () => {
  const trace = new DrivenTrace(64);
  for (let i = 0; i < 20; i += 1) trace.add(poseAt(line, 3, i / 20, { v_mps: 0 }));
  trace.add({ ...poseAt(line, 4, 2), x_m: Number.NaN });
  expect(trace.length).toBe(1);
});

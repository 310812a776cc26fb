import { compareModels } from '../../../src/models/evaluate/compare-with-reference';
import { summarizeTimes } from '../../../src/models/evaluate/times';
import { syntheticModel } from './support/synthetic';

test('percentiles are measured times, and the mean is exact', () => {
  const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(summarizeTimes(samples)).toEqual({ timed: 100, mean: 50.5, p50: 50, p99: 99 });
  expect(summarizeTimes([3])).toEqual({ timed: 1, mean: 3, p50: 3, p99: 3 });
  expect(summarizeTimes([])).toEqual({ timed: 0, mean: null, p50: null, p99: null });
});

test('the speed-up is computed round by round, so that a slow phase affects both models', () => {
  const rounds = (times: number[]) =>
    times.map((time) => ({ inference_p50_ms: time, step_p50_ms: time + 1 }));
  const reference = syntheticModel({ size_bytes: 4000, mse: 0.02, rounds: rounds([4, 40, 4]) });
  const model = syntheticModel({ size_bytes: 1000, mse: 0.021, rounds: rounds([2, 20, 1]) });
  const found = compareModels(model, reference);
  expect(found).toMatchObject({ size_percent: 25, speed: 2 });
  expect(found.step_speed).toBeCloseTo(41 / 21, 12);
  expect(found.mse_change_percent).toBeCloseTo(5, 9);
});

test('ratios with missing values are null', () => {
  const found = compareModels(syntheticModel({ mse: null, rounds: [] }), syntheticModel({}));
  expect(found).toMatchObject({ speed: null, step_speed: null, mse_change_percent: null });
});

import { ofReference } from '../../../src/models/evaluate/of-reference';
import { timesOf } from '../../../src/models/evaluate/times';
import { madeUpModel } from './support/made-up';

test('percentiles are times that were measured, the mean is exact', () => {
  const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(timesOf(samples)).toEqual({ timed: 100, mean: 50.5, p50: 50, p99: 99 });
  expect(timesOf([3])).toEqual({ timed: 1, mean: 3, p50: 3, p99: 3 });
  expect(timesOf([])).toEqual({ timed: 0, mean: null, p50: null, p99: null });
});

test('speed is compared round by round, so that a slow minute counts for both', () => {
  const rounds = (times: number[]) =>
    times.map((time) => ({ inference_p50_ms: time, step_p50_ms: time + 1 }));
  const reference = madeUpModel({ size_bytes: 4000, mse: 0.02, rounds: rounds([4, 40, 4]) });
  const model = madeUpModel({ size_bytes: 1000, mse: 0.021, rounds: rounds([2, 20, 1]) });
  const found = ofReference(model, reference);
  expect(found).toMatchObject({ size_percent: 25, speed: 2 });
  expect(found.step_speed).toBeCloseTo(41 / 21, 12);
  expect(found.mse_change_percent).toBeCloseTo(5, 9);
});

test('there is no ratio to what was not measured', () => {
  const found = ofReference(madeUpModel({ mse: null, rounds: [] }), madeUpModel({}));
  expect(found).toMatchObject({ speed: null, step_speed: null, mse_change_percent: null });
});

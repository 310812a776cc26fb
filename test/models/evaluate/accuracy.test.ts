import { ErrorSums } from '../../../src/models/evaluate/accuracy';

const label = { v_mps: 10, w_radps: 1 };

test('the MSE is normalized by the range of the labels, as published, and the MAE is in m/s and rad/s', () => {
  const sums = new ErrorSums();
  sums.add({ v_mps: 10 + 1.75, w_radps: 1 - 1.42 }, label);
  sums.add(label, label);
  const { pictures, ...found } = sums.compute();
  expect(pictures).toBe(2);
  expect(found.mse_v).toBeCloseTo(0.01 / 2, 12);
  expect(found.mse_w).toBeCloseTo(0.01 / 2, 12);
  expect(found.mse).toBeCloseTo(0.01 / 2, 12);
  expect(found.mean_absolute_error_v_mps).toBeCloseTo(1.75 / 2, 12);
  expect(found.mean_absolute_error_w_radps).toBeCloseTo(1.42 / 2, 12);
});

test('the MSE is the mean of that of v and that of w', () => {
  const sums = new ErrorSums();
  sums.add({ v_mps: 10, w_radps: 1 + 7.1 }, label);
  expect(sums.compute()).toMatchObject({ mse_v: 0, mse_w: 0.25, mse: 0.125 });
});

test('errors are null without images, and for an answer that is not finite', () => {
  expect(new ErrorSums().compute()).toMatchObject({
    pictures: 0,
    mse: null,
    mean_absolute_error_v_mps: null,
  });
  const sums = new ErrorSums();
  sums.add({ v_mps: Number.NaN, w_radps: 1 }, label);
  sums.add(label, label);
  expect(sums.compute()).toMatchObject({
    pictures: 2,
    mse: null,
    mse_v: null,
    mse_w: 0,
    mean_absolute_error_v_mps: null,
    mean_absolute_error_w_radps: 0,
  });
});

import { classifyEffect, effectSize, isSlight } from '../../../src/measure/compare/effect';
import { summarize } from '../../../src/measure/compare/welch';

test('the effect size is the difference of the means by the root mean square of the deviations', () => {
  expect(effectSize(summarize([0, 2]), summarize([4, 6]))).toBeCloseTo(4 / Math.SQRT2, 12);
  expect(effectSize(summarize([1, 1]), summarize([1, 1]))).toBeNull();
});

test("magnitudes are Cohen's", () => {
  const found = [0, -0.19, 0.2, -0.49, 0.5, 0.79, 0.8, -30, null].map(classifyEffect);
  expect(found).toEqual([
    'negligible',
    'negligible',
    'small',
    'small',
    'medium',
    'medium',
    'large',
    'large',
    null,
  ]);
});

test('a difference below 1 % is slight, none at all is not', () => {
  expect([0, 0.99, -0.5, 1, null].map(isSlight)).toEqual([false, true, true, false, false]);
});

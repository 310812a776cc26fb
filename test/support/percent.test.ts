import { formatPercent, MISSING } from '../../src/measure/report/format';
import { roundPercent } from '../../src/support/percent';

test.each([
  [99.6, 0, '99'],
  [99.96, 1, '99.9'],
  [99.4, 0, '99'],
  [100, 1, '100.0'],
  [100 - 1e-12, 0, '100'],
  [0.4, 0, '1'],
  [0.04, 1, '0.1'],
  [0, 1, '0.0'],
  [1e-12, 0, '0'],
  [100.4, 0, '100'],
  [-0.4, 0, '0'],
])('%d with %d decimals is shown as %s', (percent, decimals, text) => {
  expect(formatPercent(percent, decimals)).toBe(text);
  expect(roundPercent(percent, decimals)).toBeCloseTo(Number(text), 9);
});

test('a missing share is a dash, with or without a unit', () => {
  expect([formatPercent(null, 1, '%'), formatPercent(99.6, 0, '%')]).toEqual([MISSING, '99 %']);
});

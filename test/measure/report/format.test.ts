import { formatLapTime, formatNumber } from '../../../src/measure/report/format';

test.each([
  [58.314, '58.31 s'],
  [59.996, '1:00.00 min'],
  [123.456, '2:03.46 min'],
  [null, '–'],
])('a lap time of %p s reads %s', (seconds, expected) => {
  expect(formatLapTime(seconds)).toBe(expected);
});

test.each([
  [0.1234, 3, 'm', '0.123 m'],
  [-0.0001, 3, 'm', '0.000 m'],
  [null, 3, 'm', '–'],
  [Number.NaN, 1, '', '–'],
])('the number %p with %p decimals reads %p', (value, decimals, unit, expected) => {
  expect(formatNumber(value, decimals, unit)).toBe(expected);
});

import { besideLine, pointBeyond } from '../../../src/drive/motion/polyline';

/** Straight on for 2 m, then a bend to the left. */
const line = { x_m: [0, 1, 2, 2], y_m: [0, 0, 0, 1], length: 4 };

test.each([
  ['left of it', 0.5, 0.2, 0.2],
  ['right of it', 1.5, -0.3, -0.3],
  ['beside its second part', 2.2, 0.5, -0.2],
  ['before it', -0.1, 0, null],
  ['beyond it', 2.2, 1.1, null],
])('a point %s lies so far beside a line', (_where, x_m, y_m, beside_m) => {
  expect(besideLine(line, x_m, y_m)).toEqual(beside_m === null ? null : expect.closeTo(beside_m, 9));
});

test('a line has a first point beyond a distance, or ends before', () => {
  expect(pointBeyond(line, 0.5)).toEqual({ x_m: 1, y_m: 0 });
  expect(pointBeyond(line, 1)).toEqual({ x_m: 1, y_m: 0 });
  expect(pointBeyond(line, 2.1)).toEqual({ x_m: 2, y_m: 1 });
  expect(pointBeyond(line, 3)).toBeNull();
});

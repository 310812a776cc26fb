import { isOverlapping, placeLabels } from '../../../src/models/evaluate/place-labels';
import { RandomSource } from '../../../src/support/random';

const ROOM = { left: 0, top: 0, width: 900, height: 500 };
const mark = (x: number, y: number, width = 150) => ({ x, y, radius: 8, width, height: 15 });

test('an isolated mark has its label beside it, without a line', () => {
  const [label] = placeLabels([mark(100, 100)], ROOM);
  expect(label!.needsLine).toBe(false);
  expect(label!.box).toMatchObject({ left: 112, top: 92.5 });
});

test('a mark at the right edge has its label on the left', () => {
  const [label] = placeLabels([mark(880, 100)], ROOM);
  expect(label!.box.left + 150).toBeLessThan(880);
});

test.each([1, 2, 3])('labels of crowded marks cover no other label or mark (%i)', (seed) => {
  const random = new RandomSource(seed, 0);
  const crowd = Array.from({ length: 12 }, () =>
    mark(random.uniform(380, 420), random.uniform(240, 260), random.uniform(60, 220)),
  );
  const alone = Array.from({ length: 10 }, () => mark(random.uniform(50, 850), random.uniform(50, 450), 90));
  const marks = [...crowd, ...alone];
  const boxes = placeLabels(marks, ROOM).map(({ box }) => box);
  for (const [i, box] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) expect(isOverlapping(box, other)).toBe(false);
    for (const { x, y, radius } of marks) {
      const square = { left: x - radius, top: y - radius, width: 2 * radius, height: 2 * radius };
      expect(isOverlapping(box, square)).toBe(false);
    }
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.left + box.width).toBeLessThanOrEqual(900);
  }
});

test('the labels of ten marks in one place do not overlap', () => {
  const boxes = placeLabels(
    Array.from({ length: 10 }, () => mark(450, 250)),
    ROOM,
  ).map(({ box }) => box);
  for (const [i, box] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) expect(isOverlapping(box, other)).toBe(false);
  }
});

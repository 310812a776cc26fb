import { setImmediate } from 'node:timers/promises';
import { Turns } from '../../../src/experiment/work/turns';

test('runs that must not be disturbed wait for the others, and those that come later for them', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const ends: Record<string, () => void> = {};
  for (const [name, alone] of [
    ['a', false],
    ['b', false],
    ['alone', true],
    ['c', false],
    ['d', false],
  ] as const) {
    void turns.take(alone).then((end) => {
      order.push(name);
      ends[name] = end;
    });
  }
  await setImmediate();
  expect(order).toEqual(['a', 'b']);
  ends.a!();
  await setImmediate();
  expect(order).toEqual(['a', 'b']);
  ends.b!();
  ends.b!();
  await setImmediate();
  expect(order).toEqual(['a', 'b', 'alone']);
  ends.alone!();
  await setImmediate();
  expect(order).toEqual(['a', 'b', 'alone', 'c', 'd']);
});

import { countSettling, scheduleRounds, shuffle } from '../../../src/models/evaluate/schedule';

describe('rounds', () => {
  test('cover every image once, in order, if there are enough images', () => {
    const rounds = scheduleRounds(1000, 1000, 10);
    const first = rounds.filter(({ pass }) => pass === 0);
    expect(first).toHaveLength(10);
    expect(first[0]).toEqual({ first: 0, end: 100, pass: 0 });
    expect(first.every(({ first: from }, i) => from === (first[i - 1]?.end ?? 0))).toBe(true);
    expect(first.at(-1)!.end).toBe(1000);
    expect(rounds.slice(10)).toEqual([{ first: 0, end: 100, pass: 1 }]);
  });

  test.each([
    [1000, 1000, 10],
    [1116, 1000, 20],
    [300, 1000, 10],
    [100, 100, 1],
    [11, 11, 10],
    [7, 1000, 3],
  ])('time the requested decisions in the requested turns: %d images, %d, %d', (...requested) => {
    const [, frames, turns] = requested;
    const rounds = scheduleRounds(...requested);
    const timed = (list: typeof rounds) =>
      list.reduce((sum, { first, end }) => sum + end - first - countSettling(end - first), 0);
    expect(timed(rounds)).toBeGreaterThanOrEqual(frames);
    expect(rounds.length).toBeGreaterThanOrEqual(turns);
    // The last round is needed.
    if (rounds.at(-1)!.pass > 0) expect(timed(rounds.slice(0, -1))).toBeLessThan(frames);
  });

  test('repeat a small dataset until enough decisions are timed', () => {
    const rounds = scheduleRounds(300, 1000, 10);
    expect(rounds.filter(({ first }) => first === 0).map(({ pass }) => pass)).toEqual([0, 1, 2, 3]);
    expect(rounds.every(({ first, end }) => end - first === 100)).toBe(true);
  });

  test('are limited in size', () => {
    const rounds = scheduleRounds(5000, 1000, 1);
    expect(Math.max(...rounds.map(({ first, end }) => end - first))).toBeLessThanOrEqual(128);
    expect(rounds.at(-1)).toMatchObject({ end: 5000, pass: 0 });
  });

  test('are never empty', () => {
    const rounds = scheduleRounds(3, 1, 50);
    expect(rounds).toEqual([0, 1, 2].map((first) => ({ first, end: first + 1, pass: 0 })));
  });
});

test('the order of turns is a permutation that depends on seed and round only', () => {
  const list = Array.from({ length: 20 }, (_, i) => i);
  expect(shuffle(list, 1, 5)).toEqual(shuffle(list, 1, 5));
  expect(shuffle(list, 1, 6)).not.toEqual(shuffle(list, 1, 5));
  expect(shuffle(list, 2, 5)).not.toEqual(shuffle(list, 1, 5));
  expect([...shuffle(list, 1, 5)].sort((a, b) => a - b)).toEqual(list);
  const firsts = Array.from({ length: 400 }, (_, round) => shuffle([0, 1, 2, 3], 1, round)[0]);
  for (const one of [0, 1, 2, 3]) expect(firsts.filter((first) => first === one).length).toBeGreaterThan(60);
});

import { scheduleRounds, shuffled } from '../../src/evaluate/schedule';

describe('rounds', () => {
  test('cover every picture once, in order, where there are enough of them', () => {
    const rounds = scheduleRounds(1000, 1000, 10);
    expect(rounds).toHaveLength(10);
    expect(rounds[0]).toEqual({ first: 0, end: 100, pass: 0 });
    expect(rounds.every(({ first }, i) => first === (rounds[i - 1]?.end ?? 0))).toBe(true);
    expect(rounds.at(-1)!.end).toBe(1000);
  });

  test('go over a small dataset again until enough was timed', () => {
    const rounds = scheduleRounds(300, 1000, 10);
    expect(rounds.filter(({ first }) => first === 0).map(({ pass }) => pass)).toEqual([0, 1, 2, 3]);
    expect(rounds.reduce((sum, { first, end }) => sum + end - first, 0)).toBe(1200);
  });

  test('hold no more pictures than memory should', () => {
    const rounds = scheduleRounds(5000, 1000, 1);
    expect(Math.max(...rounds.map(({ first, end }) => end - first))).toBeLessThanOrEqual(128);
    expect(rounds.at(-1)).toMatchObject({ end: 5000, pass: 0 });
  });

  test('never are empty, however many are asked for', () => {
    const rounds = scheduleRounds(3, 1, 50);
    expect(rounds).toEqual([0, 1, 2].map((first) => ({ first, end: first + 1, pass: 0 })));
  });
});

test('the order of turns depends on seed and round alone, and holds everybody', () => {
  const list = Array.from({ length: 20 }, (_, i) => i);
  expect(shuffled(list, 1, 5)).toEqual(shuffled(list, 1, 5));
  expect(shuffled(list, 1, 6)).not.toEqual(shuffled(list, 1, 5));
  expect(shuffled(list, 2, 5)).not.toEqual(shuffled(list, 1, 5));
  expect([...shuffled(list, 1, 5)].sort((a, b) => a - b)).toEqual(list);
  const firsts = Array.from({ length: 400 }, (_, round) => shuffled([0, 1, 2, 3], 1, round)[0]);
  for (const one of [0, 1, 2, 3]) expect(firsts.filter((first) => first === one).length).toBeGreaterThan(60);
});

import { findMisses, formatMiss, meetsGoal } from '../../../src/search/goal/judge';
import { parseGoal } from '../../../src/search/goal/parse-goal';

const goal = parseGoal('size<=0.3MB, max_deviation<=0.3m, wall_contacts=0, mean_speed>=10m/s', 4);
const good = { size: 3e5, max_deviation: 0.3, wall_contacts: 0, mean_speed: 10, laps: 4 };
const misses = (figures: object) => findMisses(goal, figures).map(formatMiss);

test('a model on every limit meets the goal', () => {
  expect(meetsGoal(goal, good)).toBe(true);
  expect(misses(good)).toEqual([]);
});

test('a figure that is not known yet violates nothing, and the goal is not met', () => {
  const { mean_speed: _, ...unknown } = good;
  expect(misses({ ...unknown, max_deviation: null })).toEqual([]);
  expect(meetsGoal(goal, unknown)).toBe(false);
  expect(meetsGoal(goal, { ...good, max_deviation: null })).toBe(false);
});

test('misses say by how much', () => {
  expect(
    misses({ ...good, size: 6e5, max_deviation: 0.33, wall_contacts: 2, mean_speed: 8, laps: 3 }),
  ).toEqual([
    'size 0.6 MB, 100 % above size<=0.3MB',
    'max_deviation 0.33 m, 10 % above max_deviation<=0.3m',
    'wall_contacts 2, and wall_contacts=0 is asked for',
    'mean_speed 8 m/s, 20 % below mean_speed>=10m/s',
    'laps 3, and laps=4/4 is asked for',
  ]);
});

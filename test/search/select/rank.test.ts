import { parseGoal } from '../../../src/search/goal/parse-goal';
import {
  byObjectives,
  DRIVEN_METRICS,
  dominates,
  FRONT_METRICS,
  findNearest,
  keepHalf,
  paretoFront,
} from '../../../src/search/select/rank';

const goal = parseGoal('size<=1MB, max_deviation<=0.3m', 2);
const model = (name: string, size: number, p50: number, max_deviation: number | null, laps = 2) => ({
  name,
  figures: { size, p50, max_deviation, mean_deviation: max_deviation, laps },
});
const names = (models: readonly { readonly name: string }[]) => models.map(({ name }) => name);

const small = model('small', 1, 9, 0.3);
const fast = model('fast', 3, 1, 0.3);
const exact = model('exact', 3, 9, 0.1);
const worse = model('worse', 3, 9, 0.3);

test('the front is what no other model beats in size, time and deviation', () => {
  expect(names(paretoFront([worse, small, fast, exact], FRONT_METRICS))).toEqual(['small', 'fast', 'exact']);
  expect(dominates(exact, worse, FRONT_METRICS)).toBe(true);
  expect(dominates(worse, { ...worse }, FRONT_METRICS)).toBe(false);
});

test('who drives on, and who wins, does not depend on measured times', () => {
  expect(dominates(fast, worse, DRIVEN_METRICS)).toBe(false);
  const order = byObjectives(goal);
  const slow = { ...fast, name: 'slow', figures: { ...fast.figures, p50: 1e9 } };
  expect([fast, slow, small].toSorted(order)[0]).toBe(small);
  expect(order(fast, slow)).toBeLessThan(0);
  expect(order({ ...fast, name: 'z' }, slow)).toBeGreaterThan(0);
});

test('a missing figure is worse than any, and more laps are better', () => {
  expect(dominates(small, model('unknown', 1, 9, null), FRONT_METRICS)).toBe(true);
  expect(dominates(model('all', 3, 9, 0.3, 2), model('one', 3, 9, 0.3, 1), DRIVEN_METRICS)).toBe(true);
});

test('half is kept: the best of each figure, and at least as many as asked for', () => {
  const others = [4, 5, 6].map((size) => model(`other${size}`, size, 1, 0.5));
  expect(names(keepHalf([...others, exact, small, fast], goal, 1))).toEqual(['exact', 'small', 'fast']);
  expect(keepHalf([small, fast, exact], goal, 4)).toEqual([small, fast, exact]);
  expect(keepHalf([], goal, 4)).toEqual([]);
});

test('the nearest is the one whose largest miss is the smallest', () => {
  const off = (name: string, size: number, max_deviation: number) => ({
    name,
    figures: { size, max_deviation, laps: 2 },
  });
  const nearest = findNearest([off('big', 2e6, 0.1), off('both', 1.2e6, 0.36), off('far', 1.1e6, 0.6)], goal);
  expect(nearest?.model.name).toBe('both');
  expect(nearest?.misses.map(({ bound }) => bound.metric)).toEqual(['size', 'max_deviation']);
  expect(findNearest([off('met', 1, 0.1)], goal)).toBeNull();
});

import type { Contender } from '../../src/search/contender';
import { parseGoal } from '../../src/search/goal/parse-goal';
import type { DrivenLap } from '../../src/search/measure/laps';
import { chooseForFront, race, rungsOf } from '../../src/search/race';
import { contender, lap } from './support/contenders';

const PLANNED = 4;
const goal = parseGoal('max_deviation<=0.3m', PLANNED);
type Drives = Readonly<Record<string, (n: number) => DrivenLap>>;

/** Who drove how many laps, rung by rung. */
async function raceOf(field: readonly Contender[], drives: Drives) {
  const rungs: string[] = [];
  await race(field, {
    goal,
    planned: PLANNED,
    drive: async (models, count) => {
      rungs.push(`${count}: ${models.map(({ name }) => name).join(' ')}`);
      return models.map(({ name }) => Array.from({ length: count }, (_, n) => drives[name]!(n)));
    },
  });
  return rungs;
}
const why = (field: readonly Contender[]) =>
  Object.fromEntries(field.map(({ name, dropped }) => [name, dropped?.why ?? null]));

test('rungs double up to all laps', () => {
  expect(rungsOf(1)).toEqual([1]);
  expect(rungsOf(10)).toEqual([1, 2, 4, 8, 10]);
});

test('models that cannot meet the goal, and dominated ones, drive no further', async () => {
  const field = [
    contender('good', { size: 2 }, PLANNED),
    contender('small', { size: 1 }, PLANNED),
    contender('dominated', { size: 2 }, PLANNED),
    contender('wide', { size: 1 }, PLANNED),
    contender('crashes', { size: 1 }, PLANNED),
  ];
  const rungs = await raceOf(field, {
    good: () => lap({ max_deviation_m: 0.1 }),
    small: () => lap({ max_deviation_m: 0.2 }),
    dominated: () => lap({ max_deviation_m: 0.15 }),
    wide: (n) => lap({ max_deviation_m: n === 1 ? 0.4 : 0.1, mean_deviation_m: 0.01 }),
    crashes: () => lap({ completed: false, max_deviation_m: 0.2 }),
  });
  expect(rungs).toEqual([
    '1: good small dominated wide crashes',
    '2: wide',
    // Set aside behind the one that failed since.
    '2: good small dominated',
    '4: good small',
  ]);
  expect(why(field)).toEqual({
    good: null,
    small: null,
    dominated: 'dominated',
    wide: 'missed',
    crashes: 'missed',
  });
});

test('a model that was set aside drives on where all others fail later', async () => {
  const field = [contender('first', { size: 1 }, PLANNED), contender('second', { size: 1 }, PLANNED)];
  const rungs = await raceOf(field, {
    first: (n) => lap({ max_deviation_m: n === 3 ? 1 : 0.1 }),
    second: () => lap({ max_deviation_m: 0.2 }),
  });
  expect(rungs).toEqual(['1: first second', '2: first', '4: first', '2: second', '4: second']);
  expect(why(field)).toEqual({ first: 'missed', second: null });
});

test('more than four are halved', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  const field = names.map((name, i) => contender(name, { size: 10 - i }, PLANNED));
  const drives = Object.fromEntries(names.map((name, i) => [name, () => lap({ max_deviation_m: i / 100 })]));
  const rungs = await raceOf(field, drives);
  expect(rungs.map((rung) => rung.split(' ').length - 1)).toEqual([10, 5, 4]);
  expect(Object.values(why(field)).filter((reason) => reason === 'halved')).toHaveLength(6);
});

test('a fault is no result of driving', async () => {
  const field = [contender('broken', { size: 1 }, PLANNED)];
  await race(field, { goal, planned: PLANNED, drive: async () => [{ fault: 'the model is broken' }] });
  expect(field[0]!.dropped).toEqual({ why: 'rejected', reason: 'the model is broken' });
});

test('a bound that cannot be measured here is not met', async () => {
  const timed = parseGoal('p50<=1ms', 1);
  const field = [contender('untimed', { size: 1 }, 1)];
  await race(field, { goal: timed, planned: 1, drive: async () => [[lap()]] });
  expect(field[0]!.dropped).toEqual({ why: 'missed', reason: 'p50: could not be measured here' });
});

test('a model that was set aside may still be on the front by its time', () => {
  const timed = (name: string, size: number, p50: number, why: 'dominated' | 'missed' | null) => {
    const made = contender(name, { size }, PLANNED);
    made.images = { figures: { p50 }, provider: 'cpu', failed: null };
    made.laps = [lap()];
    made.dropped = why === null ? null : { why, reason: '' };
    return made;
  };
  const field = [
    timed('winner', 1, 3, null),
    timed('fast', 2, 1, 'dominated'),
    timed('slow', 2, 4, 'dominated'),
    timed('missed', 2, 0.5, 'missed'),
  ];
  expect(chooseForFront(field).map(({ name }) => name)).toEqual(['fast']);
});

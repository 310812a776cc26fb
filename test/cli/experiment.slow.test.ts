import { drive, experimentFile, newFolder, outcomes } from './support/experiments';

test('12 runs come to the same whatever the number of workers and their order', async () => {
  const file = experimentFile({ repetitions: 2, corruptions: ['none', { fog: 1 }, { shadow: 0.5 }] });
  const one = await drive([file, '--workers', '1', '--out', newFolder()]);
  expect(one).toMatchObject({ code: 0, counts: { planned: 0, running: 0, finished: 12, faults: 0 } });
  expect(new Set(outcomes(one).values()).size).toBe(12);
  const shuffled = experimentFile({
    repetitions: 2,
    brains: ['slim_pilotnet', 'line_follower'],
    corruptions: [{ shadow: 0.5 }, 'none', { fog: 1 }],
  });
  const two = await drive([shuffled, '--workers', '2', '--out', newFolder()]);
  expect(two.code).toBe(0);
  const byKey = (map: ReadonlyMap<string, string>) => [...map].sort();
  expect(byKey(outcomes(two))).toEqual(byKey(outcomes(one)));
});

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { driveConditions } from '../../bench/laps/condition-tables';
import { driveLap } from '../../bench/laps/lap';
import { BRAINS, type Selection } from '../../bench/laps/selection';
import { replaceBetween } from '../../scripts/support/documents';

jest.mock('../../scripts/support/documents', () => ({
  ...jest.requireActual('../../scripts/support/documents'),
  replaceBetween: jest.fn(),
}));
jest.mock('../../bench/laps/lap', () => ({ driveLap: jest.fn(async () => null), commandOf: () => '' }));

/** The tables of docs/driving.md that a selection writes. */
async function written(selection: Partial<Selection>): Promise<string[]> {
  jest.mocked(replaceBetween).mockClear();
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await driveConditions({
    worlds: ['lockstep', 'ros'],
    brains: BRAINS,
    phases: 4,
    resume: false,
    kept: true,
    ...selection,
  });
  jest.restoreAllMocks();
  return jest.mocked(replaceBetween).mock.calls.map(([, name]) => name);
}

test('laps of all brains write all tables', async () => {
  const ofBrains = BRAINS.map((brain) => `conditions lockstep ${brain}`);
  expect(await written({})).toEqual([...ofBrains, 'conditions lockstep others', 'conditions ros']);
});

test('laps of one brain write its own table, not that of several', async () => {
  expect(await written({ brains: ['slim_pilotnet'] })).toEqual(['conditions lockstep slim_pilotnet']);
});

test.each([{ circuits: ['many_curves'] }, { conditions: ['slow'] }, { compensation: ['off'] as const }])(
  'a part of a table is printed: %j',
  async (selection) => {
    expect(await written(selection)).toEqual([]);
  },
);

test('every model that ships is driven', async () => {
  await written({ worlds: ['lockstep'] });
  const driven = jest.mocked(driveLap).mock.calls.map(([{ brain }]) => brain);
  const models = readdirSync(path.join(__dirname, '../../models')).filter((name) => name.endsWith('.onnx'));
  expect(driven).toEqual(expect.arrayContaining(models.map((name) => path.basename(name, '.onnx'))));
});

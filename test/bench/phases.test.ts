import { driveLap, type LapJob } from '../../bench/laps/lap';
import { drivePhases } from '../../bench/laps/phases';
import { BRAINS } from '../../bench/laps/selection';
import { replaceBetween } from '../../scripts/support/documents';
import { loadCircuit } from '../../src/circuit/load';

jest.mock('../../scripts/support/documents', () => ({
  ...jest.requireActual('../../scripts/support/documents'),
  replaceBetween: jest.fn(),
}));
jest.mock('../../bench/laps/lap', () => ({ driveLap: jest.fn(async () => null) }));

const selection = { worlds: ['lockstep'] as const, brains: BRAINS, phases: 4, resume: false, kept: true };

async function jobs(brains: readonly string[] = BRAINS): Promise<readonly LapJob[]> {
  jest.mocked(driveLap).mockClear();
  jest.mocked(replaceBetween).mockClear();
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await drivePhases({ ...selection, brains });
  printed.mockRestore();
  return jest.mocked(driveLap).mock.calls.map(([job]) => job);
}

test('the starts of a lap lie between two frames, along the line', async () => {
  const laps = (await jobs(['pilotnet'])).filter(({ condition }) => condition.name === 'slow');
  const circuit = await loadCircuit('montmelo_line');
  const from = circuit.project(circuit.start.x_m, circuit.start.y_m);
  const moved_m = laps.map(({ start }) => {
    if (start === undefined) return 0;
    const { s_m, lateral_m } = circuit.project(start.pose.x_m, start.pose.y_m);
    expect(lateral_m).toBeCloseTo(from.lateral_m, 2);
    const ahead_m = s_m - from.s_m;
    return ahead_m - circuit.length_m * Math.round(ahead_m / circuit.length_m);
  });
  const expected_m = [0, 0.3, 0.6, 0.9, 0, -0.3, -0.6, -0.9];
  expect(moved_m).toHaveLength(expected_m.length);
  expected_m.forEach((one, i) => {
    expect(moved_m[i]).toBeCloseTo(one, 1);
  });
});

test('all networks write the table, one prints it', async () => {
  const brains = new Set((await jobs()).map(({ brain }) => brain));
  expect(brains.size).toBe(10);
  expect(brains).not.toContain('line_follower');
  expect(jest.mocked(replaceBetween).mock.calls.map(([, name]) => name)).toEqual(['phases']);
  await jobs(['pilotnet']);
  expect(replaceBetween).not.toHaveBeenCalled();
});

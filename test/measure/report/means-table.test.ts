import { buildMeansFileTable, buildMeansTable } from '../../../src/measure/report/means-table';
import type { Table } from '../../../src/measure/report/tables';
import { type SyntheticRun, syntheticMeasurement } from '../../helpers/measurement';
import { reportRuns } from '../../helpers/report-runs';

const runsOf = async (...runs: SyntheticRun[]) =>
  reportRuns(await Promise.all(runs.map(syntheticMeasurement)));

const cell = (table: Table, row: number, key: string) =>
  table.rows[row]![table.columns.findIndex((column) => column.key === key)]!;

const threeSeeds = (brain: string) => [1, 2, 3].map((seed) => ({ seed, brain }));

test('eighteen runs of six brains have six rows of means', async () => {
  const runs = await runsOf(...['a', 'b', 'c', 'd', 'e', 'f'].flatMap(threeSeeds));
  const table = buildMeansTable(runs);
  expect(table.rows.map((row) => row.slice(0, 3).map(({ text }) => text))).toEqual(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((brain) => ['simple_circuit', brain, '3']),
  );
  const values = runs.slice(0, 3).map(({ measurement }) => measurement.metrics.position_deviation_mean_m!);
  const mean = (values[0]! + values[1]! + values[2]!) / 3;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
  expect(cell(table, 0, 'position_deviation_mean_m').text).toBe(`${mean.toFixed(4)} ± ${sd.toFixed(4)}`);
  const file = buildMeansFileTable(runs);
  expect(cell(file, 0, 'position_deviation_mean_m_mean').value).toBeCloseTo(mean, 6);
  expect(cell(file, 0, 'position_deviation_mean_m_sd').value).toBeCloseTo(sd, 6);
  expect(cell(file, 0, 'position_deviation_mean_m_n').value).toBe(3);
});

test('runs without a lap are left out of driving metrics, and the mean says of how many it is', async () => {
  const runs = await runsOf({ seed: 1 }, { seed: 2 }, { seed: 3, share: 0.3, leaves: true });
  const table = buildMeansTable(runs);
  expect(cell(table, 0, 'average_speed_mps').text).toMatch(/^\d\.\d\d ± \d\.\d\d \(2 of 3\)$/);
  expect(cell(buildMeansFileTable(runs), 0, 'average_speed_mps_n').value).toBe(2);
  // A mean of counts is no count.
  expect(cell(table, 0, 'off_track_events').text).toBe('0.33 ± 0.58');
});

test('circuits, directions and worlds are never averaged, and a single run has no spread', async () => {
  const runs = await runsOf({ seed: 1 }, { seed: 2, direction: 'reverse' }, { circuit: 'nurburgring_line' });
  const table = buildMeansTable(runs);
  expect(table.rows.map((row) => row[0]!.text)).toEqual([
    'simple_circuit',
    'simple_circuit, reverse',
    'nurburgring_line',
  ]);
  expect(cell(table, 0, 'average_speed_mps').text).toMatch(/^\d\.\d\d$/);
  expect(cell(buildMeansFileTable(runs), 0, 'average_speed_mps_sd').value).toBeNull();
});

test('a brain whose runs all lack a metric has no mean of it, not 0', async () => {
  const runs = await runsOf({ seed: 1, share: 0.3, leaves: true });
  expect(cell(buildMeansTable(runs), 0, 'lap_seconds')).toMatchObject({ text: '–', value: null });
  expect(cell(buildMeansFileTable(runs), 0, 'lap_seconds_n').value).toBe(0);
});

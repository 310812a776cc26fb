import { rowCells, tableRows } from '../../scripts/support/documents';
import type { Strategy } from '../../study/list';
import { lockstepTables } from '../../study/lockstep-tables';
import { offlineTables } from '../../study/offline-tables';
import { rosTables } from '../../study/ros-tables';
import { shippedTables } from '../../study/shipped';
import { syntheticEvaluation, syntheticModel } from '../models/evaluate/support/synthetic';
import { madeUpEntry, madeUpLap } from './support/made-up';

/** Cells of the row that begins so. */
function rowOf(markdown: string, first: string): string[] {
  return rowCells(markdown.split('\n').find((line) => line.startsWith(`| ${first} `)) ?? '');
}

describe('tables of the evaluation', () => {
  const found = syntheticModel({});
  const row = (words: string, change: Partial<Strategy>) => ({
    entry: madeUpEntry(words, { family: 'PyTorch layout', short: false, ...change }),
    found,
    ratio: null,
  });
  const tables = offlineTables({
    evaluation: syntheticEvaluation([found]),
    rows: [
      row('QAT', { published: ['PyTorch', 'qat'], publishedToo: ['TFLite', 'qat'], short: true }),
      row('CQAT', { published: ['TFLite', 'cqat'] }),
      row('baseline', {
        family: 'TensorFlow layout',
        published: ['TFLite', 'baseline'],
        publishedToo: ['TensorFlow', 'original'],
      }),
      { entry: { ...madeUpEntry('gone'), file: null, why: 'no such file' }, found: null, ratio: null },
    ],
  });

  it('have the published twins beside ours: both where both were published, and the original network', () => {
    const published = (words: string) => rowOf(tables.evaluation, words).slice(-3);
    expect(published('QAT')).toEqual(['1.61 (TFLite 16.3)', '0.0708 (TFLite 0.0421)', '2.79 (TFLite 9.55)']);
    expect(published('CQAT')).toEqual(['16.3 (TFLite)', '0.0394', '7.68']);
    expect(published('baseline')).toEqual([
      '64.9 (TensorFlow original 195)',
      '0.0411 (TensorFlow original 0.041)',
      '7.91 (TensorFlow original 36.4)',
    ]);
  });

  it('name what is missing, and why', () => {
    expect(tables.evaluation).toContain('\nMissing or failed:\n\n- gone: no such file\n');
  });

  it('have fewer rows and columns in docs/results.md', () => {
    expect(tableRows(tables.results).map(([words]) => words)).toEqual(['QAT']);
    expect(rowOf(tables.results, 'QAT')).toHaveLength(12);
    expect(rowOf(tables.evaluation, 'QAT')).toHaveLength(18);
  });
});

describe('tables of laps over ROS', () => {
  it('say where a published lap ended off the track', () => {
    const entry = madeUpEntry('pilotnet_tf', { published: ['TFLite', 'baseline'] });
    const lap = madeUpLap('pilotnet_tf', { circuit: 'montreal_line' });
    const { evaluation } = rosTables([entry], [lap]);
    expect(evaluation).toMatch(/\| left the track \(TensorFlow\) +\| – +\| – +\| – +\|/);
  });

  it('say who beats the best published speed and deviation figure in one lap, on all of their circuits', () => {
    const lap = (id: string, circuit: string, speed: number, figure: number | null) =>
      madeUpLap(id, { circuit, average_speed_mps: speed, deviation_figure_perfect_lap: figure });
    const both = (id: string, figure: number | null) => [
      lap(id, 'simple_circuit', 11, 4.1),
      lap(id, 'montreal_line', 12, figure),
    ];
    const entries = ['better', 'wider', 'unknown', 'half'].map((id) => madeUpEntry(id));
    const laps = [
      ...both('better', 4.2),
      ...both('wider', 6.1),
      ...both('unknown', null),
      lap('half', 'simple_circuit', 11, 4.1),
    ];
    const { results } = rosTables(entries, laps);
    expect(results).toMatch(/simple_circuit 8\.84 m\/s and 4\.61, montreal_line 10\.23 m\/s and 6\.02/);
    expect(results).toMatch(/on all of these circuits: F: better \(1 of 4\)\./);
  });
});

test('the tables of lockstep laps have sums, means, the worst lap and those that were not completed', () => {
  const text = lockstepTables(
    [madeUpEntry('good'), madeUpEntry('bad')],
    [
      madeUpLap('good', { wall_contacts: 1 }),
      madeUpLap('good', { circuit: 'many_curves', direction: 'reverse', position_deviation_mean_m: 0.03 }),
      madeUpLap('bad', { completed: false, percentage_completed: 41.6, wall_contacts: null }),
    ],
  );
  expect(rowOf(text, 'good').slice(1)).toEqual([
    '2 of 2',
    '1',
    '12.00',
    '0.020',
    '0.200',
    '0.030 (many_curves, reverse)',
    '–',
  ]);
  expect(rowOf(text, 'bad').slice(1)).toEqual([
    '0 of 1',
    '–',
    '–',
    '–',
    '–',
    '–',
    'simple_circuit forward at 42 %',
  ]);
});

test('the table of the models has what ships, the smallest error first, and its laps', () => {
  const row = (name: string, mse: number, change: Partial<Strategy> = {}) => ({
    entry: madeUpEntry(name, change),
    found: syntheticModel({ mse, sha256: `of ${name}` }),
    ratio: { size_percent: 100, speed: 2, step_speed: 2, mse_change_percent: 0 },
  });
  const failed = { completed: false, wall_contacts: 3 };
  const { docs, readme } = shippedTables(
    [row('pilotnet', 0.3), row('slim_pilotnet', 0.2), row('made', 0.1, { source: 'out/made.onnx' })],
    [
      madeUpLap('pilotnet'),
      madeUpLap('pilotnet', failed),
      madeUpLap('pilotnet', { ...failed, sha256: 'of an earlier one' }),
    ],
  );
  const [slim = [], pilotnet = [], ...others] = tableRows(docs);
  expect(others).toEqual([]);
  expect([slim[0], pilotnet[0]]).toEqual(['`slim_pilotnet`', '`pilotnet`']);
  expect(slim.slice(7, 12)).toEqual(['–', '–', '–', '–', '–']);
  expect(pilotnet.slice(7, 12)).toEqual(['1 of 2', '3', '12.00', '0.010', '0.200']);
  expect(pilotnet[12]).toMatch(/^\d+ of \d+$/);
  expect(readme.split('\n').at(-1)).toMatch(/^\| `pilotnet` .*\| 1 of 2 \| 12\.00 \| 0\.010 \|$/);
});

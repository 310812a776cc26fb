import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { addOptimize } from '../../src/cli/optimize';
import { silentInvocation } from '../helpers/in-process';
import { madeUpEvaluation, madeUpModel } from '../models/evaluate/support/made-up';

const ROOT = path.resolve(__dirname, '..', '..');

function strategies(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(ROOT, 'study', 'strategies.mjs'), ...args],
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

/** What code says that imports a module of study/. */
async function told(module: string, names: string, code: string): Promise<unknown> {
  const from = JSON.stringify(path.join(ROOT, 'study', `${module}.mjs`));
  const script = `import { ${names} } from ${from}; console.log(JSON.stringify(${code}))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout);
}

/** What --plan says, a row a model. */
async function plan() {
  const { stdout } = await strategies('--plan');
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [id, family, words, how, published] = line.split('\t') as [
        string,
        string,
        string,
        string,
        string,
      ];
      return { id, family, words, how, published };
    });
}

test('every published strategy of both families has its counterpart', async () => {
  const rows = await plan();
  const twins = new Set(rows.flatMap(({ published }) => published.replace('published: ', '').split(', ')));
  const of = (family: string, names: string[]) => names.map((name) => `${family} ${name}`);
  expect([...twins]).toEqual(
    expect.arrayContaining([
      ...of('PyTorch', [
        'baseline',
        'dynamic',
        'static',
        'qat',
        'prune_local',
        'prune_global',
        'prune_quantised',
      ]),
      ...of('TFLite', ['baseline', 'dynamic', 'float16', 'qat', 'prune_polynomial', 'prune_quantised']),
      ...of('TFLite', ['integer', 'integer_fallback', 'cqat', 'pqat', 'pcqat']),
      ...of('TensorFlow', ['original']),
    ]),
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test('no row asks for a training of the TensorFlow layout, which training/strategies refuses', async () => {
  const rows = await plan();
  expect(rows.find(({ id }) => id === 'pilotnet_qat')!.published).toBe('published: PyTorch qat, TFLite qat');
  expect(rows.filter(({ id, how }) => id.startsWith('pilotnet_tf') && how.includes('training/'))).toEqual([]);
  const trains = (await told('list', 'strategyList', 'strategyList().map(({ train }) => train)')) as (
    | string
    | null
  )[];
  expect(trains.filter((train) => train?.includes('strategies.sh') && train.includes('--model'))).toEqual([]);
});

test('published twins stand beside ours: both where both were published, and the original network', async () => {
  const model = madeUpModel({});
  const evaluation = madeUpEvaluation([model]);
  const docs = (await told(
    'offline',
    'offlineTables',
    `offlineTables({ evaluation: ${JSON.stringify(evaluation)}, rows: [
      { family: 'PyTorch layout', words: 'QAT', published: ['PyTorch', 'qat'], publishedToo: ['TFLite', 'qat'] },
      { family: 'PyTorch layout', words: 'CQAT', published: ['TFLite', 'cqat'], publishedToo: null },
      { family: 'TensorFlow layout', words: 'baseline', published: ['TFLite', 'baseline'],
        publishedToo: ['TensorFlow', 'original'] },
    ].map((entry) => ({ entry, found: ${JSON.stringify(model)}, ratio: null })) }).evaluation`,
  )) as string;
  const last = (words: string) =>
    docs
      .split('\n')
      .find((line) => line.startsWith(`| ${words} `))!
      .split('|')
      .map((cell) => cell.trim())
      .slice(-4, -1);
  expect(last('QAT')).toEqual(['1.61 (TFLite 16.3)', '0.0708 (TFLite 0.0421)', '2.79 (TFLite 9.55)']);
  expect(last('CQAT')).toEqual(['16.3 (TFLite)', '0.0394', '7.68']);
  expect(last('baseline')).toEqual([
    '64.9 (TensorFlow original 195)',
    '0.0411 (TensorFlow original 0.041)',
    '7.91 (TensorFlow original 36.4)',
  ]);
});

test('a published lap that ended off the track says so', async () => {
  const lap = {
    id: 'pilotnet_tf',
    circuit: 'montreal_line',
    completed: true,
    inference_time_ms: { mean: 1 },
    step_time_ms: { p50: 1 },
  };
  const entry = { id: 'pilotnet_tf', family: 'F', words: 'baseline', published: ['TFLite', 'baseline'] };
  const { evaluation } = (await told(
    'simulation',
    'rosTables',
    `rosTables(${JSON.stringify([entry])}, ${JSON.stringify([lap])})`,
  )) as { evaluation: string };
  expect(evaluation).toMatch(/\| left the track \(TensorFlow\) +\| – +\| – +\| – +\|/);
});

test('docs/results.md has a row of what was published or ships, and one static int8 of each family', async () => {
  const ids = (await told(
    'list',
    'strategyList',
    'strategyList().filter(({ short }) => short).map(({ id }) => id)',
  )) as string[];
  expect(ids).toEqual(
    expect.arrayContaining([
      'pilotnet',
      'pilotnet_tf',
      'pilotnet_dynamic',
      'pilotnet_qat',
      'slim_pilotnet_int8',
    ]),
  );
  expect(ids.filter((id) => id.includes('_static_'))).toEqual([
    'pilotnet_static_per_channel_minmax',
    'pilotnet_tf_static_per_channel_minmax',
  ]);
  expect(ids).not.toContain('pilotnet_cluster');
});

test('what drives over ROS unasked ships, or has published laps', async () => {
  const driven = (await told(
    'simulation',
    'drivesOverRos',
    `[
      { source: 'models/slim_pilotnet.onnx', optimize: null, published: null },
      { source: 'models/pilotnet.onnx', optimize: ['--strategy', 'fold'], published: null },
      { source: 'training/x.onnx', optimize: null, published: ['PyTorch', 'prune_quantised'] },
      { source: 'training/x.onnx', optimize: null, published: ['TFLite', 'cqat'] },
    ].map(drivesOverRos)`,
  )) as boolean[];
  expect(driven).toEqual([true, false, true, false]);
});

test('the table of the models holds what ships, the smallest error first, and its laps', async () => {
  const row = (name: string, mse: number) => ({
    entry: { id: name, source: `models/${name}.onnx`, optimize: null, family: 'F', words: name },
    found: madeUpModel({ mse, sha256: `of ${name}` }),
    ratio: { speed: 2 },
  });
  const made = { ...row('made', 0.1), entry: { ...row('made', 0.1).entry, source: 'out/made.onnx' } };
  const lap = (completed: boolean) => ({
    id: 'pilotnet',
    completed,
    sha256: 'of pilotnet',
    wall_contacts: completed ? 0 : 3,
    average_speed_mps: 12,
    position_deviation_mean_m: 0.01,
    position_deviation_max_m: 0.2,
  });
  const { docs, readme } = (await told(
    'shipped',
    'shippedTables',
    `shippedTables(${JSON.stringify([row('pilotnet', 0.3), row('slim_pilotnet', 0.2), made])},
      ${JSON.stringify([lap(true), lap(false), { ...lap(false), sha256: 'of an earlier one' }])})`,
  )) as { docs: string; readme: string };
  const rows = docs
    .split('\n')
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, name]) => name)).toEqual(['`slim_pilotnet`', '`pilotnet`']);
  expect(rows[0]!.slice(8, 13)).toEqual(['–', '–', '–', '–', '–']);
  expect(rows[1]!.slice(8, 13)).toEqual(['1 of 2', '3', '12.00', '0.010', '0.200']);
  expect(rows[1]![13]).toMatch(/^\d+ of \d+$/);
  expect(readme.split('\n').at(-1)).toMatch(/^\| `pilotnet` .*\| 1 of 2 \| 12\.00 \| 0\.010 \|$/);
});

test('who beats the best published speed and deviation figure at once is told, on all circuits of theirs', async () => {
  const lap = (id: string, circuit: string, speed: number, figure: number | null) => ({
    id,
    circuit,
    completed: true,
    average_speed_mps: speed,
    deviation_figure_perfect_lap: figure,
    inference_time_ms: { mean: 1 },
    step_time_ms: { p50: 1 },
  });
  const both = (id: string, figure: number | null) => [
    lap(id, 'simple_circuit', 11, 4.1),
    lap(id, 'montreal_line', 12, figure),
  ];
  const entries = ['better', 'wider', 'unknown', 'half'].map((id) => ({
    id,
    family: 'F',
    words: id,
    published: null,
  }));
  const laps = [
    ...both('better', 4.2),
    ...both('wider', 6.1),
    ...both('unknown', null),
    lap('half', 'simple_circuit', 11, 4.1),
  ];
  const { results } = (await told(
    'simulation',
    'rosTables',
    `rosTables(${JSON.stringify(entries)}, ${JSON.stringify(laps)})`,
  )) as { results: string };
  expect(results).toMatch(/simple_circuit 8\.84 m\/s and 4\.61, montreal_line 10\.23 m\/s and 6\.02/);
  expect(results).toMatch(/on all of these circuits: F: better \(1 of 4\)\./);
});

test('models are evaluated so many at once at most, each beside its reference', async () => {
  const list = [
    ...Array.from({ length: 9 }, (_, i) => ({ id: `a${i}`, reference: 'a0', file: `a${i}` })),
    { id: 'b', reference: 'b', file: 'b' },
    { id: 'gone', reference: 'b', file: null },
  ];
  const found = (await told(
    'offline',
    'batchesOf',
    `batchesOf(${JSON.stringify(list)}, 4).map((batch) => batch.map(({ id }) => id).join(' '))`,
  )) as string[];
  expect(found).toEqual(['a0 a1 a2', 'a0 a3 a4 a5', 'a0 a6 a7 a8', 'b']);
});

describe('what was made before', () => {
  const dataset = mkdtempSync(path.join(tmpdir(), 'f1-brain-recorded-'));
  const facts = { kind: 'drives', seed: 2, frames: 500, complete: true };
  const marker = path.join(dataset, 'model.made.json');
  const write = (change: object, into = dataset) =>
    writeFileSync(path.join(into, 'dataset.json'), JSON.stringify({ ...facts, ...change }));
  afterAll(() => rmSync(dataset, { recursive: true }));

  test('a dataset is used again where it is the whole of what would be recorded', async () => {
    const changes = [
      { complete: false },
      { complete: null },
      { seed: 1 },
      { frames: 100 },
      { kind: 'test set' },
    ];
    const folders = [{}, ...changes].map((change, i) => {
      const folder = path.join(dataset, `recorded-${i}`);
      mkdirSync(folder);
      write(change, folder);
      return folder;
    });
    folders.push(path.join(dataset, 'nowhere'));
    const wanted = JSON.stringify({ kind: 'drives', seed: 2, frames: 500 });
    const asked = `${JSON.stringify(folders)}.map((folder) => isRecorded(folder, ${wanted}))`;
    expect(await told('make-models', 'isRecorded', asked)).toEqual([
      true,
      ...changes.map(() => false),
      false,
    ]);
  });

  test('a model is made anew where it was calibrated on other pictures', async () => {
    write({});
    const part = path.join(dataset, 'part');
    mkdirSync(part);
    const at = JSON.stringify(dataset);
    const digest = async (labels: string) => {
      writeFileSync(path.join(part, 'data.csv'), labels);
      return (await told('make-models', 'digestOfLabels', `digestOfLabels(${at})`)) as string;
    };
    const [one, other] = [await digest('0.png,1,2'), await digest('0.png,1,3')];
    const made = (labels: string) =>
      told(
        'make-models',
        'isMadeOf',
        `isMadeOf(${JSON.stringify(marker)}, { args: [], source: 's', labels: '${labels}' })`,
      );
    expect(await made(one)).toBe(false);
    writeFileSync(marker, JSON.stringify({ args: [], source: 's', labels: one }));
    expect([await made(one), await made(other)]).toEqual([true, false]);
  });
});

test('every model is made by options that f1-brain optimize takes', async () => {
  const made = (await plan()).filter(({ how }) => how.startsWith('f1-brain optimize'));
  expect(made.length).toBeGreaterThan(30);
  const optimize = addOptimize(new Command().exitOverride(), silentInvocation()).exitOverride();
  optimize.configureOutput({ writeErr: () => {} }).action(() => {});
  for (const { how } of made) {
    const args = how.split(' ').slice(2);
    expect(() => optimize.parse(args, { from: 'user' })).not.toThrow();
  }
});

test.each([
  [['--frobnicate'], /--frobnicate is no option; there are --only/],
  [['--only', 'everything'], /--only everything: choose from offline, gpu, lockstep, ros/],
  [['--models', 'pilotnat'], /--models pilotnat: choose from pilotnet, /],
  [['--ros-circuits', 'monza'], /--ros-circuits monza: choose from simple_circuit/],
  [['--rounds', '0'], /--rounds 0: a whole number from 1/],
  [['--at-once', '1'], /--at-once 1: a whole number from 2/],
  [['--seed'], /--seed needs a value/],
  [['--perfect-laps', '/nowhere', '--plan'], /--perfect-laps \/nowhere: no such file or folder/],
])('says in one line what it cannot do: %j', async (args, message) => {
  const { code, stdout, stderr } = await strategies(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('a lap bag whose name tells no circuit is refused; those of a folder are told by theirs', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-laps-'));
  for (const name of ['lap-simple-circuit.bag', 'montreal-weave.bag', 'lap-montreal.bag']) {
    writeFileSync(path.join(folder, name), '');
  }
  expect((await strategies('--perfect-laps', folder, '--plan')).code).toBe(0);
  writeFileSync(path.join(folder, 'lap-of-honour.bag'), '');
  const { code, stderr } = await strategies('--perfect-laps', folder, '--plan');
  expect(code).toBe(2);
  expect(stderr).toMatch(/lap-of-honour\.bag: its name tells no circuit/);
  rmSync(folder, { recursive: true });
});

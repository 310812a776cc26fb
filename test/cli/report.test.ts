import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRing } from '../helpers/command-line';
import { run } from '../helpers/in-process';

let root: string;
let ring: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'f1-brain-report-'));
  ring = writeRing(root);
  for (const seed of [1, 2]) {
    const { code } = await run([
      'lap',
      'line_follower',
      '--world',
      'lockstep',
      '--circuit',
      ring,
      '--seed',
      String(seed),
      '--out',
      path.join(root, 'runs', `ring-${seed}`),
    ]);
    expect(code).toBe(0);
  }
  mkdirSync(path.join(root, 'broken'));
  writeFileSync(path.join(root, 'broken', 'x.bag'), 'no bag at all');
  mkdirSync(path.join(root, 'empty'));
}, 180_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a folder of runs becomes one page, with every chart and table as files', async () => {
  const out = path.join(root, 'report');
  const { code, stdout, stderr } = await run([
    'report',
    path.join(root, 'runs'),
    '--circuit',
    ring,
    '--out',
    out,
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/report\.html \(\d+\.\d MB\): 2 runs, \d+ charts/);
  const page = readFileSync(path.join(out, 'report.html'), 'utf8');
  expect(page).toContain('ring-1');
  expect(page).not.toMatch(/(src|href)="https?:/);
  expect(readdirSync(path.join(out, 'tables'))).toEqual(
    expect.arrayContaining(['runs.csv', 'runs.md', 'means.csv', 'behavior-metrics.csv']),
  );
  expect(readFileSync(path.join(out, 'tables', 'means.md'), 'utf8')).toMatch(/\| ring \| .* ± /);
  expect(readFileSync(path.join(out, 'tables', 'means.csv'), 'utf8')).toContain('average_speed_mps_sd');
  for (const chart of [
    'ring-1-line',
    'ring-1-way',
    'ring-2-times',
    'ring-2-rates',
    'ring-overlay',
    'box-position_deviation_max_m',
  ]) {
    expect(existsSync(path.join(out, 'charts', `${chart}.svg`))).toBe(true);
    expect(
      readFileSync(path.join(out, 'charts', `${chart}.png`))
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
  }
  const [header, first] = readFileSync(path.join(out, 'tables', 'runs.csv'), 'utf8')
    .split('\n')
    .map((line) => line.split(','));
  expect(Number(first![header!.indexOf('lap_seconds')])).toBeGreaterThan(1);
}, 180_000);

test('a bag that cannot be read is named with its reason, and the others are reported', async () => {
  const out = path.join(root, 'some');
  const { code, stderr } = await run([
    'report',
    path.join(root, 'broken'),
    path.join(root, 'runs', 'ring-1'),
    '--out',
    out,
  ]);
  expect(code).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('x.bag');
  expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toContain('Could not be read');
  expect(readFileSync(path.join(out, 'tables', 'not-read.csv'), 'utf8')).toContain('x.bag');
}, 180_000);

test('when no bag can be read there is no report', async () => {
  const out = path.join(root, 'none');
  const { code, stderr } = await run(['report', path.join(root, 'broken'), '--out', out]);
  expect(code).toBe(6);
  expect(stderr).toContain('no run could be read');
  expect(existsSync(path.join(out, 'report.html'))).toBe(false);
});

test('a folder without bags, and no path at all, are wrong arguments', async () => {
  const empty = await run(['report', path.join(root, 'empty'), '--out', path.join(root, 'nothing')]);
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('empty: contains no bag')]);
  expect((await run(['report'])).code).toBe(2);
});

test('a file is no folder to write into', async () => {
  const { code, stderr } = await run(['report', path.join(root, 'runs'), '--out', ring]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${ring}: cannot write the results there (it is a file, not a folder)`);
});

test('topics can be asked for; a bag without one is named', async () => {
  const ran = path.join(root, 'runs', 'ring-1');
  const missing = await run([
    'report',
    ran,
    '--odometry-topic',
    '/car/odom',
    '--out',
    path.join(root, 'topic'),
  ]);
  expect(missing.code).toBe(6);
  expect(missing.stderr).toContain('has no topic /car/odom');
  const compared = await run(['compare', ran, ran, '--circuit', ring, '--odometry-topic', '/F1ROS/odom']);
  expect(compared.code).toBe(0);
}, 180_000);

test('two single runs are compared without p values', async () => {
  const [a, b] = [1, 2].map((seed) => path.join(root, 'runs', `ring-${seed}`));
  const { code, stdout, stderr } = await run(['compare', a!, b!, '--circuit', ring]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('ring: 1 run of A, 1 run of B');
  expect(stdout).toMatch(/lap time \(s\).*(B better|B worse|the same)/);
  expect(stdout).toContain('Spread unknown: a side has fewer than two runs.');
  expect(stdout).toContain('No difference was tested');
}, 180_000);

test('a comparison as JSON and as files', async () => {
  const out = path.join(root, 'compared');
  const runs = path.join(root, 'runs');
  const { code, stdout } = await run(['compare', runs, runs, '--circuit', ring, '--json', '--out', out]);
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as {
    courses: { course: string; figures: Record<string, { verdict: string; difference: number }> }[];
    remarks: string[];
    method: { test: string };
  };
  expect(found.courses.map(({ course }) => course)).toEqual(['ring']);
  expect(found.courses[0]!.figures.average_speed_mps!.difference).toBe(0);
  expect(found.remarks.join()).toContain('are in both A and B');
  expect(JSON.parse(readFileSync(path.join(out, 'compare.json'), 'utf8'))).toEqual(found);
  for (const file of [
    'compare.txt',
    'tables/compare.csv',
    'tables/compare.md',
    'charts/compare-ring.svg',
    'charts/compare-ring.png',
  ]) {
    expect(existsSync(path.join(out, file))).toBe(true);
  }
}, 180_000);

test('runs that share no circuit are not compared', async () => {
  const other = path.join(root, 'other');
  const { code } = await run([
    'lap',
    'line_follower',
    '--world',
    'lockstep',
    '--circuit',
    ring,
    '--direction',
    'reverse',
    '--out',
    other,
  ]);
  expect(code).toBe(0);
  const compared = await run(['compare', other, path.join(root, 'runs'), '--circuit', ring]);
  expect(compared.code).toBe(6);
  expect(compared.stderr).toContain('share no circuit and direction');
  expect(compared.stderr).toContain('ring, reverse: only A has it');
}, 180_000);

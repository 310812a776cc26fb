import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCard } from '../../src/config/model-card';
import type { SearchResult } from '../../src/search/search-result';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';

const folder = temporaryFolder();
const ring = writeRing(folder);
// A lap of 50 m, few images, and the candidates that are made without calibration.
const FEW = ['--circuits', ring, '--directions', 'forward', '--pictures', '8', '--calibration-frames', '8'];
const QUICK = [...FEW, '--frames', '8', '--strategy', 'fold,float16-weights', '--provider', 'cpu'];
const search = (goal: string, out: string, ...more: string[]) => [
  'optimize',
  'slim_pilotnet',
  '--goal',
  goal,
  '--out',
  out,
  ...QUICK,
  ...more,
];
const resultIn = (out: string) =>
  JSON.parse(readFileSync(path.join(out, 'search.json'), 'utf8')) as SearchResult;
const measured = (out: string) =>
  readdirSync(path.join(out, 'cache')).map((file) => [file, statSync(path.join(out, 'cache', file)).mtimeMs]);

describe('f1-brain optimize --goal', () => {
  const out = path.join(folder, 'met');
  const goal = 'size<=0.25MB, laps=1/1, max_deviation<=2m';

  test('finds the model that meets the goal, and writes what it found', async () => {
    const { code, stdout, stderr } = await run(search(goal, out));
    expect({ code, stderr: stderr.split('\n') }).toEqual({
      code: 0,
      stderr: ['3 candidates made: 1 left', 'measured on images: 1 left', 'driven: 1 left', ''],
    });
    expect(stdout).toMatch(/^slim_pilotnet: size<=0\.25MB, laps=1\/1, max_deviation<=2m, minimise size$/m);
    expect(stdout).toMatch(/^ {2}float16_weights +0\.192 .* 1\/1 +\* +winner$/m);
    expect(stdout).toMatch(/^ {2}fold +0\.\d+ .* missed: size 0\.\d+ MB, \d+ % above size<=0\.25MB$/m);
    const winner = path.join(out, 'winner', 'slim_pilotnet_float16_weights.onnx');
    expect(stdout).toContain(`winner: float16_weights, ${winner}`);
    const card = readCard(winner);
    expect(card.precision).toBe('fp16-weights');
    expect(card.document.command).toMatch(/ optimize .*slim_pilotnet\.onnx --strategy float16-weights /);
    for (const file of ['tables/candidates.csv', 'tables/candidates.md', 'charts/candidates.svg']) {
      expect(existsSync(path.join(out, file))).toBe(true);
    }
  }, 180_000);

  test('a second search measures nothing again, and has the same winner', async () => {
    const before = measured(out);
    const first = resultIn(out);
    const { code, stdout } = await run(search(goal, out, '--json'));
    const second = JSON.parse(stdout) as SearchResult;
    expect(code).toBe(0);
    expect(second).toEqual(first);
    expect(second.winner?.name).toBe('float16_weights');
    expect(measured(out)).toEqual(before);
  }, 180_000);

  test('another goal takes what is known, and names the nearest where none meets it', async () => {
    const before = measured(out);
    const file = path.join(folder, 'goal.txt');
    writeFileSync(file, '# too small for any of them\nsize<=1kB\n');
    const { code, stdout } = await run(search(file, out));
    expect(code).toBe(1);
    expect(stdout).toContain(
      'no candidate meets the goal; nearest: float16_weights (size 0.192 MB, 19000 % above size<=1kB)',
    );
    expect(existsSync(path.join(out, 'winner'))).toBe(false);
    expect(measured(out)).toEqual(before);
  }, 180_000);

  test('Ctrl-C keeps what was found, and the same command goes on', async () => {
    const into = path.join(folder, 'interrupted');
    const called = call(search('laps=all, minimise max_deviation', into));
    await called.said(/candidates made/);
    called.signals.send('SIGINT');
    const { code, stdout, stderr } = await called.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: what was measured is kept; the same command goes on/);
    expect(stdout).toMatch(/^ {2}float16_weights +0\.192 .* not finished$/m);
    expect(resultIn(into)).toMatchObject({ interrupted: true, met: null, winner: null, nearest: null });
    const models = measured(into).filter(([file]) => String(file).startsWith('model-'));
    expect(models).toHaveLength(3);
    const second = await run(search('laps=all, minimise max_deviation', into));
    expect(second.code).toBe(0);
    expect(resultIn(into)).toMatchObject({ interrupted: false, met: true });
    expect(measured(into)).toEqual(expect.arrayContaining(models));
  }, 180_000);

  test.each([
    [['--goal', 'sise<=1MB'], /unknown metric 'sise' \(did you mean 'size'\?\)/],
    [['--goal', 'size<=1parsec'], /'parsec' is no unit of size/],
    [['--goal', 'size<=1MB, size>=2MB'], /contradicts/],
    [['--goal', 'laps=10/10'], /each model drives 1 /],
    [['--goal', 'goal.yml'], /neither a file nor a goal/],
    [['--goal', 'size<=1MB', '--force'], /--force has no effect with --goal/],
    [['--goal', 'size<=1MB', '--sparsity', '0.5'], /--sparsity has no effect with --goal/],
    [
      ['--goal', 'size<=1MB', '--strategy', 'statik'],
      /unknown strategy 'statik' \(did you mean 'static'\?\)/,
    ],
    [['--goal', 'size<=1MB', '--circuits', 'ringo'], /ringo/],
    [['--goal', 'size<=1MB', '--directions', 'up'], /Direction 'up' is unknown/],
    [['--strategy', 'fold', '--dataset', 'x'], /--dataset has no effect without --goal/],
  ])('%j ends with one line before anything is made', async (options, complaint) => {
    const into = path.join(folder, 'wrong');
    const few = options.includes('--goal') ? ['--circuits', ring, '--directions', 'forward'] : [];
    const { code, stdout, stderr } = await run([
      'optimize',
      'slim_pilotnet',
      ...few,
      ...options,
      '--out',
      into,
    ]);
    expect(stderr).toMatch(complaint);
    expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({
      code: 2,
      stdout: '',
      lines: 1,
    });
    expect(existsSync(into)).toBe(false);
  });

  test('--list names the candidates', async () => {
    const { code, stdout } = await run(['optimize', '--goal', 'size<=1MB', '--list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}prune_filters_10_static; prune-filters, static; ratio 0\.1$/m);
  });
});

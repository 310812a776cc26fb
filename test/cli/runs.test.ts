import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RUN_COLUMNS } from '../../src/experiment/run/run-row';
import { fillStore } from '../experiment/store/support/fill-store';
import { call } from '../helpers/in-process';

const root = mkdtempSync(path.join(tmpdir(), 'f1-runs-'));
const folder = path.join(root, 'store');
beforeAll(() => fillStore(folder));
afterAll(() => rmSync(root, { recursive: true }));

const runs = (...args: string[]) => call(['runs', folder, ...args]).ended;

describe('f1-brain runs', () => {
  it('shows what differs between the runs as a table, and what does not in a line', async () => {
    const { code, stdout, stderr } = await runs('--where', 'lap_seconds>25.2', '--sort', 'lap_seconds:desc');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('brain          model          circuit         repetition  outcome');
    const rows = stdout.split('\n').filter((line) => /^(pilotnet|line_follower) /.test(line));
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual(['line_follower', 'line_follower', 'pilotnet']);
    expect(rows[0]).toMatch(/^line_follower +montreal_line +3 +completed +25.6 +0.3$/);
    expect(stdout).toContain('All: experiment trial, direction forward, start default, camera_rate_hz 20,');
    expect(stdout).toContain('3 runs: 3 completed\n');
  });

  it('fits the terminal, and says what it left out', async () => {
    const { stdout } = await call(['runs', folder], {}, { isTTY: true, columns: 60 }).ended;
    const table = stdout.split('\n\n')[0]!.split('\n');
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(stdout).toMatch(/Not shown for want of room .*lap_seconds, position_deviation_max_m, detail/);
    expect(stdout).toContain('6 runs: 5 completed, 1 trapped');
  });

  it('shows the columns that are named, and all of them on request', async () => {
    const { stdout } = await runs('--columns', 'seed,detail', '--where', 'outcome=trapped');
    expect(stdout).toBe('seed  detail\n   5  moved 0.1 m in 10 s\n\n');
    const all = JSON.parse((await runs('--columns', 'all', '--json')).stdout);
    expect(Object.keys(all[0])).toEqual(RUN_COLUMNS.map(({ name }) => name));
    expect(all[4]).toMatchObject({ seed: 5, completed: false, lap_seconds: null, model: null });
  });

  it('says where nothing matches, and where nothing is', async () => {
    expect((await runs('--where', 'brain=none')).stdout).toBe('none of 6 runs matches\n');
    const empty = path.join(root, 'empty');
    mkdirSync(empty);
    const { code, stderr } = await call(['runs', empty]).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${empty}: holds no runs`)]);
  });

  it('writes a CSV that spreadsheets and pandas read', async () => {
    const file = path.join(root, 'runs.csv');
    const { code, stdout } = await runs(
      '--export',
      'csv',
      file,
      '--columns',
      'brain,seed,completed,lap_seconds,detail',
    );
    expect([code, stdout]).toEqual([0, `${file}: 6 runs\n`]);
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines[0]).toBe('brain,seed,completed,lap_seconds,detail');
    expect(lines[1]).toBe('pilotnet,1,true,25.1,');
    expect(lines[5]).toBe('line_follower,5,false,,moved 0.1 m in 10 s');
  });

  it('writes to standard output, and takes the folder behind the target too', async () => {
    const { stdout } = await call(['runs', '--export', 'json', '-', folder, '--limit', '1']).ended;
    expect(JSON.parse(stdout)).toMatchObject([
      { brain: 'pilotnet', seed: 1, outcome_sha256: expect.any(String) },
    ]);
  });

  it.each([
    [
      ['--export', 'cvs', 'x'],
      "--export: there is no format 'cvs' (did you mean 'csv'?); choose csv, parquet, json",
    ],
    [
      ['--export', 'mlflow', folder],
      `--export mlflow ${folder}: the experiment keeps its runs there; name another folder`,
    ],
    [
      ['--export', 'csv', path.join(folder, 'runs.db')],
      `--export csv ${folder}/runs.db: the experiment keeps its runs there; name another file`,
    ],
    [
      ['--export', 'mlflow', path.join(folder, 'runs', 'new')],
      `--export mlflow ${folder}/runs/new: the experiment keeps its runs there; name another folder`,
    ],
    [['--export', 'csv'], '--export csv: says not where to; write --export csv TARGET'],
    [['--export', 'csv', 'a', 'b'], "--export: takes a format and one target, found 'b' too"],
    [['--columns', 'brian'], "--columns: there is no column 'brian' (did you mean 'brain'?)"],
    [['--sort', 'wall'], "--sort: there is no column 'wall' (did you mean 'wall_s'?)"],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runs(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('leaves a file as it was where it cannot be written', async () => {
    const file = path.join(root, 'nowhere', 'runs.csv');
    const { code, stderr } = await runs('--export', 'csv', file);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`--export ${file}: cannot be written`)]);
  });

  it('makes the table again on request', async () => {
    const { code, stderr } = await runs('--rebuild');
    expect([code, stderr]).toEqual([0, `f1-brain: ${folder}: table made again from the folders of 6 runs\n`]);
  });
});

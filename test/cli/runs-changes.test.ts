import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lapStatistics } from '../experiment/run/run-results';
import { fillStore } from '../experiment/store/support/fill-store';
import { DriveBag } from '../helpers/drive-bag';
import { call } from '../helpers/in-process';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'f1-runs-'));
  folder = path.join(root, 'store');
});
afterEach(() => rmSync(root, { recursive: true }));

const runs = (...args: string[]) => call(['runs', folder, ...args]).ended;
const seeds = async (...args: string[]) => {
  const { stdout } = await runs('--json', '--columns', 'seed', ...args);
  return (JSON.parse(stdout) as { seed: number | null }[]).map(({ seed }) => seed);
};
const names = () => readdirSync(path.join(folder, 'runs')).filter((name) => !name.startsWith('.'));

describe('f1-brain runs --prune', () => {
  beforeEach(() => fillStore(folder));

  it('removes the runs that it chooses, from the table and from the disk', async () => {
    const { code, stdout } = await runs('--prune', '--where', 'outcome=trapped', '--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^montreal|^simple_circuit-forward-line_follower-r2-[0-9a-f]{12} {2}trapped\nremoving 1 run, /,
    );
    expect(await seeds()).toEqual([1, 2, 3, 4, 6]);
    expect(names()).toHaveLength(5);
  });

  it('keeps the fastest of each brain and circuit, or the first of the order', async () => {
    await runs('--prune', '--keep-best', '1', '--yes');
    expect(await seeds()).toEqual([1, 2, 4]);
    rmSync(folder, { recursive: true });
    fillStore(folder);
    await runs('--prune', '--keep-best', '1', '--sort', 'position_deviation_max_m:desc', '--yes');
    expect(await seeds()).toEqual([2, 3, 6]);
  });

  it('removes nothing unless it is told to', async () => {
    const { code, stdout, stderr } = await runs('--prune', '--older-than', '0');
    expect([code, stderr]).toEqual([
      2,
      'f1-brain: --prune: nothing was removed; give --yes to remove it, or --dry-run\n',
    ]);
    expect(stdout).toContain('would remove 6 runs');
    expect((await runs('--prune', '--older-than', '0', '--dry-run')).code).toBe(0);
    expect(names()).toHaveLength(6);
  });

  it('removes bags alone, and says how much that is', async () => {
    const bag = path.join(folder, 'runs', names()[0]!, 'a.bag');
    writeFileSync(bag, Buffer.alloc(300_000));
    const { stdout } = await runs('--prune', '--bags-only', '--yes');
    expect(stdout).toContain('removing the bags of 1 run, 0.3 MB');
    expect(existsSync(bag)).toBe(false);
    expect(await seeds()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it.each([
    [
      ['--prune'],
      '--prune: says not which runs; add --where, --failed, --older-than, --keep-best or --bags-only',
    ],
    [['--failed'], '--failed: needs --prune'],
    [['--prune', '--failed', '--dry-run', '--yes'], '--dry-run and --yes contradict each other; give one'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runs(...args);
    expect([code, stderr]).toEqual([2, `f1-brain: ${message}\n`]);
  });
});

describe('f1-brain runs --add', () => {
  /** A folder as `lap` leaves it. */
  function writeLap(name: string, changes: object = {}): string {
    const lap = path.join(root, 'laps', name);
    mkdirSync(lap, { recursive: true });
    writeFileSync(path.join(lap, 'lap.png'), 'a picture');
    writeFileSync(path.join(lap, 'statistics.json'), JSON.stringify({ ...lapStatistics, ...changes }));
    return lap;
  }

  it('adds the runs of lap and run with their files, each once', async () => {
    const laps = [writeLap('a'), writeLap('b', { seed: null, lap_seconds: 26, ended_because: 'trapped' })];
    expect((await runs('--add', ...laps)).stdout).toBe(`${folder}: 2 added\n`);
    expect((await runs('--add', path.join(root, 'laps'))).stdout).toContain('0 added, 2 there already');
    const { stdout } = await runs('--json');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        brain: 'line_follower',
        repetition: 1,
        seed: 1,
        outcome: 'completed',
        experiment: 'added',
        host: null,
      },
      { repetition: 2, seed: null, outcome: 'trapped', start: null, brain_sha256: null, wall_s: null },
    ]);
    expect(readdirSync(path.join(folder, 'runs', names()[0]!)).sort()).toEqual([
      'lap.png',
      'result.json',
      'statistics.json',
    ]);
  });

  it('measures bags that have no statistics, and says which cannot be read', async () => {
    const [bag, broken] = ['drive.bag', 'broken.bag'].map((name) => path.join(root, name)) as [
      string,
      string,
    ];
    const drive = new DriveBag();
    for (let i = 0; i < 100; i++) drive.pose({ x_m: i / 10, y_m: 0, yaw_rad: 0 }, i / 20);
    writeFileSync(bag, drive.bytes());
    writeFileSync(broken, 'no bag');
    const { code, stdout, stderr } = await runs('--add', bag, broken);
    expect([code, stdout]).toEqual([1, `${folder}: 1 added, 1 not readable\n`]);
    expect(stderr).toContain(broken);
    const rows = JSON.parse((await runs('--json')).stdout);
    expect(rows).toMatchObject([{ brain: null, circuit: null, outcome: null, added_from: bag }]);
    expect(rows[0].completed_distance_m).toBeGreaterThan(0);
    expect((await runs('--add', bag)).stdout).toContain('0 added, 1 there already');
  });

  it.each([
    ['nowhere', 'there is no such file or folder'],
    ['', 'holds no run; pass folders that f1-brain lap or run wrote, or bags'],
  ])('refuses %j', async (name, why) => {
    const given = path.join(root, name);
    const { code, stderr } = await runs('--add', given);
    expect([code, stderr]).toEqual([2, `f1-brain: --add ${given}: ${why}\n`]);
    expect(existsSync(folder)).toBe(false);
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { ReadingLine } from '../../src/support/terminal/reading-line';
import { BagFolder } from '../helpers/bags';
import { beside, DriveBag, odometryOf, rosTime } from '../helpers/drive-bag';
import { run } from '../helpers/in-process';

const folder = new BagFolder();
let stats: string;
let lap: string;

beforeAll(async () => {
  const circuit = await loadCircuit('simple_circuit');
  const write = (name: string, way_m: number, lateral_m: number) => {
    const bag = new DriveBag({ compression: 'lz4' });
    for (let i = 0; i * 0.4 < way_m; i++) bag.pose(beside(circuit, i * 0.4, lateral_m), 10 + i * 0.05);
    return folder.write(bag.bytes(), name);
  };
  stats = write('stats.bag', 440, 0.1);
  lap = write('lap.bag', 429.5, 0);
});

describe('f1-brain metrics', () => {
  it('prints a table of both sets of metrics and the notes', async () => {
    const { code, stdout, stderr } = await run([
      'metrics',
      stats,
      '--perfect-lap',
      lap,
      '--circuit',
      'simple_circuit',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Metrics of BehaviorMetrics (perfect lap: lap.bag)');
    expect(stdout).toMatch(/^ {2}completed_distance +440\.\d+ +440\.\d+ +m$/m);
    expect(stdout).toMatch(
      /^ {2}position deviation +mean 0\.100, p50 0\.100, p95 0\.100, max 0\.100, signed mean 0\.100 m$/m,
    );
    expect(stdout).toMatch(/^ {2}lap times +53\.\d{3} s$/m);
    expect(stdout).toMatch(/no decisions were recorded/);
  });

  it('prints a dash for missing metrics, and "1 lap" for one lap', async () => {
    const unknown = await run(['metrics', stats]);
    expect(unknown.stdout).toMatch(/^ {2}completed +–$/m);
    expect(unknown.stdout).toMatch(/^ {2}position deviation +–$/m);
    const known = await run(['metrics', stats, '--circuit', 'simple_circuit']);
    expect(known.stdout).toMatch(/^ {2}completed +1 lap and /m);
  });

  it('prints JSON, and writes it to a file, with every key of BehaviorMetrics', async () => {
    const out = folder.file('figures.json');
    const { code, stdout } = await run([
      'metrics',
      stats,
      '--circuit',
      'simple_circuit',
      '--json',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    const figures = JSON.parse(stdout);
    expect(figures).toMatchObject({
      percentage_completed: expect.any(Number),
      experiment_total_real_time: null,
      perfect_lap: 'line of circuit simple_circuit',
      f1_brain: { position_deviation_mean_m: 0.1, direction: 'forward', laps_completed: 1 },
    });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(figures);
  });

  it('measures the readable bags and reports the others', async () => {
    const bad = folder.write(Buffer.from('nothing'), 'bad.bag');
    const { code, stdout, stderr } = await run(['metrics', bad, stats, '--json']);
    expect(code).toBe(6);
    expect(stderr).toMatch(/^f1-brain: .*bad\.bag: is not a rosbag[^\n]*\n$/);
    expect(JSON.parse(stdout)).toMatchObject([{ file: stats, completed_distance: expect.any(Number) }]);
  });

  it('passes over the bags that lack the topic asked for, and measures the others', async () => {
    const bag = new DriveBag();
    const circuit = await loadCircuit('simple_circuit');
    for (let i = 0; i < 20; i++) {
      bag.odometry(odometryOf(beside(circuit, i / 2, 0), rosTime(i / 20)), i / 20, '/car/odom');
    }
    const other = folder.write(bag.bytes(), 'other.bag');
    const { code, stdout, stderr } = await run([
      ...['metrics', stats, other, '--json'],
      ...['--odometry-topic', '/car/odom'],
    ]);
    expect(code).toBe(6);
    expect(stderr).toMatch(/^f1-brain: .*stats\.bag: has no topic \/car\/odom[^\n]*\n$/);
    expect(JSON.parse(stdout)).toMatchObject([{ file: other }]);
  });

  it.each<[string, (out: string) => string[]]>([
    ['a bag that it measures', (out) => [out]],
    ['its perfect lap', (out) => [stats, '--perfect-lap', out]],
    ['any other bag', () => [stats]],
  ])('writes over no bag: %s', async (_, args) => {
    const bytes = readFileSync(lap);
    const link = folder.file(`link-${args('').length}-${_.length}.json`);
    const kept = folder.write(bytes, `kept-${_.length}.bag`);
    symlinkSync(kept, link);
    const { code, stderr } = await run(['metrics', ...args(kept), '--out', link]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out .*: is a bag, which would be lost/);
    expect(readFileSync(kept).equals(bytes)).toBe(true);
  });

  it.each<[string, (pipe: string) => string[], number]>([
    ['bag', (pipe) => [pipe], 6],
    ['perfect lap', (pipe) => [stats, '--perfect-lap', pipe], 2],
  ])('does not wait for a pipe that nobody writes into as its %s', async (_, args, exitCode) => {
    const pipe = folder.file(`pipe-${exitCode}.bag`);
    execFileSync('mkfifo', [pipe]);
    const { code, stderr } = await run(['metrics', ...args(pipe)]);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(/pipe-\d\.bag: is not a regular file/);
  });

  it.each<[string, () => string[], number, RegExp]>([
    ['a bag that is not there', () => [folder.file('none.bag')], 6, /none\.bag: no such bag/],
    ['a file that is no bag', () => [path.join(__dirname, 'metrics.test.ts')], 6, /is not a rosbag/],
    ['a topic that is not there', () => [stats, '--odometry-topic', '/odom'], 2, /has no topic \/odom/],
    [
      'a circuit that nobody knows',
      () => [stats, '--circuit', 'simple_circut'],
      2,
      /did you mean 'simple_circuit'/,
    ],
    [
      'a perfect lap that is not there',
      () => [stats, '--perfect-lap', 'nolap.bag'],
      2,
      /nolap\.bag: no such bag/,
    ],
    ['a direction that is none', () => [stats, '--direction', 'backwards'], 2, /forward, reverse/],
    ['no bag', () => [], 2, /missing required argument/],
    [
      'a place where nothing can be written',
      () => [stats, '--json', '--out', '/dev/null/x'],
      2,
      /cannot be written/,
    ],
  ])('refuses %s in one line', async (_, args, exitCode, message) => {
    const { code, stderr } = await run(['metrics', ...args()]);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync('/dev/null/x')).toBe(false);
  });
});

describe('The line that says how much of a bag has been read', () => {
  function shown(isTTY: boolean): string[] {
    const written: string[] = [];
    let now_ms = 0;
    const line = new ReadingLine({ isTTY, columns: 40, write: (text) => written.push(text) }, () => now_ms);
    for (let share = 0; share <= 1; share += 0.25) {
      line.show('a/rather/long/name/of/a/bag/that/does/not/fit.bag', share);
      now_ms += 300;
    }
    line.clear();
    return written;
  }

  it('comes on terminals after half a second, fits, and goes', () => {
    const written = shown(true);
    expect(written[0]).toBe('\r\x1b[2K 50 %  a/rather/long/name/of/a/bag/that/'.slice(0, 5 + 39));
    expect(written.at(-1)).toBe('\r\x1b[2K');
  });

  it('does not come elsewhere', () => {
    expect(shown(false)).toEqual([]);
  });
});

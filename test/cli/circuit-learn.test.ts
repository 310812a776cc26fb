import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadCircuit } from '../../src/circuit/load';
import { temporaryFolder, writeRing } from '../helpers/command-line';
import { beside, DriveBag } from '../helpers/drive-bag';
import { run } from '../helpers/in-process';
import { errorOf } from '../learn/drives';

const folder = temporaryFolder();
const ring = writeRing(folder);
const own = path.join(folder, 'own');
const LAP = ['--world', 'lockstep', '--json'];

/** A lap of the line follower, with images. */
async function driveLap(
  circuit: string,
  name: string,
): Promise<{ bag: string; statistics: Record<string, number> }> {
  const out = path.join(folder, name);
  const args = [
    'lap',
    'line_follower',
    '--circuit',
    circuit,
    ...LAP,
    '--record-images',
    'jpeg',
    '--out',
    out,
  ];
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const bag = readdirSync(out).find((file) => file.endsWith('.bag'))!;
  return { bag: path.join(out, bag), statistics: JSON.parse(stdout) };
}

/** A recorded drive round the ring beside its line. */
async function ringBag(name: string, to_m: number): Promise<string> {
  const line = await loadCircuit(ring);
  const bag = new DriveBag();
  for (let s_m = 0; s_m <= to_m; s_m += 0.5) bag.pose(beside(line, s_m, 0.1), 1 + s_m / 10);
  const file = path.join(folder, name);
  writeFileSync(file, bag.bytes());
  return file;
}

beforeAll(() => {
  mkdirSync(own);
  process.env.F1_BRAIN_CIRCUITS = own;
});
afterAll(() => {
  delete process.env.F1_BRAIN_CIRCUITS;
});

describe('f1-brain circuit learn', () => {
  it('makes a circuit of the line that the camera saw: for laps, metrics and the built-in world', async () => {
    const { bag, statistics } = await driveLap(ring, 'first');
    const file = path.join(own, 'learned_ring.yml');
    const { code, stdout, stderr } = await run([
      'circuit',
      'learn',
      bag,
      '--name',
      'learned_ring',
      '--out',
      file,
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      name: 'learned_ring',
      file,
      line_from: 'camera',
      laps_used: 1,
      camera_coverage: 1,
    });
    for (const picture of found.pictures) expect(existsSync(picture)).toBe(true);
    expect(readFileSync(found.pictures[0], 'utf8')).toContain('learned from 1 lap');

    const [truth, learned] = [await loadCircuit(ring), await loadCircuit('learned_ring')];
    const error = errorOf(learned, truth);
    expect(error.mean_m).toBeLessThan(0.005);
    expect(error.max_m).toBeLessThan(0.03);
    expect(Math.abs(learned.length_m - truth.length_m)).toBeLessThan(0.1);
    expect(learned.look.lineColour![0] - learned.look.lineColour![1]).toBeGreaterThan(150);

    const again = await driveLap('learned_ring', 'second');
    expect(again.statistics).toMatchObject({ circuit: 'learned_ring', completed: true, wall_contacts: 0 });
    expect(Math.abs(again.statistics.lap_seconds! - statistics.lap_seconds!)).toBeLessThan(0.2);
    // Found by the name in the bag.
    const measured = JSON.parse((await run(['metrics', again.bag, '--json'])).stdout);
    expect(measured.perfect_lap).toBe('line of circuit learned_ring');
    const onTruth = JSON.parse((await run(['metrics', bag, '--circuit', ring, '--json'])).stdout);
    const onLearned = JSON.parse((await run(['metrics', bag, '--circuit', 'learned_ring', '--json'])).stdout);
    const deviation_m = (metrics: typeof onTruth) => metrics.f1_brain.position_deviation_mean_m as number;
    expect(deviation_m(onLearned)).toBeCloseTo(deviation_m(onTruth), 2);
  });

  it('prints a table of what it learned, and draws nothing where that was asked', async () => {
    const bag = await ringBag('odometry.bag', 101);
    const file = path.join(folder, 'odometry.yml');
    const { code, stdout, stderr } = await run(['circuit', 'learn', bag, '--out', file, '--no-pictures']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/circuit +odometry\n/);
    expect(stdout).toMatch(/laps used +2 of 2\n/);
    expect(stdout).toMatch(/line +the driven path\n/);
    expect(stdout).toMatch(/deviation between laps +mean 0\.00\d, max 0\.00\d m\n/);
    expect(stdout).toMatch(/tightest bend +radius 7\.\d+ m at/);
    expect(existsSync(path.join(folder, 'odometry.png'))).toBe(false);
    const again = await run(['circuit', 'learn', bag, '--out', file, '--no-pictures']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    const forced = await run([
      'circuit',
      'learn',
      bag,
      '--out',
      file,
      '--no-pictures',
      '--force',
      '--walls',
      'none',
    ]);
    expect(forced.code).toBe(0);
    expect((await loadCircuit(file)).look.leftWall).toBeNull();
  });

  it('says what the bag lacks', async () => {
    const bag = await ringBag('short.bag', 40);
    const file = path.join(folder, 'short.yml');
    const { code, stderr } = await run(['circuit', 'learn', bag, '--out', file]);
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^f1-brain: .*short\.bag: holds no closed lap: after 39 m the bag ends at least \d m before .*\n$/,
    );
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    [['--name', 'simple_circuit'], /is a world of the built-in circuit simple_circuit/],
    [['--name', 'montreal'], /is a world of the built-in circuit montreal_line/],
    [['--name', 'mine_no_wall'], /ends with _no_wall/],
    [['--name', '../mine'], /must be letters, digits/],
    [['--out', 'mine.txt'], /ends with \.yml/],
    [['--walls', '0'], /A distance from 0\.2 to 100 m or none/],
  ])('refuses %j', async (args, reason) => {
    const { code, stderr } = await run(['circuit', 'learn', path.join(folder, 'none.bag'), ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(reason);
  });
});

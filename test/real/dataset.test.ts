import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Dataset } from '../../src/models/dataset/dataset';
import { realDrive } from './support/pictures';
import { freePort, Processes, PYTHON, ROOT } from './support/processes';
import { startRoscore } from './support/roscore';

const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
/** Processes start slowly on a loaded machine. */
const PATIENCE_ms = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-dataset-ros-'));
let processes: Processes;

beforeAll(async () => {
  const port = await freePort();
  processes = new Processes(`http://127.0.0.1:${port}`);
  await startRoscore(processes);
});

afterAll(() => processes.killAll());

const record = (out: string, ...more: string[]) =>
  processes.start(process.execPath, [MAIN, 'dataset', 'record', path.join(folder, out), ...more]);

interface Loaded {
  shape: number[];
  rows: { v: number; w: number; left: number[]; right: number[] }[];
}

/** The dataset in the eyes of OpenCV and csv.DictReader. */
async function inPython(set: string): Promise<Loaded> {
  return JSON.parse(
    await processes.run(PYTHON, path.join(__dirname, 'support', 'load_dataset.py'), set),
  ) as Loaded;
}

/** Labels by the number of the command that they come from, beside the number of the picture. */
function pairsOf(rows: Loaded['rows']): { picture: number; command: number }[] {
  return rows.map(({ v, w, left, right }) => {
    expect(right).toEqual([left[0], 255, 0]);
    expect(v).toBeCloseTo(5 + 10 * w, 5);
    return { picture: left[0]!, command: Math.round(100 * w) };
  });
}

/** Each picture has the label that was recorded after it. */
function expectTruePairs(rows: Loaded['rows']): void {
  for (const { picture, command } of pairsOf(rows)) expect(command).toBe(picture);
}

/** As before, but messages of two connections that came while this machine had no time for the recorder may
 *  be read in another order: some pictures have the command next to theirs. */
function expectLivePairs(rows: Loaded['rows']): void {
  const apart = pairsOf(rows).map(({ picture, command }) => Math.abs(command - picture));
  expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  expect(apart.filter((steps) => steps === 0).length).toBeGreaterThan(rows.length / 2);
}

describe('What rospy publishes', () => {
  test.each([
    ['raw', [], []],
    ['compressed', ['--compressed'], ['--camera-topic', '/F1ROS/cameraL/image_raw/compressed']],
  ])('%s is recorded, each picture with the command decided on it', async (name, publisher, options) => {
    const recorder = record(name, '--from-topic', ...options);
    await recorder.line(/recording .* and \/F1ROS\/cmd_vel/, PATIENCE_ms);
    const camera = processes.python('driver_pair.py', '24', ...publisher);
    await camera.line(/sent 24/, PATIENCE_ms);
    // As Ctrl-C does.
    expect(await recorder.stop('SIGINT')).toBe(0);
    expect(recorder.text).toMatch(/labelled images in /);
    const { shape, rows } = await inPython(path.join(folder, name));
    expect(shape).toEqual([480, 640, 3]);
    expect(rows.length).toBeGreaterThanOrEqual(22);
    expect(new Set(rows.map(({ left }) => left[0])).size).toBe(rows.length);
    expectLivePairs(rows);
    const { samples } = await Dataset.open(path.join(folder, name));
    // The stamps of the pictures, not the time at which they came.
    rows.forEach(({ left }, i) => {
      expect(samples[i]!.timestamp).toBeCloseTo(100 + left[0]! / 20, 5);
    });
  });

  test('is recorded from remapped topics, until enough pictures are there', async () => {
    const recorder = record(
      'enough',
      '--from-topic',
      '--frames',
      '10',
      '--json',
      'camera:=/F1ROS/cameraL/image_raw',
    );
    await recorder.line(/recording /, PATIENCE_ms);
    const driver = processes.python('driver_pair.py', '24');
    expect(await recorder.ended).toBe(0);
    // It would go on to drive for the tests that follow.
    await driver.stop();
    const said = JSON.parse(recorder.text.slice(recorder.text.indexOf('{')));
    expect(said).toMatchObject({
      source: 'topics',
      complete: true,
      counts: { written: 10, dropped: 0 },
      whole: { count: 10 },
    });
    const { rows } = await inPython(path.join(folder, 'enough'));
    expect(rows).toHaveLength(10);
    expectLivePairs(rows);
  });
});

test('Silence is said with the topic, and nothing is left behind', async () => {
  const recorder = record('silence', '--from-topic', '--seconds', '0.5', '--camera-topic', '/nobody/here');
  expect(await recorder.ended).toBe(5);
  expect(recorder.text).toMatch(/no image arrived on \/nobody\/here within .* s, so nothing was recorded/);
  expect(existsSync(path.join(folder, 'silence'))).toBe(false);
});

test('Pictures without commands are no dataset', async () => {
  const camera = processes.python('camera.py', '--topic', '/other/camera', '--rate', '20', '--name', 'other');
  await camera.line(/sent 10/, PATIENCE_ms);
  const recorder = record('undriven', '--from-topic', '--seconds', '5', '--camera-topic', '/other/camera');
  expect(await recorder.ended).toBe(5);
  expect(recorder.text).toMatch(/images arrived on \/other\/camera but no command on \/F1ROS\/cmd_vel/);
  expect(existsSync(path.join(folder, 'undriven'))).toBe(false);
  await camera.stop();
});

describe('A bag that rosbag wrote', () => {
  test.each([
    ['raw', []],
    ['compressed', ['--compressed']],
  ])('with %s pictures becomes a dataset, each with its command', async (name, options) => {
    const bag = path.join(folder, `${name}.bag`);
    await processes.python('driver_pair.py', '25', '--bag', bag, ...options).line(/sent 25/, PATIENCE_ms);
    const recorder = record(`bag-${name}`, '--from-bag', bag);
    expect(await recorder.ended).toBe(0);
    const { rows } = await inPython(path.join(folder, `bag-${name}`));
    expect(rows.map(({ left }) => left[0])).toEqual(Array.from({ length: 25 }, (_, i) => i));
    expectTruePairs(rows);
  });

  test('without the topic asked for is refused with what it has', async () => {
    const recorder = record(
      'no-topic',
      '--from-bag',
      path.join(folder, 'raw.bag'),
      '--camera-topic',
      '/F1ROS/camera',
    );
    expect(await recorder.ended).toBe(2);
    expect(recorder.text).toMatch(/has no topic \/F1ROS\/camera.*its topics are .*\/F1ROS\/cmd_vel/);
    expect(readdirSync(folder)).not.toContain('no-topic');
  });
});

const drive = realDrive();
(drive === null ? test.skip : test)(
  'A recorded drive in Gazebo becomes a dataset whose labels turn as the car did',
  async () => {
    const recorder = record('gazebo', '--from-bag', drive!);
    expect(await recorder.ended).toBe(0);
    const { shape, rows } = await inPython(path.join(folder, 'gazebo'));
    expect(shape).toEqual([480, 640, 3]);
    expect(rows).toHaveLength(159);
    // Straight on at first, then the first bend to the right.
    expect(Math.max(...rows.slice(0, 40).map(({ w }) => Math.abs(w)))).toBeLessThan(0.1);
    expect(Math.min(...rows.slice(90, 140).map(({ w }) => w))).toBeLessThan(-0.7);
    expect(rows.every(({ v }) => v === 6)).toBe(true);
  },
);

test('A dataset of the built-in world loads in Python', async () => {
  const recorder = record(
    'world',
    '--circuits',
    'simple_circuit',
    '--directions',
    'forward',
    '--frames',
    '6',
  );
  expect(await recorder.ended).toBe(0);
  const { shape, rows } = await inPython(path.join(folder, 'world', 'simple_circuit'));
  expect(shape).toEqual([480, 640, 3]);
  expect(rows).toHaveLength(6);
});

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Dataset } from '../../src/models/dataset/dataset';
import { start, temporaryFolder, writeRing } from '../helpers/command-line';
import { call, run } from '../helpers/in-process';

jest.setTimeout(120_000);
const folder = temporaryFolder();
const ring = writeRing(folder);
const file = (...names: string[]) => path.join(folder, ...names);
const SET = file('set');

test('dataset record writes labelled images of the built-in world and describes them', async () => {
  const { code, stdout } = await run([
    'dataset',
    'record',
    SET,
    '--circuits',
    ring,
    '--frames',
    '8',
    '--seed',
    '4',
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^teacher drove 2 times, seed 4, disturbances: pushes/);
  expect(stdout).toMatch(/ring_forward +4 +/);
  expect(stdout).toMatch(/8 labelled images in /);
  expect((await Dataset.open(SET)).parts.map(({ name }) => name)).toEqual(['ring_forward', 'ring_reverse']);
});

test('a brain drives and labels, and --json prints one object and nothing else', async () => {
  const out = file('brain');
  const options = ['--circuits', ring, '--directions', 'forward', '--frames', '3', '--disturb', 'none'];
  const { code, stdout } = await run([
    'dataset',
    'record',
    out,
    '--brain',
    'line_follower',
    '--json',
    ...options,
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    complete: true,
    source: 'world',
    driver: 'line_follower',
    drives: [{ name: 'ring', count: 3 }],
    whole: { count: 3 },
  });
});

test('dataset info shows figures and draws two pictures', async () => {
  const { code, stdout } = await run(['dataset', 'info', SET, '--check', '--out', file('pictures')]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/8 labelled images, each one read/);
  expect(readdirSync(file('pictures')).sort()).toEqual(['contact-sheet.png', 'labels.png', 'labels.svg']);
  const json = await run(['dataset', 'info', SET, '--json', '--no-pictures']);
  expect(JSON.parse(json.stdout)).toMatchObject({ duplicates: 0, files: [], whole: { count: 8 } });
});

test('dataset info notes that no image follows another, as with timestamps in an unknown unit', async () => {
  mkdirSync(file('apart'));
  writeFileSync(file('apart', 'data.csv'), 'image_name,v,w,timestamp\n0,7,0,1.5\n1,7,0,51.5\n');
  for (const name of ['0.png', '1.png']) writeFileSync(file('apart', name), name);
  const { code, stdout } = await run(['dataset', 'info', file('apart'), '--no-pictures']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/note: no image follows another within 0\.25 s.*are the timestamps in seconds/);
});

test('dataset augment makes more of it', async () => {
  const { code, stdout } = await run(['dataset', 'augment', SET, file('more'), '--mirror', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ read: 8, written: 16, whole: { count: 16 } });
});

test('Ctrl-C ends a recording with a valid dataset', async () => {
  const out = file('interrupted');
  const recorder = call(['dataset', 'record', out, '--circuits', ring, '--frames', '100000']);
  while (!existsSync(path.join(out, 'ring_forward', '3.png'))) await new Promise((r) => setTimeout(r, 50));
  recorder.signals.send('SIGINT');
  const { code, stdout } = await recorder.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(/\(ended early\)/);
  const dataset = await Dataset.open(out);
  await expect(dataset.frame(dataset.samples.length - 1)).resolves.toBeDefined();
});

test('What a killed recording leaves is a valid dataset', async () => {
  const out = file('killed');
  const recorder = start([
    'dataset',
    'record',
    out,
    '--circuits',
    ring,
    '--directions',
    'forward',
    '--frames',
    '100000',
  ]);
  while (!existsSync(path.join(out, 'ring', '5.png'))) await new Promise((r) => setTimeout(r, 20));
  recorder.child.kill('SIGKILL');
  await recorder.ended;
  const dataset = await Dataset.open(out);
  expect(dataset.samples.length).toBeGreaterThanOrEqual(5);
  for (let i = 0; i < dataset.samples.length; i++) await dataset.frame(i);
});

describe('A wrong command line ends with code 2 and one line', () => {
  mkdirSync(file('full'));
  writeFileSync(file('full', 'notes.txt'), 'mine');
  mkdirSync(file('no-number'));
  writeFileSync(file('no-number', 'data.csv'), 'image_name,v,w,timestamp\n0,fast,0,1\n');
  writeFileSync(file('no-number', '0.png'), '');

  test.each([
    [
      'an unknown circuit',
      ['record', file('a'), '--circuits', 'simple_circut'],
      /'simple_circut' is unknown \(did you mean 'simple_circuit'\?\)/,
    ],
    ['an unknown brain', ['record', file('b'), '--brain', 'line_folower'], /line_follower/],
    [
      'a spread that needs the teacher',
      ['record', file('b'), '--brain', 'line_follower', '--spread', 'steering'],
      /--spread steering needs the teacher, who drives without images; leave out --brain line_follower/,
    ],
    [
      'an unknown direction',
      ['record', file('c'), '--directions', 'foward'],
      /'foward' is not a direction \(did you mean 'forward'\?\)/,
    ],
    [
      'two ways at once',
      ['record', file('d'), '--test-set', '--from-topic'],
      /--test-set and --from-topic exclude each other/,
    ],
    [
      'an option of another way',
      ['record', file('e'), '--test-set', '--frames', '5'],
      /--frames has no effect with --test-set/,
    ],
    [
      'a topic without a source',
      ['record', file('f'), '--camera-topic', '/x'],
      /--camera-topic needs --from-topic or --from-bag/,
    ],
    [
      'a car without a source',
      ['record', file('f'), '--car', 'academy'],
      /--car needs --from-topic or --from-bag/,
    ],
    [
      'an unknown car',
      ['record', file('f'), '--from-topic', '--car', 'academi'],
      /no car is called 'academi' \(did you mean 'academy'\?\)/,
    ],
    ['a circuit named twice', ['record', file('g'), '--circuits', 'simple_circuit,simple_circuit'], /once/],
    ['a folder that is not empty', ['record', file('full')], /full: is not empty/],
    ['nothing to augment with', ['augment', SET, file('h')], /nothing to do: name one of --mirror/],
    [
      'unknown weather',
      ['augment', SET, file('i'), '--weather', 'fogg'],
      /'fogg' is unknown \(did you mean 'fog'\?\)/,
    ],
    ['no dataset', ['info', file('nowhere')], /nowhere: no such dataset folder/],
    ['an invalid label', ['info', file('no-number')], /data\.csv, line 2, column v: 'fast' is not a number/],
    [
      'pictures drawn into the dataset',
      ['info', SET, '--out', path.join(SET, 'ring_forward')],
      /is inside the dataset/,
    ],
  ])('%s', async (_, args, complaint) => {
    const { code, stdout, stderr } = await run(['dataset', ...args]);
    expect(stderr).toMatch(complaint);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('and leaves nothing behind', () => {
    for (const name of 'abcdefghi') expect(existsSync(file(name))).toBe(false);
    expect(readFileSync(file('full', 'notes.txt'), 'utf8')).toBe('mine');
  });
});

test('A bag that is none ends with code 6', async () => {
  const { code, stderr } = await run(['dataset', 'record', file('bag'), '--from-bag', ring]);
  expect(code).toBe(6);
  expect(stderr).toMatch(/ring\.yml: is not a rosbag/);
  expect(existsSync(file('bag'))).toBe(false);
});

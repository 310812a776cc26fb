import { mkdirSync, writeFileSync } from 'node:fs';
import { DatasetFolder, plainPng } from '../helpers/datasets';
import { run } from '../helpers/in-process';

const folder = new DatasetFolder();
const set = folder.file('udacity');

beforeAll(async () => {
  mkdirSync(folder.file('udacity', 'IMG'), { recursive: true });
  writeFileSync(folder.file('udacity', 'IMG', '1.jpg'), await plainPng(320, 160));
  writeFileSync(folder.file('udacity', 'driving_log.csv'), 'IMG/1.jpg,IMG/2.jpg,IMG/3.jpg,-0.5,0,0,20\n');
});

const info = (...args: string[]) => run(['dataset', 'info', set, '--no-pictures', ...args]);

test('labels in other units are rejected in one line, with exit code 2', async () => {
  const { code, stdout, stderr } = await info();
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(
    /^f1-brain: .*driving_log\.csv: speed \(20 to 20\) .*--label-units v=mph,w=normalized:1\.5.*\n$/,
  );
});

test('--label-units says what they are, and a line on standard error says what was assumed', async () => {
  const { code, stdout, stderr } = await info('--label-units', 'v=mph,w=normalized:2', '--json', '--check');
  expect(code).toBe(0);
  expect(stderr).toMatch(/^f1-brain: .*driving_log\.csv: read as Udacity's: .*\n$/);
  const found = JSON.parse(stdout) as { assumed: string[]; whole: { w_radps: { mean: number } } };
  expect(found.assumed).toHaveLength(1);
  expect(found.whole.w_radps.mean).toBe(1);
});

test('an unknown unit is refused with those that there are', async () => {
  const { code, stderr } = await info('--label-units', 'w=turns');
  expect(code).toBe(2);
  expect(stderr).toMatch(/'turns' is not a unit of w; choose from rad\/s, deg\/s, normalized:F/);
});

test('augment writes such a dataset in our layout and units', async () => {
  const out = folder.file('ours');
  const args = ['--mirror', '--label-units', 'v=mph,w=normalized:2', '--json'];
  const { code, stderr } = await run(['dataset', 'augment', set, out, ...args]);
  expect({ code, stderr: stderr.includes("read as Udacity's") }).toEqual({ code: 0, stderr: true });
  const again = await run(['dataset', 'info', out, '--no-pictures', '--json']);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  const { whole } = JSON.parse(again.stdout) as { whole: { w_radps: { mean: number; max: number } } };
  expect(whole.w_radps).toMatchObject({ mean: 0, max: 1 });
});

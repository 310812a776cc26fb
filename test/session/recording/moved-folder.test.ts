import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_RECORDING } from '../../../src/config/recording';
import { RecordingSwitch } from '../../../src/session/recording/recording-switch';
import type { Brain, MessageTap, World } from '../../../src/types';
import { contentsOf } from './support/bag-contents';
import { clock, decision, raw } from './support/messages';

const BRAIN = { name: 'mine', model: null, provider: null } as Brain;
const NAME = '20260131-235959';

/** A record in a folder of its own; `moved` resolves when it has noticed that the folder is elsewhere. */
function record(folder = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-moved-')), 'run')) {
  let tap: MessageTap | null = null;
  let sawMove = () => {};
  const moved = new Promise<void>((resolve) => {
    sawMove = resolve;
  });
  const said: string[] = [];
  const made = new RecordingSwitch({
    folder,
    name: NAME,
    settings: DEFAULT_RECORDING,
    nodeName: '/car',
    decisionTopic: '/car/decision',
    recordTime: 'wall',
    measuring: { circuit: null, perfectLap: null },
    describe: () => ({ opening: {}, closing: () => ({}) }),
    onFailure: () => said.push('failed'),
    log: {
      info: () => {},
      warn: (line) => {
        said.push(line);
        sawMove();
      },
      error: (line) => said.push(line),
    },
  });
  made.attach({
    tap: (given: MessageTap | null) => {
      tap = given;
    },
  } as unknown as World);
  const drive = (sec: number) => {
    void tap?.message(raw('/clock', 'rosgraph_msgs/Clock', clock(sec), sec));
    made.decision({ ...decision, left_ms: 1000 * sec }, BRAIN);
  };
  return { folder, made, said, drive, moved };
}

const clockOf = async (file: string) => (await contentsOf(file)).topics.get('/clock')!.map(({ sec }) => sec);

test.each([
  ['is renamed', (folder: string) => renameSync(folder, `${folder}-good`), '-good'],
  [
    'is renamed, with a file in its place',
    (folder: string) => {
      renameSync(folder, `${folder}-good`);
      writeFileSync(folder, '');
    },
    '-good',
  ],
  ['is removed', (folder: string) => rmSync(folder, { recursive: true }), ''],
])('a recording whose folder %s loses nothing', async (_, move, suffix) => {
  const { folder, made, said, drive, moved } = record();
  mkdirSync(folder);
  await made.start();
  drive(1);
  move(folder);
  await moved;
  drive(2);
  await made.close();
  const place = `${folder}${suffix}`;
  expect(made.files).toEqual({
    recording: path.join(place, `${NAME}.bag`),
    metrics: path.join(place, `${NAME}.json`),
    decisions: path.join(place, 'decisions.csv'),
  });
  expect(Object.values(made.files).every((file) => existsSync(file))).toBe(true);
  expect(await clockOf(made.files.recording!)).toEqual([1, 2]);
  expect(made.unsaved).toBe(false);
  expect(said).toEqual([expect.stringContaining(`the recording is in ${place}`)]);
});

test('recordings that begin at once in one folder take names of their own', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-shared-'));
  const records = [1, 2, 3].map(() => record(folder));
  await Promise.all(records.map(({ made }) => made.start()));
  for (const [i, { drive }] of records.entries()) drive(i + 1);
  await Promise.all(records.map(({ made }) => made.close()));
  const clocks = await Promise.all(records.map(({ made }) => clockOf(made.files.recording!)));
  expect(clocks).toEqual([[1], [2], [3]]);
  expect(readdirSync(folder)).toHaveLength(9);
});

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommanderError } from 'commander';
import { JITI, PACKAGE_ROOT } from '../../scripts/support/paths';
import { strategyList } from '../../study/list';
import { type StudyOptions, studyCommand } from '../../study/options';
import { wantedStrategies } from '../../study/study';

const strategies = strategyList();

/** The options that arguments give, or what is said of them. */
function read(...args: string[]): { options: StudyOptions | null; said: string } {
  let options: StudyOptions | null = null;
  let said = '';
  const command = studyCommand(strategies, (given) => {
    options = given;
  });
  command.configureOutput({
    writeErr: (text) => {
      said += text;
    },
  });
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return { options, said };
}

test.each([
  [['--frobnicate'], /unknown option '--frobnicate'/],
  [['everything'], /too many arguments/],
  [['--only', 'everything'], /--only .*everything is unknown: choose from offline, gpu, lockstep, ros/],
  [['--models', 'pilotnat'], /--models .*pilotnat is unknown: choose from pilotnet, /],
  [['--ros-circuits', 'monza'], /--ros-circuits .*monza is unknown: choose from simple_circuit/],
  [['--rounds', '0'], /--rounds .*whole number from 1/],
  [['--at-once', '1'], /--at-once .*whole number from 2/],
  [['--seed'], /--seed <n>' argument missing/],
  [['--perfect-laps', '/nowhere'], /--perfect-laps .*\/nowhere: no such file or folder/],
])('one line says what is wrong with %j', (args, message) => {
  const { options, said } = read(...args);
  expect(options).toBeNull();
  expect(said).toMatch(message);
  expect(said.trim().split('\n')).toHaveLength(1);
});

test('the program ends with code 2 and starts nothing where an option is wrong', async () => {
  const program = path.join(PACKAGE_ROOT, 'study', 'strategies.ts');
  const code = await new Promise((resolve) => {
    execFile(process.execPath, [JITI, program, '--quick', '--frobnicate'], (error) => resolve(error?.code));
  });
  expect(code).toBe(2);
});

test('without options the study is the published one', () => {
  const { options } = read();
  expect(options).toMatchObject({
    only: ['offline', 'gpu', 'lockstep', 'ros'],
    models: null,
    rosModels: null,
    rosCircuits: ['simple_circuit', 'montreal_line'],
    rounds: 20,
    frames: 1000,
    whole: new Set(['offline', 'gpu', 'lockstep', 'ros']),
  });
  expect(options?.circuits).toHaveLength(5);
});

test('a part of a table is not taken for the whole of it', () => {
  const whole = (...args: string[]) => [...(read(...args).options?.whole ?? [])];
  expect(whole('--quick')).toEqual([]);
  expect(whole('--models', 'pilotnet')).toEqual([]);
  expect(whole('--circuits', 'simple_circuit')).toEqual(['offline', 'gpu', 'ros']);
  expect(whole('--ros-models', 'pilotnet')).toEqual(['offline', 'gpu', 'lockstep']);
  expect(whole('--ros-models', 'all', '--ros-circuits', 'all')).toHaveLength(4);
});

test('some models are evaluated beside those that they are compared with, and driven alone', () => {
  const models = ['pilotnet_qat', 'slim_pilotnet'];
  const ids = (only: StudyOptions['only']) =>
    wantedStrategies(strategies, { models, only }).map(({ id }) => id);
  expect(ids(['offline', 'lockstep'])).toEqual(['pilotnet', ...models]);
  expect(ids(['lockstep'])).toEqual(models);
  expect(read('--models', models.join(',')).options).toMatchObject({ rosModels: models });
});

test('bags of perfect laps are found by the circuits in their names, and a folder is searched for them', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-laps-'));
  for (const name of ['lap-simple-circuit.bag', 'montreal-weave.bag', 'lap-montreal.bag']) {
    writeFileSync(path.join(folder, name), '');
  }
  expect([...(read('--perfect-laps', folder).options?.perfectLaps ?? [])]).toEqual([
    ['montreal_line', path.join(folder, 'lap-montreal.bag')],
    ['simple_circuit', path.join(folder, 'lap-simple-circuit.bag')],
  ]);
  writeFileSync(path.join(folder, 'lap-of-honour.bag'), '');
  expect(read('--perfect-laps', folder).said).toMatch(/lap-of-honour\.bag: its name has no circuit/);
  rmSync(folder, { recursive: true });
});

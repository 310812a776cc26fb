import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageType } from '../../../src/messages/index';
import { checkWorkspace } from '../../../src/session/doctor/check-workspace';
import { PACKAGE_ROOT } from '../../../src/support/paths';

const temporary = () => mkdtempSync(path.join(tmpdir(), 'f1-brain-doctor-'));

function addPackage(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.xml'), `<package format="2"><name>${name}</name></package>`);
  return folder;
}

/** A folder as a devel space has it, with the Python classes of our messages. */
function addClasses(prefix: string, md5: string): void {
  const folder = path.join(prefix, 'lib', 'python3', 'dist-packages', 'f1_brain', 'msg');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '_Decision.py'), `class Decision:\n  _md5sum = "${md5}"\n`);
}

const states = async (env: NodeJS.ProcessEnv) =>
  (await checkWorkspace(env)).map(({ state, what, found }) => `${state} ${what}: ${found}`);

test('a machine without a workspace needs none', async () => {
  expect(await states({})).toEqual(['optional ROS workspace: ROS_PACKAGE_PATH is not set']);
});

test('a workspace that is built has nothing missing', async () => {
  const [source, devel] = [temporary(), temporary()];
  symlinkSync(PACKAGE_ROOT, path.join(source, 'f1_brain'));
  addPackage(path.join(devel, 'share', 'message_generation'), 'message_generation');
  addClasses(devel, messageType('f1_brain/Decision').md5sum);
  const env = { ROS_PACKAGE_PATH: source, CMAKE_PREFIX_PATH: devel };
  expect(await states(env)).toEqual([
    `ok ROS package f1_brain: ${path.join(source, 'f1_brain')}`,
    `ok message_generation: ${path.join(devel, 'share', 'message_generation')}`,
    `ok Python classes of f1_brain: ${path.join(devel, 'lib/python3/dist-packages/f1_brain/msg')}`,
  ]);
});

test('a workspace without f1_brain, and a folder that is not there, are told', async () => {
  const source = temporary();
  expect(await states({ ROS_PACKAGE_PATH: `${source}:${source}/gone` })).toEqual([
    `missing ROS workspace: ROS_PACKAGE_PATH names ${source}/gone, which does not exist`,
    'missing ROS package f1_brain: not on ROS_PACKAGE_PATH',
  ]);
});

test('two packages of one name in one workspace are a fault; in another one, the first hides the second', async () => {
  const [source, other] = [temporary(), temporary()];
  const first = addPackage(path.join(source, 'a', 'f1_brain'), 'f1_brain');
  const second = addPackage(path.join(source, 'b', 'copy'), 'f1_brain');
  const third = addPackage(path.join(other, 'f1_brain'), 'f1_brain');
  const ignored = addPackage(path.join(source, 'c'), 'f1_brain');
  writeFileSync(path.join(ignored, 'CATKIN_IGNORE'), '');
  const [double, ours] = await states({ ROS_PACKAGE_PATH: `${source}:${other}` });
  expect(double).toBe(`broken ROS package f1_brain: two packages of this name: ${first} and ${second}`);
  expect(ours).toContain(
    `${first}, not this f1-brain (${PACKAGE_ROOT}); it hides ${second}; it hides ${third}`,
  );
});

test('classes that were generated from another version are a fault', async () => {
  const [source, devel] = [temporary(), temporary()];
  symlinkSync(PACKAGE_ROOT, path.join(source, 'f1_brain'));
  addClasses(devel, '0'.repeat(32));
  const found = await checkWorkspace({ ROS_PACKAGE_PATH: source, CMAKE_PREFIX_PATH: devel });
  expect(found.at(-1)).toMatchObject({
    state: 'broken',
    found: expect.stringContaining('is of another version of f1_brain/Decision'),
    todo: 'run catkin_make in the workspace, then `. devel/setup.sh`',
  });
});

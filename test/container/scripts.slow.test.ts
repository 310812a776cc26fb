import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { linkOrCopy } from '../helpers/link-or-copy';
import { ROOT } from './support/files';

const execute = promisify(execFile);
const NOBODY = 65534;

interface Said {
  code: number;
  output: string;
}

async function script(file: string, args: string[] = [], options: object = {}): Promise<Said> {
  const run = execute(file, args, { encoding: 'utf8', maxBuffer: 1 << 24, ...options });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error) => ({ code: Number(error.code), output: `${error.stdout}${error.stderr}` }),
  );
}

/** A copy of what git knows, with the dependencies of this checkout: what the build stage has after npm ci. */
function checkout(folder: string): string {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const kept = [
    'assembly',
    'brains',
    'config',
    'launch',
    'models',
    'msg',
    'nodes',
    'ros',
    'scripts',
    'src',
    'srv',
  ];
  for (const file of files.trim().split('\n')) {
    if (file.includes('/') && !kept.includes(file.split('/')[0]!)) continue;
    if (!existsSync(path.join(ROOT, file))) continue;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(folder, file));
  }
  // Links are enough: npm takes packages away and changes none but its own list of them.
  linkOrCopy(path.join(ROOT, 'node_modules'), folder);
  const list = path.join('node_modules', '.package-lock.json');
  rmSync(path.join(folder, list));
  copyFileSync(path.join(ROOT, list), path.join(folder, list));
  return folder;
}

describe('the scripts of the images', () => {
  // Outside the checkout: rosrun searches all of it for programs, and asks which one when there are two of a name.
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-container-'));
  const installed = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-image-')), 'f1_brain');
  let built: Said;

  beforeAll(async () => {
    built = await script(path.join(checkout(folder), 'scripts/container/build.sh'), [installed]);
    chmodSync(path.dirname(installed), 0o755);
  }, 300_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(path.dirname(installed), { recursive: true, force: true });
  });

  it('build a tree without sources, tests, tools and the libraries of other platforms', () => {
    expect(built).toMatchObject({ code: 0 });
    expect(readdirSync(installed)).not.toEqual(expect.arrayContaining(['src']));
    expect(readdirSync(path.join(installed, 'node_modules'))).not.toEqual(expect.arrayContaining(['jest']));
    const libraries = path.join(installed, 'node_modules/onnxruntime-node/bin/napi-v6');
    expect(readdirSync(libraries)).toEqual([process.platform]);
    expect(readdirSync(path.join(libraries, process.platform))).toEqual([process.arch]);
  });

  it('leave the dependencies of this checkout alone', () => {
    expect(existsSync(path.join(ROOT, 'node_modules/jest/package.json'))).toBe(true);
    expect(existsSync(path.join(folder, 'node_modules/jest/package.json'))).toBe(false);
  });

  it('pass the smoke test as a user who owns nothing', async () => {
    const root = process.getuid?.() === 0;
    // Somebody else's tree: without root's help this user owns it, and may not write to it.
    if (!root) execFileSync('chmod', ['-R', 'a-w', installed]);
    const smoke = path.join(installed, 'scripts/container/smoke-brain.sh');
    const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: '/nonexistent' };
    const who = root ? { uid: NOBODY, gid: NOBODY } : {};
    const said = await script(smoke, [], { cwd: '/', env, ...who });
    if (!root) execFileSync('chmod', ['-R', 'u+w', installed]);
    expect(said).toEqual({ code: 0, output: expect.stringContaining('smoke test passed\n') });
    expect(said.output).not.toContain('Microsoft');
  }, 300_000);

  it('fail the smoke test where a model is damaged', async () => {
    const broken = `${installed}-broken`;
    cpSync(installed, broken, { recursive: true });
    writeFileSync(path.join(broken, 'models', 'slim_pilotnet.onnx'), 'no model');
    const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    if (process.getuid?.() !== 0) execFileSync('chmod', ['-R', 'a-w', broken]);
    const said = await script(path.join(broken, 'scripts/container/smoke-brain.sh'), [], {
      cwd: '/',
      ...who,
    });
    expect(said.code).not.toBe(0);
    expect(said.output).toContain('slim_pilotnet');
    expect(said.output).not.toContain('smoke test passed');
    execFileSync('chmod', ['-R', 'u+w', broken]);
  }, 300_000);

  it('build no GPU image without the providers', async () => {
    const said = await script(path.join(installed, 'scripts/container/providers.sh'), ['--check']);
    expect(said).toMatchObject({ code: 1 });
    expect(said.output).toContain('libonnxruntime_providers_shared.so is not there');
  });

  it('take the environment of ROS before the command, whatever its script does with the shell', async () => {
    const setup = path.join(folder, 'setup.sh');
    writeFileSync(
      setup,
      // As catkin's: unset variables, and the arguments taken for its own.
      '[ -z "$NOBODY_SET_THIS" ] && [ $# -eq 0 ] && export ROS_PACKAGE_PATH=/opt/ros/share SEEN=yes\n',
    );
    const words = ['sh', '-c', 'echo "$ROS_PACKAGE_PATH $SEEN $1"', 'sh', 'an argument'];
    const entrypoint = path.join(installed, 'scripts/container/entrypoint.sh');
    const env = { PATH: process.env.PATH, ROS_SETUP: setup };
    expect(await script(entrypoint, words, { env })).toEqual({
      code: 0,
      output: `${installed}:/opt/ros/share yes an argument\n`,
    });
    const without = { PATH: process.env.PATH, ROS_DISTRO: 'nowhere' };
    const twice = { ...without, ROS_PACKAGE_PATH: `${installed}:/other` };
    expect((await script(entrypoint, words, { env: twice })).output).toBe(
      `${installed}:/other  an argument\n`,
    );
    expect((await script(entrypoint, words, { env: without })).output).toBe(`${installed}  an argument\n`);
    expect(await script(entrypoint, words, { env: { ...env, ROS_SETUP: '/nowhere/setup.sh' } })).toEqual({
      code: 2,
      output: expect.stringMatching(/there is no \/nowhere\/setup\.sh/),
    });
  });
});

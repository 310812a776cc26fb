import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Clone } from '../docs/support/clone';
import { ROOT } from '../docs/support/commands';
import { writeRing } from '../helpers/command-line';

interface Lock {
  readonly packages: Record<string, Record<string, unknown> & { readonly dev?: boolean }>;
}

/** What `npm pack` gives, installed into an empty folder as a user installs it. */
describe('the npm package', () => {
  const clone = new Clone();
  const user = mkdtempSync(path.join(tmpdir(), 'f1-brain-user-'));
  let files: readonly string[];
  let tarball: string;

  beforeAll(async () => {
    const said = await clone.run('npm pack --json --silent');
    const [packed] = JSON.parse(said.slice(said.indexOf('[\n'))) as [
      { filename: string; files: { path: string }[] },
    ];
    tarball = path.join(clone.folder, packed.filename);
    files = packed.files.map((file) => file.path);
    writeUser(user, tarball);
    // Tarballs come from npm's cache, where `npm ci` of this checkout left them.
    const skip = { ONNXRUNTIME_NODE_INSTALL: 'skip' };
    await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], skip);
  }, 600_000);

  afterAll(() => {
    clone.remove();
    rmSync(user, { recursive: true, force: true });
  });

  function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { cwd: user, env: { ...process.env, ROS_MASTER_URI: undefined, ...env } };
      execFile(program, [...args], { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        if (error) reject(new Error(`${program} ${args.join(' ')}: ${error.message}\n${stdout}\n${stderr}`));
        else resolve(stdout);
      });
    });
  }

  it('is smaller than 40 MB', () => {
    expect(statSync(tarball).size).toBeLessThan(40e6);
  });

  it('holds what a run needs, and no sources or tests', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/cli/main.js',
        'dist/index.d.ts',
        'dist/drive/tensor/bilinear.wasm',
        'brains/pilotnet.yml',
        'config/circuits/simple_circuit.yml',
        'config/fonts.conf',
        'models/pilotnet.onnx',
        'models/pilotnet.card.yml',
        'launch/brain.launch',
        'msg/Decision.msg',
        'package.xml',
        'LICENSE',
      ]),
    );
    expect(files.filter((file) => /^(src|test|bench|training|scripts|study)\//.test(file))).toEqual([]);
  });

  it('needs no build: dist is as it was packed', () => {
    const scripts = JSON.parse(readFileSync(installed('package.json'), 'utf8')).scripts as object;
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
    expect(readdirSync(installed('dist/messages'))).toContain('generated');
  });

  it('drives a lap over ROS with the master, simulator and node that it brings', async () => {
    const ring = writeRing(user);
    const said = await run('npx', ['f1-brain', 'lap', '--circuit', ring, '--out', 'out', '--json']);
    expect(JSON.parse(said)).toMatchObject({ completed: true, world: 'ros', model: 'pilotnet' });
    // Letters of the picture: without fonts it is far smaller.
    expect(statSync(path.join(user, 'out', 'lap.png')).size).toBeGreaterThan(50_000);
  });

  it('is a library: a session drives from a program of the user', async () => {
    writeFileSync(
      path.join(user, 'drive.mjs'),
      `import { Session } from 'f1-brain';
const session = new Session({ world: 'lockstep', brain: 'slim_pilotnet', circuit: 'ring.yml', out: null });
console.log(JSON.stringify((await session.run()).statistics));
`,
    );
    writeRing(user);
    expect(JSON.parse(await run('node', ['drive.mjs']))).toMatchObject({
      completed: true,
      world: 'lockstep',
    });
  });

  it('names types that a module of a user can be checked with', async () => {
    writeFileSync(
      path.join(user, 'brain.ts'),
      `import { Session, type UserBrainFactory } from 'f1-brain';
export const session: Session = new Session({ world: 'lockstep', brain: 'pilotnet' });
const brain: UserBrainFactory = () => ({ decide: (frame) => ({ v_mps: 1, w_radps: frame.width * 0 }) });
export default brain;
`,
    );
    const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
    const types = ['--types', 'node', '--typeRoots', path.join(ROOT, 'node_modules', '@types')];
    await run(tsc, ['--noEmit', '--strict', '--module', 'node16', ...types, 'brain.ts']);
    writeFileSync(path.join(user, 'wrong.ts'), `import type { NoSuchThing } from 'f1-brain';\n`);
    await expect(
      run(tsc, ['--noEmit', '--strict', '--module', 'node16', ...types, 'wrong.ts']),
    ).rejects.toThrow(/no exported member/);
  });

  const installed = (file: string) => path.join(user, 'node_modules', 'f1-brain', file);
});

/** A project that depends on the tarball, with a lock file: so npm asks no registry which versions there are. */
function writeUser(folder: string, tarball: string): void {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const user = { name: 'user', version: '1.0.0', dependencies: { 'f1-brain': `file:${tarball}` } };
  const needed = Object.entries(packages).filter(([name, { dev }]) => name !== '' && dev !== true);
  const { version, dependencies, bin, engines } = packages['']!;
  const lock = {
    ...{ name: user.name, version: user.version, lockfileVersion: 3, requires: true },
    packages: {
      '': user,
      ...Object.fromEntries(needed),
      'node_modules/f1-brain': { version, dependencies, bin, engines, resolved: `file:${tarball}` },
    },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(user));
  writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
}

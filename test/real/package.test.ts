import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, Processes, ROOT } from './support/processes';
import { eventually, startRoscore } from './support/roscore';
import { twistsOf } from './support/twists';
import { Workspace } from './support/workspace';

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('the package in a catkin workspace', () => {
  let processes: Processes;
  let workspace: Workspace;

  beforeAll(async () => {
    processes = new Processes(`http://127.0.0.1:${await freePort()}`);
    workspace = new Workspace(processes);
  });

  afterAll(async () => {
    await processes.killAll();
    workspace.close();
  });

  it('is built by catkin_make, which leaves what npm has made alone while it is up to date', async () => {
    const said = await workspace.catkinMake();
    expect(said).toContain('f1_brain: 2 messages, 1 services');
    expect(said).not.toMatch(/f1_brain: npm|CMake Warning/);
    expect(await workspace.run('devel', 'rosrun', 'f1_brain', 'brain', '--help')).toContain('f1-brain run');
    expect(await workspace.run('devel', 'rosrun', 'f1_brain', 'simulator', '--help')).toContain(
      'f1-brain simulate',
    );
  });

  it('is compiled again by catkin_make when a source is newer', async () => {
    const later_s = Date.now() / 1000 + 2;
    utimesSync(path.join(workspace.package, 'src', 'index.ts'), later_s, later_s);
    rmSync(path.join(workspace.package, 'dist', 'index.js'));
    const said = await workspace.catkinMake();
    expect(said).toContain('f1_brain: npm run build');
    expect(said).not.toContain('f1_brain: npm ci');
    expect(existsSync(path.join(workspace.package, 'dist', 'index.js'))).toBe(true);
  });

  describe('installed, its sources gone', () => {
    let share: string;

    beforeAll(async () => {
      await workspace.catkinMake('install');
      workspace.forgetSources();
      share = path.join(workspace.folder, 'install', 'share', 'f1_brain');
    });

    it('is found by rospack with its messages and services', async () => {
      expect(await workspace.run('install', 'rospack', 'find', 'f1_brain')).toBe(share);
      for (const type of ['Decision', 'Metrics']) {
        const definition = readFileSync(path.join(ROOT, 'msg', `${type}.msg`), 'utf8').trim();
        expect(await workspace.run('install', 'rosmsg', 'show', '-r', `f1_brain/${type}`)).toContain(
          definition,
        );
      }
      expect(await workspace.run('install', 'rossrv', 'show', 'f1_brain/LoadBrain')).toContain(
        'bool success',
      );
      const headers = readdirSync(path.join(workspace.folder, 'install', 'include', 'f1_brain'));
      expect(headers).toEqual(expect.arrayContaining(['Decision.h', 'LoadBrain.h', 'Metrics.h']));
    });

    it('has what it needs and no development dependency', () => {
      const there = (name: string) => existsSync(path.join(share, 'node_modules', name, 'package.json'));
      expect(Object.keys(manifest.dependencies).filter((name) => !there(name))).toEqual([]);
      expect(Object.keys(manifest.devDependencies).filter(there)).toEqual([]);
      expect(readdirSync(share)).toEqual(expect.arrayContaining(['LICENSE', 'package.json', 'package.xml']));
    });

    it('drives a lap with a network and draws it, which takes its native parts', async () => {
      const out = mkdtempSync(path.join(tmpdir(), 'f1-brain-out-'));
      const lap = ['lap', 'slim_pilotnet', '--world', 'lockstep', '--out', out];
      await workspace.run('install', 'rosrun', 'f1_brain', 'f1-brain', ...lap);
      expect(existsSync(path.join(out, 'lap.png'))).toBe(true);
      rmSync(out, { recursive: true });
    });

    it('is understood by a C++ node that was compiled against its headers', async () => {
      const program = path.join(workspace.folder, 'watch_brain');
      const [flags, libraries] = await Promise.all(
        ['--cflags', '--libs'].map(async (which) =>
          (await processes.run('pkg-config', which, 'roscpp')).trim(),
        ),
      );
      const source = path.join(ROOT, 'test', 'real', 'support', 'watch_brain.cpp');
      const include = ['-I', path.join(workspace.folder, 'install', 'include')];
      const words = (text = '') => text.split(/\s+/).filter(Boolean);
      const compiler = processes.start('g++', [
        ...['-std=c++17', '-Wall', '-Werror', ...include, ...words(flags), source],
        ...['-o', program, ...words(libraries)],
      ]);
      expect([await compiler.ended, compiler.text]).toEqual([0, '']);
      await startRoscore(processes);
      const world = workspace.start('install', 'rosrun', 'f1_brain', 'simulator');
      await world.line(/is ready/);
      const node = workspace.start('install', 'rosrun', 'f1_brain', 'brain', 'slim_pilotnet', '--no-record');
      await node.line(/drives with/);
      const said = await processes.run(program);
      expect(said).toMatch(/^slim_pilotnet on cpu: frame \d+, \d+\.\d m\/s; metrics of slim_pilotnet$/m);
      expect(said).toMatch(/^line_follower drives now$/m);
      expect(await node.stop('SIGINT')).toBe(0);
      expect(await world.stop('SIGINT')).toBe(0);
    });

    it('is started by rosrun and roslaunch, answers frames, and is understood by rostopic', async () => {
      const recorder = processes.python('twist_recorder.py');
      await recorder.line(/^ready$/);
      const world = workspace.start('install', 'rosrun', 'f1_brain', 'simulator');
      await world.line(/is ready/);
      const launch = workspace.start('install', 'roslaunch', 'f1_brain', 'brain.launch', 'record:=false');
      await launch.line(/^\/f1_brain drives with pilotnet \(pilotnet on cpu\)/, 60_000);
      await eventually(() => twistsOf(recorder).filter(({ v_mps }) => v_mps > 0).length > 10);
      for (const topic of ['decision', 'metrics']) {
        const echoed = await workspace.run('install', 'rostopic', 'echo', '-n', '1', `/f1_brain/${topic}`);
        expect(echoed).toMatch(/^brain: "pilotnet"$/m);
      }
      await launch.stop('SIGINT', 20_000);
      await eventually(() => twistsOf(recorder).at(-1)?.v_mps === 0);
      expect(twistsOf(recorder).at(-1)).toMatchObject({ v_mps: 0, w_radps: 0 });
      expect(await world.stop('SIGINT')).toBe(0);
    });
  });
});

describe('npm in the build', () => {
  const npm = (script: string, step: string) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-npm-'));
    const program = path.join(folder, 'npm');
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const processes = new Processes('http://127.0.0.1:1');
    return processes.start('cmake', [
      `-DNPM=${program}`,
      `-DSTEP=${step}`,
      '-P',
      path.join(ROOT, 'cmake', 'npm.cmake'),
    ]);
  };

  it.each([
    ['ci', 'npm ci failed; it needs the network once'],
    ['build', 'npm run build failed'],
    ['list', 'run npm ci'],
  ])('says in one line what to do when %s fails, after what npm said', async (step, line) => {
    const child = npm('echo "npm error network" >&2; exit 1', step);
    expect(await child.ended).not.toBe(0);
    expect(child.text).toContain('npm error network');
    expect(child.text).toContain(line);
  });
});

describe('catkin_lint', () => {
  it('has no remark', async () => {
    const processes = new Processes('http://127.0.0.1:1');
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-lint-')), 'f1_brain');
    const parts = [
      'CMakeLists.txt',
      'package.xml',
      'LICENSE',
      'brains',
      'cmake',
      'config',
      'launch',
      'models',
    ];
    const more = ['msg', 'nodes', 'package.json', 'package-lock.json', 'ros', 'scripts', 'src', 'srv'];
    await processes.run('mkdir', folder);
    await processes.run('cp', '-a', ...[...parts, ...more].map((part) => path.join(ROOT, part)), folder);
    const said = await processes.run('catkin_lint', '--offline', '-W2', '--strict', folder);
    expect(said).toContain('checked 1 packages and found 0 problems');
  });
});

describe('the programs that rosrun and roslaunch start', () => {
  let processes: Processes;

  beforeAll(() => {
    processes = new Processes('http://127.0.0.1:1');
  });

  /** Runs nodes/brain with nothing on PATH but what the shell needs, and a node that says its version. */
  async function start(nodes: string, version: string | null) {
    const bin = mkdtempSync(path.join(tmpdir(), 'f1-brain-bin-'));
    for (const tool of ['dirname', 'readlink']) {
      writeFileSync(path.join(bin, tool), `#!/bin/sh\nexec /usr/bin/${tool} "$@"\n`, { mode: 0o755 });
    }
    if (version !== null) {
      writeFileSync(path.join(bin, 'node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
    }
    const child = processes.start('/bin/sh', [path.join(nodes, 'brain')], { PATH: bin });
    return { code: await child.ended, lines: child.lines };
  }

  it('say in one line that node is missing', async () => {
    expect(await start(path.join(ROOT, 'nodes'), null)).toEqual({
      code: 127,
      lines: [expect.stringMatching(/^f1_brain: no node on PATH; Node\.js 20 or later is needed/)],
    });
  });

  it('say in one line that node is too old', async () => {
    expect(await start(path.join(ROOT, 'nodes'), 'v10.19.0')).toEqual({
      code: 126,
      lines: [expect.stringMatching(/^f1_brain: .*\/node is Node\.js v10\.19\.0, 20 or later is needed/)],
    });
  });

  it('say in one line that the package is not built', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-not-built-'));
    await processes.run('cp', '-a', path.join(ROOT, 'nodes'), folder);
    expect(await start(path.join(folder, 'nodes'), 'v20.20.2')).toEqual({
      code: 2,
      lines: [`f1_brain is not built: run 'npm ci' in ${folder}, or catkin_make`],
    });
  });
});

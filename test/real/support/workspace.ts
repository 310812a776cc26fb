import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { linkOrCopy } from '../../helpers/link-or-copy';
import { type Child, type Processes, PYTHON, ROOT } from './processes';

/** What the package is made of; tests, training, benchmarks and docs are not built. */
const PARTS = [
  ...['CMakeLists.txt', 'LICENSE', 'package-lock.json', 'package.json', 'package.xml', 'tsconfig.json'],
  ...['assembly', 'brains', 'cmake', 'config', 'dist', 'launch', 'models', 'msg', 'nodes', 'ros', 'scripts'],
  ...['src', 'srv'],
];
const LAST_OF_NPM_CI = 'node_modules/.package-lock.json';
const LAST_OF_BUILD = 'dist/build.stamp';

/** A catkin workspace with this package, as after `npm ci`; its path has a space in it. */
export class Workspace {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'f1 brain '));
  readonly package = path.join(this.folder, 'src', 'f1_brain');
  readonly #processes: Processes;

  constructor(processes: Processes) {
    this.#processes = processes;
    mkdirSync(this.package, { recursive: true });
    for (const part of PARTS) {
      execFileSync('cp', ['-a', '--reflink=auto', path.join(ROOT, part), this.package], { stdio: 'pipe' });
    }
    linkOrCopy(path.join(ROOT, 'node_modules'), this.package);
    // Of its own, so that its time can be set.
    const stamp = path.join(this.package, LAST_OF_NPM_CI);
    rmSync(stamp);
    copyFileSync(path.join(ROOT, LAST_OF_NPM_CI), stamp);
    const now_s = Date.now() / 1000;
    utimesSync(stamp, now_s, now_s);
    utimesSync(path.join(this.package, LAST_OF_BUILD), now_s + 1, now_s + 1);
  }

  /** Runs catkin_make to its end and returns what it said. Rejects with that when it fails. */
  async catkinMake(...args: string[]): Promise<string> {
    const make = this.#processes.start(
      'catkin_make',
      ['-C', this.folder, `-DPYTHON_EXECUTABLE=${PYTHON}`, ...args],
      { ROS_PACKAGE_PATH: '' },
    );
    const code = await make.ended;
    if (code !== 0) throw new Error(`catkin_make ${args.join(' ')} ended with ${code}:\n${make.text}`);
    return make.text;
  }

  /** A command in the environment of a space. */
  start(space: 'devel' | 'install', command: string, ...args: string[]): Child {
    // A script that is sourced would read our arguments as its own.
    const script = 'use() { . "$0"; }; use && exec "$@"';
    const setup = path.join(this.folder, space, 'setup.bash');
    return this.#processes.start('bash', ['-c', script, setup, command, ...args], { ROS_PACKAGE_PATH: '' });
  }

  async run(space: 'devel' | 'install', command: string, ...args: string[]): Promise<string> {
    const child = this.start(space, command, ...args);
    const code = await child.ended;
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${child.text}`);
    return child.text;
  }

  /** Leaves the install space alone in the world. */
  forgetSources(): void {
    for (const part of ['src', 'build', 'devel']) rmSync(path.join(this.folder, part), { recursive: true });
  }

  close(): void {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }
}

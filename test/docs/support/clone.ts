import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeRing } from '../../helpers/command-line';
import { ROOT } from './commands';

/** A checkout as a reader has it after `npm ci`, to type commands in: its files and what was built of them. */
export class Clone {
  readonly folder: string;
  readonly #bin: string;

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-docs-'));
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    for (const file of files.trim().split('\n')) {
      if (file.startsWith('test/') || !existsSync(path.join(ROOT, file))) continue;
      mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
      copyFileSync(path.join(ROOT, file), path.join(this.folder, file));
    }
    for (const built of ['dist', path.join('src', 'messages', 'generated')]) {
      cpSync(path.join(ROOT, built), path.join(this.folder, built), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules'));
    writeRing(this.folder);
    this.#bin = path.join(mkdtempSync(path.join(tmpdir(), 'f1-brain-bin-')));
    const main = path.join(this.folder, 'dist', 'cli', 'main.js');
    this.#program('f1-brain', `exec "${process.execPath}" "${main}" "$@"`);
    // npx takes half a second to find what the lock file says; one test asks the real one.
    this.#program(
      'npx',
      `case $1 in
  f1-brain) shift; exec f1-brain "$@" ;;
  jiti) shift; exec "${path.join(ROOT, 'node_modules/.bin/jiti')}" "$@" ;;
esac
exit 127`,
    );
  }

  /** Runs one line in the clone, with bash, and interrupts it once it has said `until`, as Ctrl-C would. Rejects with
   *  all that it said when it ends otherwise than well. */
  run(line: string, until?: RegExp): Promise<string> {
    const env = { ...process.env, PATH: `${this.#bin}:${process.env.PATH}`, ROS_MASTER_URI: undefined };
    return new Promise((resolve, reject) => {
      const shell = spawn('bash', ['-c', line], {
        cwd: this.folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const said = { stdout: '', stderr: '' };
      let isAwaited = until !== undefined;
      for (const stream of ['stdout', 'stderr'] as const) {
        shell[stream].setEncoding('utf8').on('data', (text: string) => {
          said[stream] += text;
          if (!isAwaited || !until?.test(said[stream])) return;
          isAwaited = false;
          process.kill(-shell.pid!, 'SIGINT');
        });
      }
      shell.on('error', reject).on('close', (code, signal) => {
        if (code === 0 && !isAwaited) resolve(said.stdout);
        else reject(new Error(`${line}: ${signal ?? `exit code ${code}`}\n${said.stdout}\n${said.stderr}`));
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.#bin, { recursive: true, force: true });
  }

  #program(name: string, script: string): void {
    const file = path.join(this.#bin, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }
}

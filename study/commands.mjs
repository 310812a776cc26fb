// Calls of the command line, and the folder that they work in.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../bench/tables.mjs';

/** What --quick makes is never taken for the real thing. */
export const OUT = path.join(
  ROOT,
  'out',
  process.argv.includes('--quick') ? 'strategies-quick' : 'strategies',
);
const MAIN = path.join(ROOT, 'dist/cli/main.js');
const execute = promisify(execFile);

export const say = (text) => process.stderr.write(`${text}\n`);

/** A file of ours as the project's folder shows it. */
export const relative = (file) => path.relative(ROOT, path.resolve(ROOT, file));

/** Runs f1-brain with its progress on the terminal.
 *  @returns standard output
 *  @throws when the exit code is none of `codes` */
export async function brain(args, { codes = [0], quiet = false } = {}) {
  if (!existsSync(MAIN)) throw new Error('dist/ is missing: npm run build');
  if (quiet) {
    const { stdout } = await execute(process.execPath, [MAIN, ...args], {
      cwd: ROOT,
      maxBuffer: 1 << 28,
    }).catch((error) => {
      if (codes.includes(error.code)) return error;
      throw new Error(
        `f1-brain ${args.join(' ')}: ${error.stderr?.trim().split('\n').at(-1) ?? error.message}`,
      );
    });
    return stdout;
  }
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (!codes.includes(code)) throw new Error(`f1-brain ${args.join(' ')} ended with exit code ${code}`);
  return stdout;
}

export function folder(...names) {
  const whole = path.join(OUT, ...names);
  mkdirSync(whole, { recursive: true });
  return whole;
}

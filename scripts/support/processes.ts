import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { MAIN, PACKAGE_ROOT, PYTHON } from './paths';

export interface RunOptions {
  /** Exit codes that are no failure. */
  readonly codes?: readonly number[];
  /** Whether standard error goes to the terminal; otherwise its last line is in the error's message. */
  readonly showsProgress?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** Standard output of a program that runs in the package's folder.
 *  @throws Error where it ends with another code than those allowed, or by a signal */
export function outputOf(
  file: string,
  args: readonly string[],
  { codes = [0], showsProgress = false, env = process.env }: RunOptions = {},
): Promise<string> {
  const stderr = showsProgress ? 'inherit' : 'pipe';
  const child = spawn(file, args, { cwd: PACKAGE_ROOT, env, stdio: ['ignore', 'pipe', stderr] });
  const said = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.stderr = (said.stderr + text).slice(-20_000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code !== null && codes.includes(code)) return resolve(said.stdout);
      const reason = said.stderr.trim().split('\n').at(-1) || `ended with ${code ?? signal}`;
      reject(new Error(`${file} ${args.join(' ')}: ${reason}`));
    });
  });
}

/** The JSON value in the last line of a program's standard output. Its shape is not checked: both ends are ours. */
export async function jsonOf<T>(file: string, args: readonly string[], options: RunOptions = {}): Promise<T> {
  const lines = (await outputOf(file, args, options)).trim().split('\n');
  return JSON.parse(lines.at(-1) ?? '') as T;
}

/** Standard output of `f1-brain`. */
export function outputOfBrain(args: readonly string[], options: RunOptions = {}): Promise<string> {
  if (!existsSync(MAIN)) throw new Error('dist/ is missing: npm run build');
  return outputOf(process.execPath, [MAIN, ...args], options);
}

/** What `f1-brain ... --json` prints. */
export async function jsonOfBrain<T>(args: readonly string[], options: RunOptions = {}): Promise<T> {
  return JSON.parse(await outputOfBrain([...args, '--json'], options)) as T;
}

/** Whether Python has these modules, for example `torch, numpy`. */
export function pythonHas(modules: string): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${modules}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Resolves after a while. */
export function pause(time_ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time_ms));
}

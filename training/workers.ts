import { spawn } from 'node:child_process';
import path from 'node:path';

/** Runs `script` once a worker, each with its own number, and waits for all of them.
 *  Their standard error is passed on; the first failure is the error. */
export async function runWorkers(script: string, args: readonly string[], workers: number): Promise<void> {
  const jiti = path.join(path.dirname(require.resolve('jiti/package.json')), 'lib/jiti-cli.mjs');
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const child = spawn(process.execPath, [jiti, script, ...args, '--worker', String(worker)], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      return new Promise<void>((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code, signal) => {
          if (code === 0) resolve();
          else reject(new Error(`worker ${worker} of ${path.basename(script)} ended with ${code ?? signal}`));
        });
      });
    }),
  );
}

/** One line a few seconds apart: how many frames are done, how fast, how long it will take. */
export class ProgressLine {
  readonly #total: number;
  readonly #started = performance.now();
  #told = 0;

  constructor(total: number) {
    this.#total = total;
  }

  tell(done: number): void {
    const now = performance.now();
    if (now - this.#told < 5000 && done < this.#total) return;
    this.#told = now;
    const rate = (1000 * done) / (now - this.#started);
    const left_s = (this.#total - done) / rate;
    process.stderr.write(
      `  ${done} of ${this.#total} frames, ${rate.toFixed(0)} frames/s, ${left_s.toFixed(0)} s left\n`,
    );
  }
}

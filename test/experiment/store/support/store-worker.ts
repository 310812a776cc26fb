/**
 * A process that does the runs of a store: `store-worker.ts FOLDER RUNS KILL-AT`. It ends itself with SIGKILL at the call
 * of that number to the file system or the table, counted from 1; at 0 it does all runs. It prints `open` when the store
 * is, and how many calls it made at the end.
 */
import fs from 'node:fs';
import Libsql from 'libsql';
import { doRuns } from './do-runs';

const [folder = '', runs = '', killAt = ''] = process.argv.slice(2);
let calls = 0;

/** Counts the calls of a method, and ends the process before the one that is due. */
function count(owner: object, names: readonly string[]): void {
  const methods = owner as Record<string, (...values: unknown[]) => unknown>;
  for (const name of names) {
    const method = methods[name]!;
    methods[name] = function (this: unknown, ...values: unknown[]) {
      calls += 1;
      if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL');
      return method.apply(this, values);
    };
  }
}

count(fs, [
  'mkdirSync',
  'openSync',
  'writeSync',
  'fsyncSync',
  'closeSync',
  'renameSync',
  'rmSync',
  'writeFileSync',
]);
count(Libsql.prototype, ['exec']);
count(Object.getPrototypeOf(new Libsql(':memory:').prepare('SELECT 1')) as object, ['run', 'iterate']);

doRuns(folder, Number(runs), () => process.stdout.write('open\n'));
process.stdout.write(`${calls}\n`);

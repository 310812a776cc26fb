import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../../src/experiment/store/open-store';
import { mulberry32 } from '../../../src/support/random';
import { THOROUGH } from '../../helpers/thorough';
import { contentOf, doRuns, planOf, RUN_FILES } from './support/do-runs';

const JITI = path.join(path.dirname(require.resolve('jiti/package.json')), 'lib', 'jiti-cli.mjs');
const WORKER = path.join(__dirname, 'support', 'store-worker.ts');

let folder: string;
// Each process takes a second on a busy machine.
jest.setTimeout(600_000);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'f1-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a process that does so many runs.
 *  @returns the process, and what it prints until it ends */
function startWorker(runs: number, killAt = 0) {
  const child = spawn(process.execPath, [JITI, WORKER, folder, String(runs), String(killAt)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const opened = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.startsWith('open')) resolve();
    });
    child.once('close', () => resolve());
  });
  const ended = new Promise<{ signal: string | null; lines: string[] }>((resolve) => {
    child.once('close', (_, signal) => resolve({ signal, lines: text.trim().split('\n') }));
  });
  return { child, opened, ended };
}

/** Every run is there once, with all of its files, and nothing else is. */
function expectAllOnce(runs: number): void {
  const plan = planOf(runs);
  const store = openStore(folder, { create: false });
  try {
    expect(store.counts(new Set(plan.map(({ key }) => key)))).toEqual({
      planned: 0,
      running: 0,
      finished: runs,
      faults: 0,
    });
    for (const { key } of plan) expect(store.result(key)?.run.key).toBe(key);
  } finally {
    store.close();
  }
  const names = readdirSync(path.join(folder, 'runs'));
  expect(names.filter((name) => !name.startsWith('.'))).toHaveLength(runs);
  expect(readdirSync(path.join(folder, 'runs', '.claimed'))).toEqual([]);
  for (const run of plan) {
    const name = names.find((each) => each.endsWith(run.key.slice(0, 12)))!;
    for (const file of RUN_FILES) {
      expect(readFileSync(path.join(folder, 'runs', name, file), 'latin1')).toBe(contentOf(run));
    }
  }
}

describe('a store whose process is killed', () => {
  it('has every run once when another goes on, at whatever call it was', async () => {
    const counting = await startWorker(1).ended;
    const calls = Number(counting.lines.at(-1));
    expect(calls).toBeGreaterThan(40);
    expectAllOnce(1);
    for (let killAt = 1; killAt <= calls; killAt += THOROUGH ? 5 : 19) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      expect((await startWorker(1, killAt).ended).signal).toBe('SIGKILL');
      doRuns(folder, 1);
      expectAllOnce(1);
    }
  });

  it('has every run once when several do them and are killed at any moment', async () => {
    const random = mulberry32(18);
    const runs = THOROUGH ? 200 : 40;
    for (let kills = 0; kills < (THOROUGH ? 16 : 6); kills += 2) {
      const workers = [startWorker(runs), startWorker(runs)];
      await Promise.all(
        workers.map(async ({ child, opened, ended }) => {
          await opened;
          await new Promise((resolve) => setTimeout(resolve, 120 * random()));
          child.kill('SIGKILL');
          await ended;
        }),
      );
    }
    const last = await Promise.all([startWorker(runs).ended, startWorker(runs).ended]);
    expect(last.map(({ signal }) => signal)).toEqual([null, null]);
    expectAllOnce(runs);
  });
});

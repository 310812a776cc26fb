import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { processorSeconds, statusNumber } from '../../scripts/support/proc';
import { RUN_COLUMNS } from '../../src/experiment/run/run-row';
import { Database } from '../../src/experiment/store/database';
import { openStore } from '../../src/experiment/store/open-store';
import { makeExperimentRows } from './experiment-rows';

const POLL_MS = 10;

export interface ReportRun {
  readonly wall_s: number;
  /** Of all threads of the process, as last seen before it ended. */
  readonly cpu_s: number;
  /** Largest resident memory. */
  readonly rss_MB: number;
}

export interface ReportCase {
  readonly runs: number;
  readonly brains: number;
  readonly rounds: number;
}

/** Reports a store of synthetic runs, in a process each time. @param main of f1-brain @param folder empty */
export async function measureReport(
  main: string,
  folder: string,
  { runs, brains, rounds }: ReportCase,
): Promise<ReportRun[]> {
  const store = path.join(folder, 'store');
  fillTable(store, runs, brains);
  const measured: ReportRun[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push(await timed([main, 'report', store, '--out', path.join(folder, `report-${round}`)]));
  }
  return measured;
}

/** Rows without their results: a report reads nothing else. Each has a folder, as a store expects. */
function fillTable(store: string, runs: number, brains: number): void {
  openStore(store, { create: true }).close();
  const database = new Database(path.join(store, 'runs.db'));
  const names = RUN_COLUMNS.map(({ name }) => name);
  const sql = `INSERT INTO runs (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  database.write(() => {
    for (const row of makeExperimentRows(runs, brains)) {
      mkdirSync(path.join(store, 'runs', String(row.folder)));
      const cells = names.map((name) => row[name] ?? null);
      database.run(sql, ...cells.map((cell) => (typeof cell === 'boolean' ? Number(cell) : cell)));
    }
  });
  database.close();
}

function timed(args: readonly string[]): Promise<ReportRun> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let [cpu_s, rss_MB] = [0, 0];
  const poll = setInterval(() => {
    cpu_s = processorSeconds(child.pid) ?? cpu_s;
    rss_MB = (statusNumber(child.pid, 'VmHWM') ?? 1000 * rss_MB) / 1000;
  }, POLL_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(poll);
      if (code === 0) resolve({ wall_s: (performance.now() - begin) / 1000, cpu_s, rss_MB });
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

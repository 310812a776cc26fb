import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { planExperiments } from '../../src/experiment/plan/plan-experiments';
import type { PlannedRun } from '../../src/experiment/run/planned-run';
import type { RunResult } from '../../src/experiment/run/run-result';
import { RunPool } from '../../src/experiment/work/run-pool';

/** A run that was driven. */
export interface TimedRun {
  readonly result: RunResult;
  /** What it left. */
  readonly folder: string;
  /** Of the wall clock, messages to its process and back included. */
  readonly time_s: number;
}

/** Writes an experiment file and plans its runs. */
export async function planRuns(
  below: string,
  content: Readonly<Record<string, unknown>>,
): Promise<{ readonly file: string; readonly runs: readonly PlannedRun[] }> {
  const file = path.join(mkdtempSync(path.join(below, 'plan-')), 'experiment.yml');
  writeFileSync(file, JSON.stringify(content));
  const { runs } = await planExperiments([file]);
  return { file, runs };
}

/** Runs after which a process is as fast as it will be: V8 has compiled what they need. */
export const WARM_UP_RUNS = 10;

/** Drives runs in so many processes side by side, as a worker does, without a queue. The first runs of each process, and
 *  those that had no other beside them at the end, are left out.
 *  @throws Error where a run ended by a fault */
export async function timeRuns(
  runs: readonly PlannedRun[],
  slots: number,
  below: string,
): Promise<TimedRun[]> {
  const pool = new RunPool({ slots });
  const warmUp = Array.from({ length: slots * WARM_UP_RUNS }, (_, i) => runs[i % runs.length]!);
  const todo = [...warmUp, ...runs];
  const done: TimedRun[] = [];
  const { signal } = new AbortController();
  const work = async () => {
    for (let run = todo.shift(); run !== undefined; run = todo.shift()) {
      const folder = mkdtempSync(path.join(below, 'run-'));
      const start_ms = performance.now();
      const result = await pool.drive(run, folder, signal);
      const time_s = (performance.now() - start_ms) / 1000;
      if (result.outcome === 'fault') throw new Error(`a run ended by a fault: ${result.detail}`);
      done.push({ result, folder, time_s });
    }
  };
  try {
    await Promise.all(Array.from({ length: slots }, work));
  } finally {
    await pool.close();
  }
  const counted = done.slice(warmUp.length, done.length - (slots - 1));
  for (const { folder } of done.filter((each) => !counted.includes(each))) {
    rmSync(folder, { recursive: true, force: true });
  }
  return counted;
}

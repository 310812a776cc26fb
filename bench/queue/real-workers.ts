import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MAIN } from '../../scripts/support/paths';
import { QUEUES_KEY, queueName, WORKERS_KEY } from '../../src/experiment/queue/queue-names';
import { WorkerRegistry } from '../../src/experiment/queue/registry';
import type { RunRow } from '../../src/experiment/run/run-row';
import { version } from '../../src/support/version';
import type { RedisProcess } from './redis-process';

/** What real workers did with an experiment. */
export interface RealOutcome {
  readonly runs: number;
  /** From the start of the first run to the end of the last. */
  readonly duration_s: number;
  /** Processor time of Redis for each run. */
  readonly redis_ms: number;
}

/** Submits an experiment to workers of this machine, processes of their own that drive a run at a time.
 *  @param warmUp an experiment before it, so that all processes have begun */
export async function driveOverQueue(
  redis: RedisProcess,
  workers: number,
  { file, warmUp, below }: { readonly file: string; readonly warmUp: string; readonly below: string },
): Promise<RealOutcome> {
  // Workers look for queues every few seconds: they are to find this one when they begin.
  await redis.client.sadd(QUEUES_KEY, queueName(version(), []));
  const args = ['worker', '--queue', redis.address.url, '--workers', '1'];
  const children = Array.from({ length: workers }, () =>
    spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore' }),
  );
  try {
    await registered(redis, children);
    await submit(redis, warmUp, below);
    const before_s = await redis.processor_s();
    const rows = await submit(redis, file, below);
    const redis_ms = (1000 * ((await redis.processor_s()) - before_s)) / rows.length;
    return { runs: rows.length, duration_s: durationOf(rows), redis_ms };
  } finally {
    await Promise.all(children.map(end));
    await redis.client.del(WORKERS_KEY);
  }
}

async function registered(redis: RedisProcess, children: readonly ChildProcess[]): Promise<void> {
  const registry = new WorkerRegistry(redis.client);
  while ((await registry.alive()).length < children.length) {
    if (children.some(({ exitCode }) => exitCode !== null)) throw new Error('a worker has ended');
    await pause(50);
  }
}

async function submit(redis: RedisProcess, file: string, below: string): Promise<RunRow[]> {
  const out = mkdtempSync(path.join(below, 'out-'));
  const args = ['experiment', file, '--queue', redis.address.url, '--no-report', '--json', '--out', out];
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { maxBuffer: 1e9 });
  return (JSON.parse(stdout) as { readonly runs: RunRow[] }).runs;
}

function durationOf(rows: readonly RunRow[]): number {
  const begun = rows.map(({ started_at }) => Date.parse(String(started_at)) / 1000);
  const ended = rows.map(({ wall_s }, i) => begun[i]! + Number(wall_s));
  return Math.max(...ended) - Math.min(...begun);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await exit;
}

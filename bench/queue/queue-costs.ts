import { cpSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Queue, Worker } from 'bullmq';
import { Blobs } from '../../src/experiment/queue/blobs';
import {
  jobId,
  type ReturnedFiles,
  type RunJobData,
  type RunJobReturn,
} from '../../src/experiment/queue/job';
import { labelsOf } from '../../src/experiment/queue/labels';
import { LocalFiles } from '../../src/experiment/queue/local-files';
import { PREFIX, QUEUES_KEY, queueName } from '../../src/experiment/queue/queue-names';
import { QueueWorker } from '../../src/experiment/queue/queue-worker';
import { ReturnFiles } from '../../src/experiment/queue/return-files';
import type { RunDriver } from '../../src/experiment/queue/run-driver';
import { Submission } from '../../src/experiment/queue/submission';
import { TakenJob } from '../../src/experiment/queue/taken-job';
import { MOST_ATTEMPTS } from '../../src/experiment/run/attempts';
import type { PlannedRun } from '../../src/experiment/run/planned-run';
import type { RunResult } from '../../src/experiment/run/run-result';
import { openStore } from '../../src/experiment/store/open-store';
import { version } from '../../src/support/version';
import { medianOf } from '../support/measure';
import type { RedisProcess } from './redis-process';
import { TimedStore } from './timed-store';

/** Time for each run. */
export interface PerRun {
  /** Of the wall clock. */
  readonly wall_ms: number;
  /** Processor time of this process. */
  readonly processor_ms: number;
  /** Processor time of the Redis server. */
  readonly redis_ms: number;
}

/** What a run costs at each station of its way through the queue. */
export interface StationCosts {
  readonly add: PerRun;
  readonly take: PerRun;
  readonly renew: PerRun;
  readonly complete: PerRun;
  /** By the submitter, its store included. */
  readonly collect: PerRun;
  /** Of the wall clock, within the store. */
  readonly store_ms: number;
  /** Memory of Redis for a run that waits, and what its result adds. */
  readonly queued_bytes: number;
  readonly returned_bytes: number;
  /** Size of the result as JSON, and of its files. */
  readonly result_bytes: number;
  readonly file_bytes: number;
}

const LOCK_MS = 600_000;

/** Sends runs through the queue one after the other, without driving them, and measures each station.
 *  @param result stands for that of each run
 *  @param files folder whose files come back with each result; null without files */
export async function measureStations(
  redis: RedisProcess,
  runs: readonly PlannedRun[],
  { result, files, below }: { result: RunResult; files: string | null; below: string },
): Promise<StationCosts> {
  const wanted: ReturnedFiles = files === null ? 'none' : 'all';
  const connection = redis.client;
  const name = queueName(version(), labelsOf(runs[0]!, []));
  const queue = new Queue<RunJobData, RunJobReturn>(name, { connection, prefix: PREFIX });
  const worker = new Worker<RunJobData, RunJobReturn>(name, null, {
    ...{ connection, prefix: PREFIX, autorun: false, lockDuration: LOCK_MS },
  });
  const returnFiles = new ReturnFiles(new Blobs(connection), null);
  const taken: TakenJob[] = [];
  const returned: RunJobReturn[] = [];
  try {
    const empty_bytes = await redis.memory_bytes();
    const add = await measure(redis, runs.length, () => addRuns(queue, runs, wanted));
    const queued_bytes = await redis.memory_bytes();
    const take = await measure(redis, runs.length, async () => {
      for (let i = 0; i < runs.length; i++) taken.push((await TakenJob.next(worker, LOCK_MS))!);
    });
    const renew = await measure(redis, runs.length, async () => {
      for (const { job } of taken) await job.extendLock(job.token!, LOCK_MS);
    });
    const complete = await measure(redis, runs.length, async () => {
      for (const each of taken) {
        const delivery = await returnFiles.send(files ?? '', each.job, wanted);
        const its: RunJobReturn = { result: { ...result, run: each.job.data.run }, ...delivery };
        await each.complete(its);
        returned.push(its);
      }
    });
    const returned_bytes = await redis.memory_bytes();
    const collected = await collect(redis, runs, wanted, below);
    return {
      ...{ add, take, renew, complete, ...collected },
      queued_bytes: (queued_bytes - empty_bytes) / runs.length,
      returned_bytes: (returned_bytes - queued_bytes) / runs.length,
      result_bytes: JSON.stringify(returned[0]).length,
      file_bytes: returned[0]!.files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } finally {
    await worker.close(true);
    await queue.close();
  }
}

async function addRuns(
  queue: Queue<RunJobData, RunJobReturn>,
  runs: readonly PlannedRun[],
  files: ReturnedFiles,
): Promise<void> {
  await queue.addBulk(
    runs.map((run) => ({
      name: 'run',
      data: { format: 1 as const, run, files },
      opts: { jobId: jobId(run), attempts: MOST_ATTEMPTS },
    })),
  );
}

/** Has a submission bring all results into a store of its own; measured from the first result on. */
async function collect(
  redis: RedisProcess,
  runs: readonly PlannedRun[],
  files: ReturnedFiles,
  below: string,
): Promise<Pick<StationCosts, 'collect' | 'store_ms'>> {
  const store = new TimedStore(openStore(mkdtempSync(path.join(below, 'store-')), { create: true }));
  store.plan(runs);
  let first: Promise<Reading> | null = null;
  const submission = new Submission({
    address: redis.address,
    store,
    runs,
    labels: [],
    files,
    sharedFolder: null,
    onResult: () => {
      first ??= read(redis);
    },
    onWorkers: () => {},
    onTrouble: () => {},
  });
  try {
    await submission.collect(new AbortController().signal);
    const last = await read(redis);
    return {
      collect: between(await first!, last, runs.length - 1),
      store_ms: store.time_ms / runs.length,
    };
  } finally {
    await submission.close();
    store.close();
  }
}

/** A worker that takes queued runs and gives their results without driving: what it does around each run.
 *  @returns time for each run */
export async function measureWorker(
  redis: RedisProcess,
  runs: readonly PlannedRun[],
  { result, below }: { result: RunResult; below: string },
): Promise<Pick<PerRun, 'wall_ms' | 'processor_ms'>> {
  const name = queueName(version(), labelsOf(runs[0]!, []));
  const queue = new Queue<RunJobData, RunJobReturn>(name, { connection: redis.client, prefix: PREFIX });
  await addRuns(queue, runs, 'none');
  await redis.client.sadd(QUEUES_KEY, name);
  const readings: Promise<Reading>[] = [];
  let driven = 0;
  let worker: QueueWorker | null = null;
  const driver: RunDriver = {
    slots: 1,
    drive: async (run) => {
      driven++;
      if (driven === 1 || driven === runs.length) readings.push(read(redis));
      // The result of the last run is delivered all the same.
      if (driven === runs.length) worker?.stop();
      return { ...result, run };
    },
    close: async () => {},
  };
  worker = new QueueWorker({
    ...{ address: redis.address, labels: [], driver, sharedFolder: null, lock_ms: LOCK_MS, log: () => {} },
    files: (blobs) => new LocalFiles({ folders: [], dataFolder: below, blobs }),
  });
  await worker.run();
  await queue.obliterate({ force: true });
  await queue.close();
  const [first, last] = await Promise.all(readings);
  return between(first!, last!, runs.length - 1);
}

/** Round trip of a command that changes nothing, and how much longer one takes that has to reach the disk. */
export async function measureSync(
  redis: RedisProcess,
  count: number,
): Promise<{ readonly ping_ms: number; readonly sync_ms: number }> {
  const timed = async (command: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const start_ms = performance.now();
      await command();
      times.push(performance.now() - start_ms);
    }
    return medianOf(times);
  };
  const ping_ms = await timed(() => redis.client.ping());
  const written_ms = await timed(() => redis.client.set('bench', 'x'));
  await redis.client.del('bench');
  return { ping_ms, sync_ms: Math.max(0, written_ms - ping_ms) };
}

/** Copies what a run left that a submitter may want. @returns the folder, and its size */
export function keepFiles(from: string, below: string): { readonly folder: string; readonly bytes: number } {
  const folder = mkdtempSync(path.join(below, 'files-'));
  cpSync(from, folder, { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const bytes = files.reduce(
    (sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size,
    0,
  );
  return { folder, bytes };
}

interface Reading {
  readonly wall_ms: number;
  readonly processor_ms: number;
  readonly redis_ms: number;
}

async function read(redis: RedisProcess): Promise<Reading> {
  const wall_ms = performance.now();
  const { user, system } = process.cpuUsage();
  return { wall_ms, processor_ms: (user + system) / 1000, redis_ms: 1000 * (await redis.processor_s()) };
}

function between(from: Reading, to: Reading, runs: number): PerRun {
  return {
    wall_ms: (to.wall_ms - from.wall_ms) / runs,
    processor_ms: (to.processor_ms - from.processor_ms) / runs,
    redis_ms: (to.redis_ms - from.redis_ms) / runs,
  };
}

async function measure(redis: RedisProcess, runs: number, work: () => Promise<void>): Promise<PerRun> {
  const from = await read(redis);
  await work();
  return between(from, await read(redis), runs);
}

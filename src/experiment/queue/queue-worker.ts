import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { messageOf } from '../../errors';
import { version } from '../../support/version';
import { MOST_ATTEMPTS } from '../run/attempts';
import { Blobs } from './blobs';
import { checkJob } from './check-job';
import { JobSource } from './job-source';
import type { QueueAddress } from './queue-address';
import { PREFIX, QUEUES_KEY, servedQueues } from './queue-names';
import { connectRedis } from './redis-server';
import { WorkerRegistry } from './registry';
import { ReturnFiles } from './return-files';
import type { RunDriver, RunFiles } from './run-driver';
import { TakenJob } from './taken-job';

/** Between two looks at queues that were empty. */
const IDLE_MS = 250;
const NOTE_MS = 2_000;
/** A run that this worker cannot do is left to others for so long. */
const LEAVE_TO_OTHERS_MS = 5_000;
const MOST_LACKS = 20;

export interface QueueWorkerOptions {
  readonly address: QueueAddress;
  readonly labels: readonly string[];
  readonly driver: RunDriver;
  /** Finds the files of a run, given what the queue brings. */
  readonly files: (blobs: Blobs) => RunFiles;
  /** A folder that the submitter sees too; null sends files through Redis. */
  readonly sharedFolder: string | null;
  readonly log: (line: string) => void;
  /** A run whose worker has died is given to another after about this time. */
  readonly lock_ms: number;
}

/**
 * Takes runs from the queues that its labels allow, has them driven, and delivers what they give. It survives restarts of
 * Redis. A run that it does not finish is given to another worker.
 */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #id = randomUUID();
  readonly #redis: Redis;
  readonly #returnFiles: ReturnFiles;
  readonly #registry: WorkerRegistry;
  readonly #files: RunFiles;
  readonly #queues = new Map<string, JobSource>();
  readonly #stop = new AbortController();
  readonly #lacks: string[] = [];
  #served: string[] = [];
  #running = 0;
  #done = 0;

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    this.#redis = connectRedis(options.address);
    const blobs = new Blobs(this.#redis);
    this.#files = options.files(blobs);
    this.#returnFiles = new ReturnFiles(blobs, options.sharedFolder);
    this.#registry = new WorkerRegistry(this.#redis);
  }

  /** Works until it is stopped. */
  async run(): Promise<void> {
    const notes = setInterval(() => void this.#tell().catch(() => {}), NOTE_MS);
    try {
      await this.#tell();
      await Promise.all(Array.from({ length: this.#options.driver.slots }, () => this.#slot()));
    } finally {
      clearInterval(notes);
      await this.#close();
    }
  }

  /** Gives the runs in progress back and ends `run`. */
  stop(): void {
    this.#stop.abort();
  }

  async #slot(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const taken = await this.#next().catch((error: unknown) => this.#redisFailed(error));
      if (taken === null) await this.#idle();
      else await this.#work(taken).catch((error: unknown) => this.#redisFailed(error));
    }
  }

  async #next(): Promise<TakenJob | null> {
    for (const name of this.#served) {
      const taken = await TakenJob.next(this.#queue(name), this.#options.lock_ms);
      if (taken !== null) return taken;
    }
    return null;
  }

  async #work(taken: TakenJob): Promise<void> {
    this.#running++;
    const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-run-'));
    try {
      await this.#drive(taken, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
      this.#running--;
    }
  }

  async #drive(taken: TakenJob, folder: string): Promise<void> {
    const { driver, log } = this.#options;
    const data = checkJob(taken.job.data);
    if (typeof data === 'string') {
      log(`refused ${taken.job.id}: ${data}`);
      return taken.fail(new UnrecoverableError(data));
    }
    const signal = AbortSignal.any([this.#stop.signal, taken.lost]);
    try {
      const local = await this.#files.localize(data.run);
      if ('lacks' in local) {
        this.#note(local.lacks);
        return await taken.giveBack(LEAVE_TO_OTHERS_MS);
      }
      const result = await driver.drive(local, folder, signal);
      const failures = taken.job.attemptsMade + 1;
      const attempt = { ...result, run: data.run, attempts: failures + taken.job.stalledCounter };
      const isFault = result.outcome === 'fault';
      if (isFault) {
        const again = result.lasting ? 'and would again' : `attempt ${failures} of ${MOST_ATTEMPTS}`;
        log(`${nameOf(taken)} failed, ${again}: ${result.detail}`);
        if (!result.lasting && failures < MOST_ATTEMPTS) {
          return await taken.fail(new Error(result.detail ?? 'fault'));
        }
      }
      // The last fault is a result too: it comes back with its log.
      const returned = await this.#returnFiles.send(folder, taken.job, isFault ? 'all' : data.files);
      await taken.complete({ result: attempt, ...returned });
      this.#done++;
    } catch (error) {
      if (taken.lost.aborted) return log(`${nameOf(taken)} was given to another worker`);
      if (this.#stop.signal.aborted) return taken.giveBack();
      log(`${nameOf(taken)} failed: ${messageOf(error)}`);
      return taken.fail(error instanceof Error ? error : new Error(messageOf(error)));
    }
  }

  #queue(name: string): JobSource {
    const open = this.#queues.get(name);
    if (open) return open;
    const { lock_ms } = this.#options;
    const queue = new JobSource(name, null, {
      connection: this.#redis,
      prefix: PREFIX,
      autorun: false,
      lockDuration: lock_ms,
      stalledInterval: lock_ms / 2,
      maxStalledCount: MOST_ATTEMPTS - 1,
    });
    queue.on('error', () => {});
    void queue.startStalledCheckTimer();
    this.#queues.set(name, queue);
    return queue;
  }

  async #tell(): Promise<void> {
    const { labels, driver } = this.#options;
    this.#served = servedQueues(await this.#redis.smembers(QUEUES_KEY), version(), labels);
    await this.#registry.tell(this.#id, {
      host: hostname(),
      pid: process.pid,
      version: version(),
      labels,
      slots: driver.slots,
      running: this.#running,
      done: this.#done,
      lacks: this.#lacks,
      at_ms: Date.now(),
    });
  }

  #note(lacks: readonly string[]): void {
    for (const line of lacks) {
      if (this.#lacks.includes(line)) continue;
      this.#options.log(`cannot do a queued run: ${line}`);
      this.#lacks.push(line);
    }
    this.#lacks.splice(0, this.#lacks.length - MOST_LACKS);
  }

  async #idle(): Promise<void> {
    await pause(IDLE_MS, undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  #redisFailed(error: unknown): null {
    this.#options.log(`${this.#options.address.shown}: ${messageOf(error)}`);
    return null;
  }

  async #close(): Promise<void> {
    await this.#options.driver.close();
    await Promise.all([...this.#queues.values()].map((queue) => queue.close(true).catch(() => {})));
    if (this.#redis.status === 'ready') await this.#registry.leave(this.#id).catch(() => {});
    this.#redis.disconnect();
  }
}

function nameOf({ job }: TakenJob): string {
  const { circuit, brain, repetition } = job.data.run;
  return `${circuit.name}, ${brain.name}, repetition ${repetition}`;
}

import { setTimeout as pause } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { messageOf, QueueError } from '../../errors';
import { version } from '../../support/version';
import { within } from '../../support/within';
import { MOST_ATTEMPTS } from '../run/attempts';
import type { PlannedFile, PlannedRun } from '../run/planned-run';
import type { RunResult } from '../run/run-result';
import type { RunStore } from '../run/run-store';
import { Blobs } from './blobs';
import { Delivery } from './delivery';
import { jobId, type ReturnedFiles, type RunJobData, type RunJobReturn } from './job';
import { labelsOf } from './labels';
import type { QueueAddress } from './queue-address';
import { PREFIX, QUEUES_KEY, queueName } from './queue-names';
import { connectRedis } from './redis-server';
import { type WorkerNote, WorkerRegistry } from './registry';
import type { RunJob } from './taken-job';

/** Jobs per command to Redis. */
const BATCH = 500;
/** Outstanding runs looked at in each round, in turn: events may be lost while Redis restarts. */
const LOOKED_AT = 200;
const ROUND_MS = 1_000;
const CLOSE_MS = 1_000;

type RunQueue = Queue<RunJobData, RunJobReturn>;

export interface SubmissionOptions {
  readonly address: QueueAddress;
  readonly store: RunStore;
  /** Those that the store has no result of are submitted. */
  readonly runs: readonly PlannedRun[];
  /** Labels that a worker must have for any of these runs, beyond what a run needs by itself. */
  readonly labels: readonly string[];
  readonly files: ReturnedFiles;
  /** A folder that the workers see too; null where files come through Redis. */
  readonly sharedFolder: string | null;
  readonly onResult: (result: RunResult) => void;
  /** Called about once a second. */
  readonly onWorkers: (workers: readonly WorkerNote[]) => void;
  /** Called with what keeps it waiting. */
  readonly onTrouble: (line: string) => void;
}

/** Puts runs into their queues, and brings what they give into a store: each run once, whatever restarts meanwhile. */
export class Submission {
  readonly #options: SubmissionOptions;
  readonly #redis: Redis;
  readonly #blobs: Blobs;
  readonly #delivery: Delivery;
  readonly #registry: WorkerRegistry;
  readonly #queues = new Map<string, { readonly queue: RunQueue; readonly events: QueueEvents }>();
  /** Of the events of each queue. */
  readonly #connections: Redis[] = [];
  /** Submitted and without a result, by job. */
  readonly #outstanding = new Map<string, PlannedRun>();
  /** Jobs that events tell of. */
  readonly #settled = new Set<string>();
  /** How often a run's files were gone. */
  readonly #lost = new Map<string, number>();
  #wasAway = false;

  constructor(options: SubmissionOptions) {
    this.#options = options;
    this.#redis = connectRedis(options.address);
    this.#blobs = new Blobs(this.#redis);
    this.#delivery = new Delivery(options.store, this.#blobs, options.sharedFolder);
    this.#registry = new WorkerRegistry(this.#redis);
  }

  /** Runs that were submitted and have no result yet. */
  get outstanding(): number {
    return this.#outstanding.size;
  }

  /** Submits what has no result, and waits for all results. Runs that are queued already are not queued twice. Ended by
   *  `signal`, it leaves the rest in the queue.
   *  @throws StoreError where a result cannot be kept; it stays in the queue */
  async collect(signal: AbortSignal): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const watch = setInterval(() => this.#checkConnection(), ROUND_MS);
    try {
      // While Redis is away its commands wait, without an end.
      if (!signal.aborted) await Promise.race([this.#collect(signal), ended]);
    } finally {
      clearInterval(watch);
    }
  }

  async #collect(signal: AbortSignal): Promise<void> {
    await this.#submit();
    while (this.#outstanding.size > 0 && !signal.aborted) {
      const looked = new Set([...this.#settled, ...this.#next(LOOKED_AT)]);
      this.#settled.clear();
      for (const id of looked) {
        if (signal.aborted) return;
        await this.#look(id);
      }
      this.#options.onWorkers(await this.#registry.alive());
      if (this.#settled.size === 0) await pause(ROUND_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #submit(): Promise<void> {
    const { store, runs } = this.#options;
    const missing = runs.filter(({ key }) => store.result(key) === null);
    for (let at = 0; at < missing.length; at += BATCH) await this.#add(missing.slice(at, at + BATCH));
  }

  #checkConnection(): void {
    const isAway = this.#redis.status !== 'ready';
    if (isAway && this.#wasAway)
      this.#options.onTrouble(`${this.#options.address.shown} does not answer: waiting for it`);
    this.#wasAway = isAway;
  }

  async close(): Promise<void> {
    const closing = [...this.#queues.values()].flatMap(({ queue, events }) => [
      queue.close(),
      events.close(),
    ]);
    this.#redis.disconnect();
    for (const connection of this.#connections) connection.disconnect();
    await within(CLOSE_MS, Promise.allSettled(closing));
  }

  async #add(runs: readonly PlannedRun[]): Promise<void> {
    const byQueue = new Map<RunQueue, PlannedRun[]>();
    for (const run of runs) {
      const { queue } = this.#queueOf(run);
      byQueue.set(queue, [...(byQueue.get(queue) ?? []), run]);
      await this.#offerFiles(run);
    }
    for (const [queue, its] of byQueue) {
      await this.#redis.sadd(QUEUES_KEY, queue.name);
      await queue.addBulk(
        its.map((run) => ({
          name: 'run',
          data: { format: 1, run, files: this.#options.files },
          opts: { jobId: jobId(run), attempts: MOST_ATTEMPTS },
        })),
      );
    }
    for (const run of runs) this.#outstanding.set(jobId(run), run);
  }

  /** Data that a worker may not have: it takes files of brains and models from its own disk alone. */
  async #offerFiles({ circuit, perfectLap, timingFile }: PlannedRun): Promise<void> {
    const files = [circuit.file, perfectLap, timingFile].filter((file): file is PlannedFile => file !== null);
    for (const { path, sha256 } of files) {
      const name = `data-${sha256}`;
      if (!(await this.#blobs.has(name))) await this.#blobs.put(name, path);
    }
  }

  /** The next of the outstanding jobs, in turn. */
  #next(count: number): string[] {
    const ids = [...this.#outstanding.keys()].slice(0, count);
    for (const id of ids) {
      const run = this.#outstanding.get(id)!;
      this.#outstanding.delete(id);
      this.#outstanding.set(id, run);
    }
    return ids;
  }

  async #look(id: string): Promise<void> {
    const run = this.#outstanding.get(id);
    if (run === undefined) return;
    const job = await this.#jobOf(id, run);
    // Another submitter has collected it, or somebody emptied the queue.
    if (job === undefined) return this.#add([run]);
    if (!(await this.#isOver(job))) return;
    const result = await this.#delivery.take(run, job).catch((error: unknown) => this.#failed(id, error));
    if (result === null) {
      await job.remove();
      return this.#add([run]);
    }
    this.#outstanding.delete(id);
    // Last: whatever happens before, it is collected again.
    await job.remove().catch(() => {});
    this.#options.onResult(result);
  }

  /** The job of a run; undefined where there is none. One that cannot be read is removed. */
  async #jobOf(id: string, run: PlannedRun): Promise<RunJob | undefined> {
    const { queue } = this.#queueOf(run);
    try {
      return (await queue.getJob(id)) as RunJob | undefined;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const why = `${id}: what Redis holds of this job cannot be read (${messageOf(error)})`;
      this.#failed(id, new QueueError(why, { cause: error }));
      await queue.remove(id);
      return undefined;
    }
  }

  /** Files that are gone take the run with them: it is driven again.
   *  @throws the error where that does not help */
  #failed(id: string, error: unknown): null {
    const times = (this.#lost.get(id) ?? 0) + 1;
    this.#lost.set(id, times);
    if (!(error instanceof QueueError) || times >= MOST_ATTEMPTS) throw error;
    this.#options.onTrouble(`${error.message}: that run is driven again`);
    return null;
  }

  async #isOver(job: RunJob): Promise<boolean> {
    if (job.finishedOn === undefined) return false;
    const state = await job.getState();
    return state === 'completed' || state === 'failed';
  }

  #queueOf(run: PlannedRun): { readonly queue: RunQueue; readonly events: QueueEvents } {
    const name = queueName(version(), labelsOf(run, this.#options.labels));
    const open = this.#queues.get(name);
    if (open) return open;
    const queue: RunQueue = new Queue(name, { connection: this.#redis, prefix: PREFIX });
    const connection = connectRedis(this.#options.address);
    this.#connections.push(connection);
    const events = new QueueEvents(name, { connection, prefix: PREFIX });
    queue.on('error', () => {});
    events.on('error', () => {});
    const settled = ({ jobId: id }: { readonly jobId: string }) => {
      if (this.#outstanding.has(id)) this.#settled.add(id);
    };
    events.on('completed', settled);
    events.on('failed', settled);
    const opened = { queue, events };
    this.#queues.set(name, opened);
    return opened;
  }
}

import { messageOf, StoreError } from '../errors';
import { version } from '../support/version';
import type { ExperimentRunner, RunnerContext, RunnerOutcome } from './experiment-runner';
import { type CancelledRuns, cancelRuns } from './queue/cancel-runs';
import type { ReturnedFiles } from './queue/job';
import { labelsOf, unserved } from './queue/labels';
import type { QueueAddress } from './queue/queue-address';
import { probeRedis, whatRestartLoses } from './queue/redis-server';
import type { WorkerNote } from './queue/registry';
import { Submission } from './queue/submission';
import type { PlannedRun } from './run/planned-run';

export interface QueueSettings {
  readonly address: QueueAddress;
  /** Labels that a worker must have, beyond what a run needs by itself. */
  readonly labels: readonly string[];
  /** Which files of the runs come back. */
  readonly files: ReturnedFiles;
  /** A folder that the workers see too; null where files come through Redis. */
  readonly sharedFolder: string | null;
}

/** Time for workers to say that they are there. */
const PATIENCE_MS = 5_000;

/** Checks the server of a queue before the first run.
 *  @throws QueueError */
export async function requireRedis(
  { address }: QueueSettings,
  log: { warn(line: string): void },
): Promise<void> {
  const loses = whatRestartLoses(await probeRedis(address), address);
  if (loses !== null) log.warn(loses);
}

/** Takes the runs of a plan that no worker has begun out of their queue.
 *  @throws QueueError */
export async function cancelExperiment(
  settings: QueueSettings,
  runs: readonly PlannedRun[],
): Promise<CancelledRuns> {
  await probeRedis(settings.address);
  return cancelRuns(settings, runs);
}

/** Has workers of a queue drive the runs of a store. */
export class QueueRunner implements ExperimentRunner {
  readonly #context: RunnerContext;
  readonly #settings: QueueSettings;
  readonly #submission: Submission;
  readonly #stop = new AbortController();
  /** Lines that have been written: each once. */
  readonly #told = new Set<string>();
  readonly #begun_ms = performance.now();
  #driven = 0;

  constructor(context: RunnerContext, settings: QueueSettings) {
    this.#context = context;
    this.#settings = settings;
    this.#submission = new Submission({
      ...settings,
      store: context.store,
      runs: context.runs,
      onResult: (result) => {
        this.#driven += 1;
        context.onEvent({ type: 'finished', result });
      },
      onWorkers: (workers) => this.#watch(workers),
      onTrouble: (line) => this.#tell(line),
    });
  }

  async run(): Promise<RunnerOutcome> {
    const { signal } = this.#context;
    const end = () => this.#stop.abort();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      await this.#submission.collect(this.#stop.signal);
      if (signal.aborted) this.#tellOfTheRest();
      return { driven: this.#driven, stopped: null };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { driven: this.#driven, stopped: messageOf(error) };
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  close(): Promise<void> {
    return this.#submission.close();
  }

  #watch(all: readonly WorkerNote[]): void {
    const { runs, onEvent } = this.#context;
    const { address, labels } = this.#settings;
    const own = all.filter((note) => note.version === version());
    const running = own.reduce((sum, note) => sum + note.running, 0);
    onEvent({ type: 'workers', workers: own.length, running });
    for (const { host, version: theirs } of all.filter((note) => note.version !== version())) {
      this.#tell(
        `the worker on ${host} is of version ${theirs} and drives none of these runs: install ${version()}`,
      );
    }
    for (const { host, lacks } of own) {
      for (const line of lacks) this.#tell(`the worker on ${host} leaves runs to others: ${line}`);
    }
    if (performance.now() - this.#begun_ms < PATIENCE_MS) return;
    for (const needed of unserved(
      runs.map((run) => labelsOf(run, labels)),
      own,
    )) {
      const option = needed.length > 0 ? ` --labels ${needed.join(',')}` : '';
      this.#tell(
        `no worker drives runs of this queue: start \`f1-brain worker --queue ${address.shown}${option}\``,
      );
    }
  }

  #tellOfTheRest(): void {
    const { outstanding } = this.#submission;
    if (outstanding === 0) return;
    const [runs, its] =
      outstanding === 1 ? ['1 run stays', 'its result'] : [`${outstanding} runs stay`, 'their results'];
    this.#tell(`${runs} in the queue: --resume collects ${its}, --cancel takes out what no worker has begun`);
  }

  #tell(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#context.log.warn(line);
  }
}

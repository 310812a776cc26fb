import { Queue } from 'bullmq';
import { version } from '../../support/version';
import { within } from '../../support/within';
import type { PlannedRun } from '../run/planned-run';
import { jobId } from './job';
import { labelsOf } from './labels';
import type { QueueAddress } from './queue-address';
import { PREFIX, queueName } from './queue-names';
import { connectRedis } from './redis-server';

/** What has become of runs whose queue was told to drop them, in numbers of runs. */
export interface CancelledRuns {
  /** Were waiting, and are no longer in the queue. */
  readonly removed: number;
  /** A worker drives them, and goes on. */
  readonly driven: number;
  /** Their results wait to be collected. */
  readonly finished: number;
}

/** Runs asked about at once. */
const BATCH = 200;
const CLOSE_MS = 1_000;
const WAITING: readonly string[] = ['waiting', 'delayed', 'prioritized'];

/**
 * Takes the runs that no worker has begun out of their queues.
 * @param labels that a worker must have for any of them, beyond what a run needs by itself
 */
export async function cancelRuns(
  { address, labels }: { readonly address: QueueAddress; readonly labels: readonly string[] },
  runs: readonly PlannedRun[],
): Promise<CancelledRuns> {
  const connection = connectRedis(address);
  const queues = new Map<string, Queue>();
  const counts = { removed: 0, driven: 0, finished: 0 };
  const cancel = async (run: PlannedRun) => {
    const name = queueName(version(), labelsOf(run, labels));
    const queue = queues.get(name) ?? new Queue(name, { connection, prefix: PREFIX });
    queues.set(name, queue);
    const state = await queue.getJobState(jobId(run));
    if (state === 'unknown') return;
    if (state === 'completed' || state === 'failed') counts.finished += 1;
    else if (WAITING.includes(state) && (await queue.remove(jobId(run))) === 1) counts.removed += 1;
    // A worker may have taken it meanwhile.
    else counts.driven += 1;
  };
  try {
    for (let at = 0; at < runs.length; at += BATCH) {
      await Promise.all(runs.slice(at, at + BATCH).map(cancel));
    }
    return counts;
  } finally {
    connection.disconnect();
    await within(CLOSE_MS, Promise.allSettled([...queues.values()].map((queue) => queue.close())));
  }
}

import type { Worker } from 'node:worker_threads';
import { within } from './within';

/** A thread that runs JavaScript ends within milliseconds. */
const TERMINATION_MS = 1000;

/** Of this process: threads that native code holds. Node waits for them forever when it exits. */
const stuck = new Set<Worker>();

/** Ends a thread. One that native code holds (a network that never returns) cannot be ended: it goes on, and the
 *  process then has to end by a signal.
 *  @returns false for such a thread */
export async function endThread(worker: Worker): Promise<boolean> {
  const ended = worker.terminate();
  stuck.add(worker);
  void ended.then(() => stuck.delete(worker));
  await within(TERMINATION_MS, ended);
  if (!stuck.has(worker)) return true;
  worker.unref();
  return false;
}

/** Whether the process can end by itself. */
export function hasStuckThreads(): boolean {
  return stuck.size > 0;
}

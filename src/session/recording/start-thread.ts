import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { BagError, messageOf } from '../../errors';
import { builtFile } from '../../support/paths';
import type { FromRecordingThread, RecordingThreadStart, ToRecordingThread } from './channels';
import type { RingMemory } from './ring';
import { SpareThread } from './spare-thread';

/** The thread's program is compiled code also where this file runs from its source (tests). */
const THREAD_FILE = builtFile('session', 'recording', 'recording-thread.js');

/** A file of that name was there. */
export class RecordingExistsError extends BagError {}

/** Of this process. */
const spare = new SpareThread();

/** Starts a recording in a thread; resolves when its files are there and the thread listens.
 *  @throws BagError when they cannot be made, RecordingExistsError when they are there */
export async function startRecordingThread(
  start: RecordingThreadStart & { readonly ring: RingMemory },
): Promise<Worker> {
  const { file } = start;
  // Threads inherit priority: those that all of the process share come from this one, not from the recording's.
  await stat(path.dirname(file)).catch(() => {});
  const worker = spare.take() ?? new Worker(THREAD_FILE, { name: 'recording' });
  const failure = await answerOf(worker, start);
  if (failure === null) return worker;
  const { reason, exists, isAlive } = failure;
  if (isAlive) spare.keep(worker);
  throw new (exists ? RecordingExistsError : BagError)(`${file}: the recording cannot begin: ${reason}`);
}

/** Takes back the thread of a recording that is complete, without listeners. */
export function keepRecordingThread(worker: Worker): void {
  spare.keep(worker);
}

interface StartFailure {
  readonly reason: string;
  /** A file of that name was there. */
  readonly exists: boolean;
  /** The thread can record something else. */
  readonly isAlive: boolean;
}

/** Tells a thread to record, and waits until it does or cannot. @returns null when it does */
function answerOf(
  worker: Worker,
  start: RecordingThreadStart & { readonly ring: RingMemory },
): Promise<StartFailure | null> {
  return new Promise((resolve) => {
    const settle = (failure: StartFailure | null) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      resolve(failure);
    };
    const onMessage = (message: FromRecordingThread) => {
      if (message.type === 'ready') settle(null);
      else if (message.type === 'start_failure')
        settle({ reason: message.message, exists: message.exists, isAlive: true });
      else onExit();
    };
    const onError = (error: Error) => settle({ reason: messageOf(error), exists: false, isAlive: false });
    const onExit = () => settle({ reason: 'its thread ended', exists: false, isAlive: false });
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage({ type: 'start', start } satisfies ToRecordingThread);
  });
}

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { BagError, messageOf } from '../../errors';
import { builtFile } from '../../support/paths';
import type { FromRecordingThread, RecordingThreadStart } from './channels';
import type { RingMemory } from './ring';

/** The thread's program is compiled code also where this file runs from its source (tests). */
const THREAD_FILE = builtFile('session', 'recording', 'recording-thread.js');

/** A file of that name was there. */
export class RecordingExistsError extends BagError {}

/** Starts the thread of a recording; resolves when its files are there and it listens.
 *  @throws BagError when they cannot be made, RecordingExistsError when they are there */
export async function startRecordingThread(
  start: RecordingThreadStart & { readonly ring: RingMemory },
): Promise<Worker> {
  const { file } = start;
  // Threads inherit priority: those that all of the process share come from this one, not from the recording's.
  await stat(path.dirname(file)).catch(() => {});
  const worker = new Worker(THREAD_FILE, { workerData: start, name: 'recording' });
  await new Promise<void>((resolve, reject) => {
    const fail = (reason: string, Kind = BagError) =>
      reject(new Kind(`${file}: the recording cannot begin: ${reason}`));
    worker.once('message', (message: FromRecordingThread) => {
      if (message.type === 'ready') resolve();
      else if (message.type !== 'start_failure') fail('its thread failed');
      else fail(message.message, message.exists ? RecordingExistsError : BagError);
    });
    worker.once('error', (error) => fail(messageOf(error)));
    worker.once('exit', () => fail('its thread ended'));
  });
  return worker;
}

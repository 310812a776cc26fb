import { readFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { BagWriter } from '../../bag/bag-writer';
import { messageOf } from '../../errors';
import { BagKeeper } from './bag-keeper';
import type { FromRecordingThread, HandedImage, RecordingThreadStart } from './channels';
import { Completion } from './completion';
import { keepReserve } from './disk-space';
import { record } from './record';
import { RecordingFiles } from './recording-files';
import { type RingMemory, RingReader } from './ring';

const start = workerData as RecordingThreadStart & { readonly ring: RingMemory };
const send = (message: FromRecordingThread) => parentPort?.postMessage(message);

/** User and system time of this thread (proc(5)): fields 14 and 15, in hundredths of a second. */
function processorTime_ms(): number | null {
  try {
    const fields = readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1]!.split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return null;
  }
}

/** An image that was too large for the ring, if there was one. */
function handedOver(): HandedImage | null {
  const received = parentPort === null ? undefined : receiveMessageOnPort(parentPort);
  return (received?.message as HandedImage | undefined) ?? null;
}

/** On Linux a thread has a priority of its own (setpriority(2)): driving comes first. A process that is nice already
 *  may not raise its priority, and sandboxes may forbid to lower it. */
function lowerPriority(): void {
  if (process.platform !== 'linux') return;
  const priority = constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    if (getPriority(0) < priority) setPriority(0, priority);
  } catch {
    // Recording works with any priority.
  }
}

async function main(): Promise<void> {
  lowerPriority();
  // The system allocates memory when it is first touched: here, where nothing waits for it.
  new Uint8Array(start.ring.bytes).fill(0);
  const ring = new RingReader(start.ring);
  const files = new RecordingFiles(start);
  const writer = new BagWriter(files.bag, { compression: start.compression });
  const { table } = files;
  const keeper = new BagKeeper({ writer, table, callerId: start.callerId, metadata: start.metadata });
  const { measuring } = start;
  const completion = new Completion(keeper, () => ({ ...files.paths, measuring }));
  const find = () => {
    if (files.find()) send({ type: 'moved', paths: files.paths });
  };
  send({ type: 'ready' });
  const before_ms = processorTime_ms();
  try {
    const checkDisk = () => {
      find();
      keepReserve(files.paths.file);
    };
    const { metadata } = await record({ keeper, ring, now_ms: () => performance.now(), checkDisk });
    const now_ms = processorTime_ms();
    find();
    const image = handedOver();
    if (image) keeper.setFirstImage(image.type, Buffer.from(image.data.buffer));
    const cpu_ms = now_ms === null || before_ms === null ? null : now_ms - before_ms;
    send({ type: 'finished', ...(await completion.finish(metadata)), cpu_ms });
  } catch (error) {
    ring.end();
    const failure = completion.close(error);
    send({ type: 'failing', ...failure });
    send({ type: 'failed', ...failure, ...(await completion.remains()) });
  } finally {
    ring.end();
    table?.close();
  }
}

/** Whether a file could not be made because one of that name is there. */
function fileExists(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code === 'EEXIST' || cause?.code === 'EEXIST';
}

main().catch((error: unknown) =>
  send({ type: 'start_failure', message: messageOf(error), exists: fileExists(error) }),
);

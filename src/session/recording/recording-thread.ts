import { readFileSync } from 'node:fs';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { BagWriter } from '../../bag/bag-writer';
import { messageOf } from '../../errors';
import { lowerThreadPriority } from '../../support/thread-priority';
import { abandonedMetadata, saveAbandoned } from './abandoned';
import { BagKeeper } from './bag-keeper';
import type { FromRecordingThread, HandedImage, RecordingThreadStart, ToRecordingThread } from './channels';
import { Completion } from './completion';
import { keepReserve } from './disk-space';
import { MAIN_HANGS_MS, MainWatch } from './main-watch';
import { record } from './record';
import { RecordingFiles } from './recording-files';
import { type RingMemory, RingReader } from './ring';

type Start = RecordingThreadStart & { readonly ring: RingMemory };

/** Posted to this thread for the bag that it records: an image that was too large for the ring. */
const handed: { image: HandedImage | null } = { image: null };

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

/** Reads what was posted while this thread was busy. */
function readPort(): void {
  if (parentPort === null) return;
  for (let one = receiveMessageOnPort(parentPort); one; one = receiveMessageOnPort(parentPort)) {
    receive(one.message as ToRecordingThread);
  }
}

/** A bag whose files are there. */
interface BegunBag {
  readonly ring: RingReader;
  readonly files: RecordingFiles;
  readonly keeper: BagKeeper;
  readonly completion: Completion;
}

/** @throws BagError, or the system's error, when the files cannot be made */
function beginBag(start: Start): BegunBag {
  // The system allocates memory when it is first touched: here, where nothing waits for it.
  new Uint8Array(start.ring.bytes).fill(0);
  const ring = new RingReader(start.ring);
  const files = new RecordingFiles(start);
  const writer = new BagWriter(files.bag, { compression: start.compression });
  const { measuring, callerId, metadata } = start;
  const keeper = new BagKeeper({ writer, table: files.table, callerId, metadata });
  const completion = new Completion(keeper, () => ({ ...files.paths, measuring }));
  return { ring, files, keeper, completion };
}

async function recordBag(start: Start, { ring, files, keeper, completion }: BegunBag): Promise<void> {
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
    const now_ms = () => performance.now();
    const began_ms = now_ms();
    const watch = start.endsHungProcess ? new MainWatch(() => ring.beats, now_ms) : null;
    const isAbandoned = () => (watch?.silent_ms() ?? 0) > MAIN_HANGS_MS;
    const finish = await record({ keeper, ring, now_ms, checkDisk, isAbandoned });
    const after_ms = processorTime_ms();
    find();
    if (finish === null) return await endHungProcess(start, ring, completion, files, now_ms() - began_ms);
    const { metadata } = finish;
    readPort();
    const { image } = handed;
    if (image) keeper.setFirstImage(image.type, Buffer.from(image.data.buffer));
    const cpu_ms = after_ms === null || before_ms === null ? null : after_ms - before_ms;
    send({ type: 'finished', ...(await completion.finish(metadata)), cpu_ms });
  } catch (error) {
    ring.end();
    const failure = completion.close(error);
    send({ type: 'failing', ...failure });
    send({ type: 'failed', ...failure, ...(await completion.remains()) });
    parentPort?.close();
  } finally {
    ring.end();
    files.table?.close();
    handed.image = null;
  }
}

/** The main thread hangs and cannot be asked any more: the bag is completed, the statistics are written, and the
 *  process, which no signal would end, is killed. A main thread that is back meanwhile drives on without a record. */
async function endHungProcess(
  start: Start,
  ring: RingReader,
  completion: Completion,
  { paths }: RecordingFiles,
  recorded_ms: number,
): Promise<void> {
  const { beats } = ring;
  ring.end();
  const done = await completion.finish(abandonedMetadata(start, recorded_ms / 1000));
  const reason = `${paths.file}: the main thread hung for ${MAIN_HANGS_MS / 1000} s; the bag was completed then`;
  if (ring.beats === beats) {
    try {
      saveAbandoned({ ...paths, metadata: start.metadata }, completion.metrics, done, MAIN_HANGS_MS);
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  }
  send({ type: 'failing', end: 'main_hung', reason });
  send({ type: 'failed', end: 'main_hung', reason, ...done });
  parentPort?.close();
}

/** Whether a file could not be made because one of that name is there. */
function fileExists(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code === 'EEXIST' || cause?.code === 'EEXIST';
}

function receive(message: ToRecordingThread): void {
  if (message.type === 'image') handed.image = message.image;
  else if (message.type === 'end') parentPort?.close();
  else begin(message.start);
}

function begin(start: Start): void {
  let bag: BegunBag;
  try {
    bag = beginBag(start);
  } catch (error) {
    send({ type: 'start_failure', message: messageOf(error), exists: fileExists(error) });
    return;
  }
  // A recording whose thread has ended is lost, and says so.
  recordBag(start, bag).catch(() => parentPort?.close());
}

lowerThreadPriority();
parentPort?.on('message', receive);

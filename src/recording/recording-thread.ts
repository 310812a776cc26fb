import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { BagWriter, RecordingFullError } from '../bag/bag-writer';
import { FileSink } from '../bag/file-sink';
import { messageOf } from '../errors';
import { BagKeeper, METADATA_TOPIC } from './bag-keeper';
import {
  CONTROL_CHANNEL,
  type Control,
  type FromRecordingThread,
  type RecordingThreadStart,
} from './channels';
import { figuresOf } from './measure';
import { type RingMemory, RingReader } from './ring';

/** How long messages lie in the ring at most, where no command wakes the thread. */
const NAP_MS = 250;
/** What a killed process loses at most, with the nap. */
const FLUSH_PERIOD_MS = 400;
/** What a disk without room answers. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

const start = workerData as RecordingThreadStart & { readonly ring: RingMemory };
const tell = (message: FromRecordingThread) => parentPort?.postMessage(message);

/** The recording thread: everything from the ring into the bag, until it is told to finish it. */
async function record(keeper: BagKeeper, ring: RingReader): Promise<Control & { type: 'finish' }> {
  let flushed_ms = performance.now();
  for (;;) {
    for (let data = ring.next(); data !== null; data = ring.next()) {
      if (ring.channel === CONTROL_CHANNEL) {
        const control = JSON.parse(data.toString('utf8')) as Control;
        if (control.type === 'finish') return control;
        keeper.open(control.channel);
        continue;
      }
      const pending = keeper.take(ring.channel, ring.sec, ring.nsec, data);
      if (pending) await pending;
    }
    if (performance.now() - flushed_ms >= FLUSH_PERIOD_MS) {
      keeper.flush();
      flushed_ms = performance.now();
    }
    ring.sleep(NAP_MS);
  }
}

/** The bag so far is complete on the disk while it is measured; figures and first picture are added then. */
async function finish(
  keeper: BagKeeper,
  { metadata }: Control & { type: 'finish' },
  cpu_ms: number | null,
): Promise<void> {
  const unsaved: string[] = [];
  let unmeasured: string | null = null;
  keeper.text(METADATA_TOPIC, metadata);
  keeper.flush();
  try {
    const figures = await figuresOf(start.file, start.measuring);
    keeper.text('/experiment_metrics', figures);
    save(start.figures, `${JSON.stringify(figures, null, 2)}\n`, unsaved);
  } catch (error) {
    if (error instanceof RecordingFullError) throw error;
    unmeasured = messageOf(error);
  }
  await keeper.firstPicture('/first_image').catch((error: unknown) => {
    if (error instanceof RecordingFullError) throw error;
    unsaved.push(`${start.file}: no first picture: ${messageOf(error)}`);
  });
  keeper.finish();
  const { messages, bytes } = keeper;
  tell({ type: 'finished', unmeasured, unsaved, messages, bytes, cpu_ms });
}

function save(file: string | null, text: string, unsaved: string[]): void {
  if (file === null) return;
  try {
    writeFileSync(file, text);
  } catch (error) {
    unsaved.push(`${file}: cannot be written: ${messageOf(error)}`);
  }
}

/** The recording cannot go on: what is there becomes a readable bag, if the disk lets it. */
function fail(keeper: BagKeeper, writer: BagWriter, ring: RingReader, error: unknown): void {
  ring.end();
  let reason = messageOf(error);
  try {
    writer.finish();
  } catch (second) {
    reason += `; its index could not be written either (${messageOf(second)}): rosbag reindex makes it`;
  }
  const { messages, bytes } = keeper;
  const full =
    error instanceof RecordingFullError || FULL.includes((error as NodeJS.ErrnoException | null)?.code ?? '');
  const end = full ? 'disk_full' : 'write_failed';
  tell({ type: 'failed', end, reason, messages, bytes });
}

/** User and system time of this thread (proc(5)): fields 14 and 15, in hundredths of a second. */
function processorTime_ms(): number | null {
  try {
    const fields = readFileSync('/proc/thread-self/stat', 'utf8').split(') ')[1]!.split(' ');
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return null;
  }
}

function openTable(file: string) {
  const descriptor = openSync(file, 'w');
  return {
    write: (text: string) => {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    },
    close: () => closeSync(descriptor),
  };
}

async function main(): Promise<void> {
  // On Linux a thread has a priority of its own (setpriority(2)): driving comes first.
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
  // Memory is handed out when it is first touched: here, where it delays nobody.
  new Uint8Array(start.ring.bytes).fill(0);
  const ring = new RingReader(start.ring);
  const table = start.table === null ? null : openTable(start.table);
  const writer = new BagWriter(new FileSink(start.file), { compression: start.compression });
  const keeper = new BagKeeper({ writer, table, callerId: start.callerId, metadata: start.metadata });
  tell({ type: 'ready' });
  const before_ms = processorTime_ms();
  try {
    const last = await record(keeper, ring);
    const now_ms = processorTime_ms();
    await finish(keeper, last, now_ms === null || before_ms === null ? null : now_ms - before_ms);
  } catch (error) {
    fail(keeper, writer, ring, error);
  } finally {
    ring.end();
    table?.close();
  }
}

main().catch((error: unknown) => tell({ type: 'start_failure', message: messageOf(error) }));

import type { BagKeeper } from './bag-keeper';
import { CONTROL_CHANNEL, type Control } from './channels';
import type { RingReader } from './ring';

/** How long messages lie in the ring at most, where no command wakes the thread. */
const NAP_MS = 250;
/** What a killed process loses at most, with the nap. */
const FLUSH_PERIOD_MS = 400;
/** Written at most without a look at what the disk has left. */
const UNCHECKED_BYTES = 2 * 1024 * 1024;

export interface Recorder {
  readonly keeper: Pick<BagKeeper, 'open' | 'take' | 'flush' | 'bytes'>;
  readonly ring: Pick<RingReader, 'next' | 'channel' | 'sec' | 'nsec' | 'sleep'>;
  readonly now_ms: () => number;
  /** Throws when the disk has no more room. */
  readonly checkDisk: () => void;
}

/** Everything from the ring into the bag, until the ring says to finish it. */
export async function record(recorder: Recorder): Promise<Control & { type: 'finish' }> {
  const { keeper, ring, now_ms, checkDisk } = recorder;
  let flushed_ms = now_ms();
  let checked_bytes = keeper.bytes;
  const tend = (): Promise<void> | void => {
    const due = now_ms() - flushed_ms >= FLUSH_PERIOD_MS;
    if (due) {
      keeper.flush();
      flushed_ms = now_ms();
    }
    if (!due && keeper.bytes - checked_bytes < UNCHECKED_BYTES) return;
    checkDisk();
    checked_bytes = keeper.bytes;
    // What the garbage collector leaves to the event loop piles up in a thread that only sleeps and writes.
    return new Promise((resolve) => setImmediate(resolve));
  };
  for (;;) {
    for (let data = ring.next(); data !== null; data = ring.next()) {
      if (ring.channel === CONTROL_CHANNEL) {
        const control = JSON.parse(data.toString('utf8')) as Control;
        if (control.type === 'finish') return control;
        keeper.open(control.channel);
      } else {
        const pending = keeper.take(ring.channel, ring.sec, ring.nsec, data);
        if (pending) await pending;
      }
      // Here, too: a ring that never runs empty is flushed as often.
      const turn = tend();
      if (turn) await turn;
    }
    const turn = tend();
    if (turn) await turn;
    ring.sleep(NAP_MS);
  }
}

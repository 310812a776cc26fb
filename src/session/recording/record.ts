import type { BagKeeper } from './bag-keeper';
import { CONTROL_CHANNEL, type Control } from './channels';
import type { RingReader } from './ring';

/** Longest time that messages wait in the ring when no command wakes the thread. */
const NAP_MS = 250;
/** Together with the nap, the most that a killed process loses. */
const FLUSH_PERIOD_MS = 400;
/** Written at most between two checks of the free disk space. */
const UNCHECKED_BYTES = 2 * 1024 * 1024;

export interface Recorder {
  readonly keeper: Pick<BagKeeper, 'open' | 'take' | 'flush' | 'bytes'>;
  readonly ring: Pick<RingReader, 'next' | 'channel' | 'sec' | 'nsec' | 'sleep'>;
  readonly now_ms: () => number;
  /** Whether nobody will say that the bag is to be finished. Default never. */
  readonly isAbandoned?: () => boolean;
  /** Throws when the disk is full. */
  readonly checkDisk: () => void;
}

/** Writes everything from the ring to the bag, until a control message says to finish.
 *  @returns that message; null for a bag that is abandoned */
export async function record(recorder: Recorder): Promise<(Control & { type: 'finish' }) | null> {
  const { keeper, ring, now_ms, checkDisk, isAbandoned } = recorder;
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
    // Some garbage is freed only by the event loop, which a thread that only sleeps and writes never reaches.
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
      // Here too: a ring that is never empty has to be flushed as often.
      const turn = tend();
      if (turn) await turn;
    }
    const turn = tend();
    if (turn) await turn;
    if (isAbandoned?.()) return null;
    ring.sleep(NAP_MS);
  }
}

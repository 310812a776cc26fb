import { CONTROL_CHANNEL } from '../../../src/session/recording/channels';
import { type Recorder, record } from '../../../src/session/recording/record';

/** A ring that never runs empty: a message a millisecond, until it says to finish. */
class BusyRing {
  channel = 1;
  sec = 0;
  nsec = 0;
  constructor(private left: number) {}
  next(): Buffer {
    this.left -= 1;
    if (this.left > 0) return Buffer.alloc(10);
    this.channel = CONTROL_CHANNEL;
    return Buffer.from(JSON.stringify({ type: 'finish', metadata: { told: true } }));
  }
  sleep(): void {
    throw new Error('a busy ring lets nobody sleep');
  }
}

class CountingKeeper {
  bytes = 0;
  now_ms = 0;
  readonly flushed_ms: number[] = [];
  constructor(private readonly bytesEach: number) {}
  open(): void {}
  take(): void {
    this.now_ms += 1;
    this.bytes += this.bytesEach;
  }
  flush(): void {
    this.flushed_ms.push(this.now_ms);
  }
}

function run(messages: number, bytesEach: number, checkDisk: (keeper: CountingKeeper) => void) {
  const keeper = new CountingKeeper(bytesEach);
  const recorder: Recorder = {
    keeper,
    ring: new BusyRing(messages),
    now_ms: () => keeper.now_ms,
    checkDisk: () => checkDisk(keeper),
  };
  return { keeper, ended: record(recorder) };
}

describe('a ring that never runs empty', () => {
  it('is flushed as often as any, and told to finish in the end', async () => {
    const { keeper, ended } = run(2000, 10, () => {});
    expect(await ended).toEqual({ type: 'finish', metadata: { told: true } });
    expect(keeper.flushed_ms).toEqual([400, 800, 1200, 1600]);
  });

  it('has its disk looked at after a few megabytes, however fast they come', async () => {
    const { keeper, ended } = run(2000, 1e6, (sofar) => {
      if (sofar.bytes > 20e6) throw new Error('no more room');
    });
    await expect(ended).rejects.toThrow('no more room');
    expect(keeper.bytes).toBeLessThan(24e6);
  });

  it('leaves the event loop of its thread its turn, where garbage is given back', async () => {
    const turns: number[] = [];
    const { keeper, ended } = run(2000, 10, () => {
      setImmediate(() => turns.push(keeper.now_ms));
    });
    await ended;
    expect(turns).toEqual([400, 800, 1200, 1600]);
  });
});

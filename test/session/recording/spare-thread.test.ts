import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { SpareThread } from '../../../src/session/recording/spare-thread';

/** As much of a worker as room for one needs. */
function thread() {
  const made = Object.assign(new EventEmitter(), {
    posted: [] as unknown[],
    isHeld: true,
    ref: () => {
      made.isHeld = true;
    },
    unref: () => {
      made.isHeld = false;
    },
    postMessage: (message: unknown) => made.posted.push(message),
  });
  return made as typeof made & Worker;
}

const END = { type: 'end' };

describe('The room for a spare recording thread', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('gives a thread to the next recording, once', () => {
    const spare = new SpareThread();
    const worker = thread();
    spare.keep(worker);
    expect(worker.isHeld).toBe(false);
    expect(spare.take()).toBe(worker);
    expect(worker.isHeld).toBe(true);
    expect(spare.take()).toBeNull();
    jest.advanceTimersByTime(60_000);
    expect(worker.posted).toEqual([]);
    expect(worker.listenerCount('exit') + worker.listenerCount('error')).toBe(0);
  });

  it('ends a thread that nobody needs for a while', () => {
    const spare = new SpareThread();
    const worker = thread();
    spare.keep(worker);
    jest.advanceTimersByTime(60_000);
    expect(worker.posted).toEqual([END]);
    expect(spare.take()).toBeNull();
  });

  it('keeps one and ends others', () => {
    const spare = new SpareThread();
    const [first, second] = [thread(), thread()];
    spare.keep(first);
    spare.keep(second);
    expect(second.posted).toEqual([END]);
    expect(spare.take()).toBe(first);
  });

  it('forgets a thread that ends meanwhile', () => {
    const spare = new SpareThread();
    const worker = thread();
    spare.keep(worker);
    worker.emit('exit', 1);
    expect(spare.take()).toBeNull();
  });
});

import { setImmediate } from 'node:timers/promises';
import { type BagFile, openBag } from './bag-file';
import { readBagIndex } from './bag-index';
import { BagWalk } from './bag-walk';
import { type ChunkOrder, ChunkTimesSink } from './chunk-times';
import { ScanState } from './scan-state';
import { TimeOrder } from './time-order';
import type { BagScan, BagVisitor } from './types';
import { Window } from './window';

export interface ScanOptions {
  readonly signal?: AbortSignal;
  /** Called from time to time with the share of the file that has been read, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Awaited between parts of the file, for visitors that work asynchronously. */
  readonly room?: () => Promise<void> | void;
}

/** Decompressed bytes after which the event loop gets a turn; it gets one with each read of the file, too. */
const YIELD_BYTES = 4 * 1024 * 1024;
/** The index records behind a chunk are a few kilobytes. */
const INDEX_BLOCK_BYTES = 64 * 1024;

/**
 * Reads a bag (rosbag format 2.0; chunks uncompressed, lz4 or bz2). Messages come in the order of their recording
 * times, as from rosbag, and where times are equal in the order of the file (in a bag out of order, the clock first);
 * where recording times start again, as after a reset of simulated time, the runs follow one another
 * (`BagVisitor.restart`). Needs no index; damage is skipped and reported. Memory does not grow with the bag, except for 32 bytes for each wanted message of chunks that overlap in time
 * (a bag in order has none). A WireError of a handler is reported as damage; any other error of a handler ends the scan.
 * @throws BagError, in one line that names the file, when it is not a bag or cannot be read
 */
export async function scanBag(
  file: string,
  visitor: BagVisitor,
  options: ScanOptions = {},
): Promise<BagScan> {
  const bag = await openBag(file);
  const scan = new Scan(file, bag, visitor, options);
  try {
    return await scan.run();
  } finally {
    await scan.close();
    await bag.handle.close();
  }
}

class Scan {
  readonly #window: Window;
  readonly #state: ScanState;
  readonly #order: TimeOrder;
  #unyielded = 0;
  /** Share of the file that was reported; 1 while progress is not to be reported. */
  #reported = 1;

  constructor(
    private readonly file: string,
    private readonly bag: BagFile,
    visitor: BagVisitor,
    private readonly options: ScanOptions,
  ) {
    this.#window = new Window(file, bag, (position) => this.#onRead(position));
    this.#state = new ScanState(visitor);
    this.#order = new TimeOrder(file, bag, this.#state, () => this.#yield(YIELD_BYTES));
  }

  async run(): Promise<BagScan> {
    this.options.signal?.throwIfAborted();
    const state = this.#state;
    const index = await readBagIndex(this.#window, state);
    const end = index ?? Number.POSITIVE_INFINITY;
    this.#order.use(await this.#surveyTimes(end));
    this.#reported = 0;
    await this.#read(end);
    if (index === null) {
      state.damaged(
        this.bag.size,
        'no index: the recording was interrupted or is still running; run rosbag reindex',
      );
    }
    this.options.onProgress?.(1);
    return {
      size_bytes: this.bag.size,
      chunks: state.chunks,
      messages: state.messages,
      connections: state.connections,
      compressions: [...state.compressions],
      indexed: index !== null,
      damage: state.damage,
    };
  }

  close(): Promise<void> {
    return this.#order.close();
  }

  #onRead(position: number): void {
    this.options.signal?.throwIfAborted();
    const share = position / this.bag.size;
    if (share <= this.#reported) return;
    this.#reported = share;
    this.options.onProgress?.(share);
  }

  /** Reads when the messages of each chunk were recorded. */
  async #surveyTimes(end: number): Promise<Map<number, ChunkOrder>> {
    const window = new Window(this.file, this.bag, (position) => this.#onRead(position), INDEX_BLOCK_BYTES);
    const times = new ChunkTimesSink((connection) => this.#state.isUnwanted(connection));
    await new BagWalk(window, times, {
      enter: async (at, behind) => {
        times.enter(at);
        const { position } = window;
        if (behind > position && behind < window.size) {
          window.skip(behind - position);
          if (await times.readIndex(window)) return false;
          window.seek(position);
        }
        return true;
      },
      leave: (bytes) => this.#yield(bytes),
      room: () => {},
    }).run(end);
    return times.order();
  }

  #read(end: number): Promise<void> {
    const state = this.#state;
    const order = this.#order;
    const walk = new BagWalk(this.#window, state, {
      enter: async (at, behind, compression) => {
        if (behind > at) {
          state.chunks++;
          state.compressions.add(compression);
        }
        await order.enter(at, compression);
        return true;
      },
      leave: async (bytes) => {
        await order.leave();
        if (bytes > 0) await this.#yield(bytes);
      },
      room: () => this.options.room?.(),
    });
    return walk.run(end).then(() => order.finish(this.bag.size));
  }

  async #yield(bytes: number): Promise<void> {
    await this.options.room?.();
    this.#unyielded += bytes;
    if (this.#unyielded < YIELD_BYTES) return;
    this.#unyielded = 0;
    await setImmediate();
    this.options.signal?.throwIfAborted();
  }
}

import type { BagFile } from './bag-file';
import type { ChunkOrder } from './chunk-times';
import { MessageIndex } from './message-index';
import { MessageStore } from './message-store';
import type { RecordTime } from './record-time';
import { findRuns } from './restarts';
import type { ScanState } from './scan-state';

/** A chunk that is in none of the orders is read with those before and after it. */
const UNKNOWN: ChunkOrder = { direct: false, endsGroup: false };
/** Bytes delivered between two calls of `turn`. */
const TURN_BYTES = 1024 * 1024;

/**
 * Delivers the messages of a bag in the order of their recording times, as rosbag does: directly where the file has
 * that order; else chunks that overlap in time are collected, by index, and delivered sorted. Of equal times, the clock comes
 * first, then the order of the file counts.
 */
export class TimeOrder {
  readonly #index: MessageIndex;
  readonly #store: MessageStore;
  #order: ReadonlyMap<number, ChunkOrder> = new Map();
  #now: ChunkOrder = UNKNOWN;
  #compressed = false;
  /** When the message delivered last was recorded. */
  #sec = 0;
  #nsec = 0;
  #late = 0;

  /** @param turn awaited from time to time while messages are delivered */
  constructor(
    file: string,
    bag: BagFile,
    private readonly state: ScanState,
    private readonly turn: () => Promise<void>,
  ) {
    this.#index = new MessageIndex(file);
    this.#store = new MessageStore(file, bag.handle);
    state.collector = (header, data, at_byte, location) => {
      if (this.#now.direct) {
        this.#watch(header);
        state.handle(header, data, at_byte);
        return;
      }
      const kept = this.#compressed ? this.#store.keep(data) : location;
      this.#index.add(header, data.length, kept, at_byte);
    };
  }

  use(order: ReadonlyMap<number, ChunkOrder>): void {
    this.#order = order;
  }

  async enter(at: number, compression: string): Promise<void> {
    const next = this.#order.get(at) ?? UNKNOWN;
    if (next.direct) await this.#flush();
    this.#now = next;
    this.#compressed = compression !== 'none';
  }

  async leave(): Promise<void> {
    await this.#store.settle();
    if (this.#now.endsGroup) await this.#flush();
  }

  /** Delivers what is left, and reports what came too late.
   *  @param at_byte end of the file */
  async finish(at_byte: number): Promise<void> {
    await this.#flush();
    if (this.#late === 0) return;
    const messages = this.#late === 1 ? 'a message was' : `${this.#late} messages were`;
    this.state.damaged(
      at_byte,
      `${messages} recorded earlier than the index states, and came out of order; run rosbag reindex`,
    );
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #watch(time: RecordTime): void {
    const { sec, nsec } = time;
    if (sec < this.#sec || (sec === this.#sec && nsec < this.#nsec)) {
      this.#late += 1;
      return;
    }
    this.#sec = sec;
    this.#nsec = nsec;
  }

  async #flush(): Promise<void> {
    const index = this.#index;
    if (index.length === 0) return;
    const runs = findRuns(index, (connection) => this.state.topicOf(connection));
    let run = 0;
    let bytes = 0;
    for (const at of index.order(runs, (connection) => this.state.isClock(connection))) {
      if (runs !== null && runs[at] !== run) {
        run = runs[at]!;
        this.#sec = this.#nsec = 0;
        this.state.restart();
      }
      bytes += index.bytes[at]!;
      if (bytes >= TURN_BYTES) {
        bytes = 0;
        await this.turn();
      }
      await this.#deliver(at);
    }
    index.clear();
    this.#store.clear();
  }

  async #deliver(at: number): Promise<void> {
    const index = this.#index;
    const time = { conn: index.connection[at]!, sec: index.sec[at]!, nsec: index.nsec[at]! };
    const found = this.#store.read(index.location[at]!, index.bytes[at]!);
    const data = found instanceof Promise ? await found : found;
    if (data === null) {
      this.state.damaged(index.at_byte[at]!, 'a message that is no longer in the file');
      return;
    }
    this.#watch(time);
    this.state.handle(time, data, index.at_byte[at]!);
  }
}

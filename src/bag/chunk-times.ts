import { OP_INDEX } from './format';
import { mergeSort } from './merge-sort';
import { RecordHeader } from './record-header';
import type { RecordSink } from './record-sink';
import { isEarlier, type RecordTime } from './record-time';
import { peekRecord } from './resync';
import type { Window } from './window';

const ENTRY_BYTES = 12;
/** Connections of a chunk whose entries are merged as they are. */
const MOST_MERGED = 16;
const MOST_INDEX_BYTES = 64 * 1024 * 1024;

/** When the messages of a chunk were recorded. */
interface ChunkTimes {
  readonly at: number;
  /** Null without a message. */
  first: RecordTime | null;
  latest: { sec: number; nsec: number } | null;
  isOrdered: boolean;
}

/** How a chunk is read in the order of time. */
export interface ChunkOrder {
  /** Whether its messages follow one another, and no other chunk has one between them. */
  readonly direct: boolean;
  /** Whether every message of a later chunk is later, or as late. */
  readonly endsGroup: boolean;
}

/**
 * Finds out when the messages of each chunk were recorded, from the index behind it; a chunk without one is read. Unwanted
 * messages do not count.
 */
export class ChunkTimesSink implements RecordSink {
  readonly #chunks: ChunkTimes[] = [];
  readonly #header = new RecordHeader();
  /** Of the newest message of the chunk. */
  #sec = -1;
  #nsec = -1;

  /** @param isUnwanted whether no message of a connection is wanted */
  constructor(private readonly isUnwanted: (connection: number) => boolean) {}

  damaged(): void {}

  connect(): boolean {
    return true;
  }

  wants(header: RecordHeader): boolean {
    if (header.conn >= 0 && header.nsec >= 0 && header.nsec < 1e9 && !this.isUnwanted(header.conn)) {
      this.#note(header.sec, header.nsec);
    }
    return false;
  }

  isWanted(): boolean {
    return false;
  }

  deliver(): void {}

  enter(at: number): void {
    this.#chunks.push({ at, first: null, latest: null, isOrdered: true });
    this.#sec = this.#nsec = -1;
  }

  /** Reads the index records at the window's position, behind a chunk, and moves behind them.
   *  @returns false when there are none */
  async readIndex(window: Window): Promise<boolean> {
    const parts: Uint32Array[] = [];
    for (;;) {
      const record = await peekRecord(window, this.#header);
      if (record?.header.op !== OP_INDEX) break;
      const { dataAt, dataLength } = record;
      const { conn } = this.#header;
      if (dataLength > MOST_INDEX_BYTES || dataLength % ENTRY_BYTES !== 0) return false;
      if (!(await window.ensure(dataAt + dataLength))) return false;
      if (!this.isUnwanted(conn)) parts.push(wordsOf(window, dataAt, dataLength));
      else if (parts.length === 0) parts.push(new Uint32Array(0));
      window.skip(dataAt + dataLength);
    }
    if (parts.length === 0) return false;
    this.#noteEntries(parts);
    return true;
  }

  /** How each chunk is read, by its position. */
  order(): Map<number, ChunkOrder> {
    const chunks = this.#chunks;
    const ends: boolean[] = new Array<boolean>(chunks.length);
    let earliest: RecordTime | null = null;
    const earliestAfter: (RecordTime | null)[] = new Array<RecordTime | null>(chunks.length);
    for (let i = chunks.length - 1; i >= 0; i--) {
      earliestAfter[i] = earliest;
      const { first } = chunks[i]!;
      if (first !== null && (earliest === null || isEarlier(first, earliest))) earliest = first;
    }
    let latest: RecordTime | null = null;
    for (const [i, chunk] of chunks.entries()) {
      if (chunk.latest !== null && (latest === null || isEarlier(latest, chunk.latest)))
        latest = chunk.latest;
      const next = earliestAfter[i]!;
      ends[i] = latest === null || next === null || !isEarlier(next, latest);
    }
    return new Map(
      chunks.map(({ at, isOrdered }, i) => {
        const alone = i === 0 || ends[i - 1]!;
        return [at, { direct: alone && ends[i]! && isOrdered, endsGroup: ends[i]! }];
      }),
    );
  }

  /** Notes the entries of index records, three words each, in the order of their messages in the chunk. */
  #noteEntries(parts: readonly Uint32Array[]): void {
    const mayMerge = parts.length <= MOST_MERGED && parts.every(isAscending);
    this.#noteMerged(mayMerge ? parts : [sortEntries(parts)]);
  }

  #noteMerged(parts: readonly Uint32Array[]): void {
    const next = parts.map(() => 0);
    for (;;) {
      let first = -1;
      let offset = Number.POSITIVE_INFINITY;
      for (let i = 0; i < parts.length; i++) {
        const at = next[i]!;
        if (at >= parts[i]!.length || parts[i]![at + 2]! >= offset) continue;
        first = i;
        offset = parts[i]![at + 2]!;
      }
      if (first < 0) return;
      const [part, at] = [parts[first]!, next[first]!];
      next[first] = at + 3;
      this.#note(part[at]!, part[at + 1]!);
    }
  }

  #note(sec: number, nsec: number): void {
    const chunk = this.#chunks.at(-1);
    if (chunk === undefined) return;
    const { first, latest } = chunk;
    const isBack = sec === this.#sec ? nsec < this.#nsec : sec < this.#sec;
    this.#sec = sec;
    this.#nsec = nsec;
    if (first === null || latest === null) {
      chunk.first = { sec, nsec };
      chunk.latest = { sec, nsec };
      return;
    }
    if (isBack) chunk.isOrdered = false;
    if (sec < first.sec || (sec === first.sec && nsec < first.nsec)) chunk.first = { sec, nsec };
    if (sec > latest.sec || (sec === latest.sec && nsec > latest.nsec)) {
      latest.sec = sec;
      latest.nsec = nsec;
    }
  }
}

function isAscending(entries: Uint32Array): boolean {
  for (let at = 5; at < entries.length; at += 3) if (entries[at]! < entries[at - 3]!) return false;
  return true;
}

/** Entries of many connections, sorted by offset. */
function sortEntries(parts: readonly Uint32Array[]): Uint32Array {
  const words = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    words.set(part, at);
    at += part.length;
  }
  const sorted = new Uint32Array(words.length);
  const order = mergeSort(words.length / 3, (a, b) => words[3 * a + 2]! <= words[3 * b + 2]!);
  order.forEach((entry, i) => {
    sorted.set(words.subarray(3 * entry, 3 * entry + 3), 3 * i);
  });
  return sorted;
}

function wordsOf({ data, start }: Window, from: number, bytes: number): Uint32Array {
  const words = new Uint32Array(bytes / 4);
  for (let i = 0; i < words.length; i++) words[i] = data.readUInt32LE(start + from + 4 * i);
  return words;
}

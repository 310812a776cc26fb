import { setImmediate } from 'node:timers/promises';
import { BagError, messageOf } from '../errors';
import { type BagFile, openBag } from './bag-file';
import { ChunkParser, MOST_BYTES } from './chunk-parser';
import { CompressionError } from './compression-error';
import { Decompressor } from './decompress';
import { MAGIC, OP_BAG_HEADER, OP_CHUNK, OP_CHUNK_INFO, OP_CONNECTION, OP_MESSAGE } from './format';
import { RecordHeader } from './record-header';
import { findChunk, isAtRecord, type OuterRecord, peekRecord } from './resync';
import { ScanState } from './scan-state';
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

/**
 * Streams a bag (rosbag format 2.0; chunks uncompressed, lz4 or bz2) from start to end in constant memory. Needs no
 * index; damage is skipped and reported. Messages come in the order of the file. A WireError of a handler is reported
 * as damage; any other error of a handler ends the scan.
 * @throws BagError, in one line that names the file, when it is not a bag or cannot be read
 */
export async function scanBag(
  file: string,
  visitor: BagVisitor,
  options: ScanOptions = {},
): Promise<BagScan> {
  const bag = await openBag(file);
  try {
    return await new Scan(file, bag, visitor, options).run();
  } finally {
    await bag.handle.close();
  }
}

class Scan {
  readonly #window: Window;
  readonly #state: ScanState;
  readonly #parser: ChunkParser;
  readonly #decompressor = new Decompressor();
  readonly #header = new RecordHeader();
  #unyielded = 0;
  #reported = 0;
  /** Bytes that may still be read again in search of lost chunks. */
  #mayReread: number;

  constructor(
    private readonly file: string,
    private readonly bag: BagFile,
    visitor: BagVisitor,
    private readonly options: ScanOptions,
  ) {
    this.#window = new Window(file, bag, (position) => this.#onRead(position));
    this.#state = new ScanState(visitor);
    this.#parser = new ChunkParser(this.#state);
    this.#mayReread = bag.size + YIELD_BYTES;
  }

  async run(): Promise<BagScan> {
    this.options.signal?.throwIfAborted();
    const state = this.#state;
    const index = await this.#readIndex();
    this.#window.seek(MAGIC.length);
    this.#reported = 0;
    while (this.#window.position < Math.min(index ?? Infinity, this.#window.size)) await this.#readRecord();
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

  #onRead(position: number): void {
    this.options.signal?.throwIfAborted();
    const share = position / this.bag.size;
    if (share <= this.#reported) return;
    this.#reported = share;
    this.options.onProgress?.(share);
  }

  /** Reads the connections of the index at the end of the file, so that those of a damaged chunk are known, too.
   *  @returns where the index begins; null when it is missing or incomplete */
  async #readIndex(): Promise<number | null> {
    const window = this.#window;
    this.#reported = 1;
    window.seek(MAGIC.length);
    const first = await peekRecord(window, this.#header);
    if (first?.header.op !== OP_BAG_HEADER) return null;
    const encryptor = first.header.text('encryptor');
    if (encryptor)
      throw new BagError(`${this.file}: is encrypted (${encryptor}); decrypt it with rosbag decrypt`);
    const position = first.header.number('index_pos') ?? 0;
    const connections = first.header.number('conn_count') ?? 0;
    const chunks = first.header.number('chunk_count') ?? 0;
    if (position < MAGIC.length || position > window.size) return null;
    window.seek(position);
    const found = { connections: 0, chunks: 0 };
    while (window.left > 0) {
      const record = await peekRecord(window, this.#header);
      if (!record || record.dataAt + record.dataLength > window.left) return null;
      if (record.header.op === OP_CONNECTION) {
        found.connections++;
        if (!(await this.#connect(record))) return null;
      } else if (record.header.op === OP_CHUNK_INFO) {
        found.chunks++;
      } else return null;
      window.skip(record.dataAt + record.dataLength);
    }
    return found.connections === connections && found.chunks === chunks ? position : null;
  }

  async #connect({ header, dataAt, dataLength }: OuterRecord): Promise<boolean> {
    const window = this.#window;
    if (dataLength > MOST_BYTES / 16 || !(await window.ensure(dataAt + dataLength))) return false;
    // The window may have moved its bytes: read the header again.
    const { data, start } = window;
    header.parse(data, start + 4, start + dataAt - 4);
    return this.#state.connect(header, data.subarray(start + dataAt, start + dataAt + dataLength));
  }

  /** Reads the record at the window's position and moves behind it, or behind the damage. */
  async #readRecord(): Promise<void> {
    const window = this.#window;
    const at = window.position;
    const record = await peekRecord(window, this.#header);
    if (!record) return this.#skipGarbage(at, window.left < 8 ? 'a truncated record' : 'not a record');
    const { header, dataAt, dataLength } = record;
    if (header.op === OP_CHUNK) return this.#readChunk(at, record);
    if (dataAt + dataLength > window.left) return this.#skipGarbage(at, 'a truncated record');
    if (header.op === OP_CONNECTION && !(await this.#connect(record))) {
      this.#state.damaged(at, 'an unreadable connection record');
    }
    if (header.op === OP_MESSAGE) return this.#readLooseMessages(at);
    window.skip(dataAt + dataLength);
  }

  /** Messages outside of chunks: the header of their chunk is lost. */
  async #readLooseMessages(at: number): Promise<void> {
    this.#state.damaged(at, 'messages outside of a chunk');
    await this.#streamChunk(this.#window.size);
  }

  async #skipGarbage(at: number, what: string): Promise<void> {
    const window = this.#window;
    if (window.position === at) window.skip(1);
    await findChunk(window);
    this.#state.damaged(at, `${what}; ${window.position - at} bytes skipped`);
  }

  async #readChunk(at: number, { header, dataAt, dataLength }: OuterRecord): Promise<void> {
    const compression = header.text('compression') ?? '';
    const size = header.size;
    this.#state.chunks++;
    this.#state.compressions.add(compression);
    this.#window.skip(dataAt);
    const end = this.#window.position + dataLength;
    const complaint =
      compression === 'none'
        ? await this.#streamChunk(end)
        : await this.#unpack(at, compression, dataLength, size);
    if (complaint !== null) await this.#skipRest(at, end, complaint);
  }

  /** Reads an uncompressed chunk part by part. @returns what is wrong with it; null for nothing */
  async #streamChunk(end: number): Promise<string | null> {
    const window = this.#window;
    for (;;) {
      const limit = Math.min(end, window.size);
      const room = Math.min(window.available, limit - window.position);
      const offset = window.position - window.start;
      const stop = this.#parser.parse(window.data, window.start, window.start + room, (at) => offset + at);
      window.skip(this.#parser.at - window.start);
      const left = limit - window.position;
      if (stop.kind === 'garbage') return stop.reason;
      if (left === 0) return limit < end ? 'is truncated' : null;
      const bytes = stop.kind === 'done' ? 1 : stop.bytes;
      if (bytes > left) return limit < end ? 'is truncated' : 'ends inside a record';
      if (stop.kind === 'skip') {
        this.#parser.countSkipped(window.position);
        window.skip(bytes);
      } else {
        await this.options.room?.();
        await window.ensure(bytes);
      }
    }
  }

  async #unpack(at: number, compression: string, length: number, size: number): Promise<string | null> {
    const window = this.#window;
    if (length > window.left) return 'is truncated';
    if (length > MOST_BYTES) return `has ${length} bytes, too many to be read at once`;
    await window.ensure(length);
    let data: Buffer;
    try {
      const packed = window.data.subarray(window.start, window.start + length);
      data = this.#decompressor.decompress(compression, packed, size);
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      return `cannot be decompressed: ${messageOf(error)}`;
    }
    const stop = this.#parser.parse(data, 0, data.length, () => at);
    if (stop.kind === 'garbage') return stop.reason;
    if (stop.kind !== 'done') return 'ends inside a record';
    if (data.length !== size) this.#state.damaged(at, `chunk of ${data.length} bytes, ${size} by its header`);
    window.skip(length);
    await this.#yield(data.length);
    return null;
  }

  /** Continues behind a damaged chunk or, when its length cannot be right, at the next one. */
  async #skipRest(at: number, end: number, complaint: string): Promise<void> {
    const window = this.#window;
    this.#state.damaged(at, `chunk ${complaint}`);
    const readUpTo = window.position;
    if (end <= window.size) {
      window.skip(end - readUpTo);
      if (await isAtRecord(window)) return;
      this.#mayReread -= end - readUpTo;
      if (this.#mayReread < 0) return findChunk(window);
      window.seek(readUpTo);
    }
    if (!(await isAtRecord(window))) await findChunk(window);
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

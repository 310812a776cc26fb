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
  /** Told now and then which share of the file (0 to 1) has been read. */
  readonly onProgress?: (share: number) => void;
  /** Waited for between parts of the file, so that a visitor that does more than it can at once catches up. */
  readonly room?: () => Promise<void> | void;
}

/** Decompressed bytes after which others get their turn; reading the file is a turn for them anyway. */
const YIELD_BYTES = 4 * 1024 * 1024;

/**
 * Streams a bag (rosbag format 2.0; chunks uncompressed, lz4 or bz2) from its first byte to its last, in
 * memory that does not grow with it. Needs no index; what is damaged is passed over and told. Messages come
 * in the order of the file. A handler that throws a WireError makes its message damage; any other error of
 * a handler ends the scan.
 * @throws BagError, in one line that names the file, when it is no such bag or cannot be read
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
  /** Bytes that may still be read a second time in search of lost chunks. */
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
        'no index: the recording was cut off or is still going on; rosbag reindex',
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

  /** Introduces the connections that the index at the end of the file names: those of a chunk that is
   *  damaged are then known, too.
   *  @returns where the index begins; null where there is none, or not all of it */
  async #readIndex(): Promise<number | null> {
    const window = this.#window;
    this.#reported = 1;
    window.seek(MAGIC.length);
    const first = await peekRecord(window, this.#header);
    if (first?.header.op !== OP_BAG_HEADER) return null;
    const encryptor = first.header.text('encryptor');
    if (encryptor) throw new BagError(`${this.file}: is encrypted (${encryptor}); rosbag decrypt opens it`);
    const [position, connections, chunks] = ['index_pos', 'conn_count', 'chunk_count'].map((name) => {
      const bytes = first.header.bytes(name);
      if (bytes?.length === 4) return bytes.readUInt32LE();
      return bytes?.length === 8 ? Number(bytes.readBigUInt64LE()) : 0;
    });
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
    // The window may have moved its bytes: the header is read again where they are now.
    const { data, start } = window;
    header.parse(data, start + 4, start + dataAt - 4);
    return this.#state.connect(header, data.subarray(start + dataAt, start + dataAt + dataLength));
  }

  /** Reads the record at the window's position and moves on behind it, or behind the damage. */
  async #readRecord(): Promise<void> {
    const window = this.#window;
    const at = window.position;
    const record = await peekRecord(window, this.#header);
    if (!record) return this.#passOverGarbage(at, window.left < 8 ? 'is cut off' : 'is no record');
    const { header, dataAt, dataLength } = record;
    if (header.op === OP_CHUNK) return this.#readChunk(at, record);
    if (dataAt + dataLength > window.left) return this.#passOverGarbage(at, 'is a record that is cut off');
    if (header.op === OP_CONNECTION && !(await this.#connect(record))) {
      this.#state.damaged(at, 'a connection that cannot be read');
    }
    if (header.op === OP_MESSAGE) return this.#readLooseMessages(at);
    window.skip(dataAt + dataLength);
  }

  /** Messages on the file's own level, where the header of their chunk was lost. */
  async #readLooseMessages(at: number): Promise<void> {
    this.#state.damaged(at, 'messages outside of a chunk');
    await this.#streamChunk(this.#window.size);
  }

  async #passOverGarbage(at: number, what: string): Promise<void> {
    const window = this.#window;
    if (window.position === at) window.skip(1);
    await findChunk(window);
    this.#state.damaged(at, `what follows ${what}; ${window.position - at} bytes are passed over`);
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
    if (complaint !== null) await this.#passOverRest(at, end, complaint);
  }

  /** Reads an uncompressed chunk as it comes. @returns what is wrong with it; null for nothing */
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
      if (left === 0) return limit < end ? 'is cut off' : null;
      const bytes = stop.kind === 'done' ? 1 : stop.bytes;
      if (bytes > left) return limit < end ? 'is cut off' : 'ends inside a record';
      if (stop.kind === 'skip') {
        this.#parser.passOver(window.position);
        window.skip(bytes);
      } else {
        await this.options.room?.();
        await window.ensure(bytes);
      }
    }
  }

  async #unpack(at: number, compression: string, length: number, size: number): Promise<string | null> {
    const window = this.#window;
    if (length > window.left) return 'is cut off';
    if (length > MOST_BYTES) return `is ${length} bytes large, more than is read at once`;
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
    if (stop.kind === 'garbage') return `holds ${stop.reason}`;
    if (stop.kind !== 'done') return 'ends inside a record';
    if (data.length !== size) this.#state.damaged(at, `chunk of ${data.length} bytes says it has ${size}`);
    window.skip(length);
    await this.#giveOthersTheirTurn(data.length);
    return null;
  }

  /** After a damaged chunk: on behind it, or, where its length cannot be right, at the next chunk. */
  async #passOverRest(at: number, end: number, complaint: string): Promise<void> {
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

  async #giveOthersTheirTurn(bytes: number): Promise<void> {
    await this.options.room?.();
    this.#unyielded += bytes;
    if (this.#unyielded < YIELD_BYTES) return;
    this.#unyielded = 0;
    await setImmediate();
    this.options.signal?.throwIfAborted();
  }
}

import { escapeControls, messageOf } from '../errors';
import { ChunkParser, type ChunkPlace, MOST_BYTES } from './chunk-parser';
import { CompressionError } from './compression-error';
import { Decompressor } from './decompress';
import { MAGIC, OP_CHUNK, OP_CONNECTION, OP_MESSAGE } from './format';
import { RecordHeader } from './record-header';
import type { RecordSink } from './record-sink';
import { findChunk, isAtRecord, type OuterRecord, peekRecord } from './resync';
import type { Window } from './window';

/** Connection records are not longer. */
const MOST_CONNECTION_BYTES = 16 * 1024 * 1024;
/** Characters of the name of a compression. */
const MOST_NAME = 32;

/** What happens around the chunks of a walk. */
export interface WalkSteps {
  /** Called at a chunk, or at messages outside of one, with the window at the first byte of its data.
   *  @param end behind the data of a chunk
   *  @returns false when the window was moved behind the chunk instead of reading it */
  enter(at: number, end: number, compression: string): Promise<boolean>;
  /** Called behind a chunk that was read, with its decompressed bytes. */
  leave(bytes: number): Promise<void>;
  /** Awaited between parts of an uncompressed chunk. */
  room(): Promise<void> | void;
}

/** Walks through the records of a bag in the order of the file, and around whatever is damaged. */
export class BagWalk {
  readonly #parser: ChunkParser;
  readonly #decompressor: Decompressor;
  readonly #header = new RecordHeader();
  /** Bytes that may still be read again in search of lost chunks. */
  #mayReread: number;

  constructor(
    private readonly window: Window,
    private readonly sink: RecordSink,
    private readonly steps: WalkSteps,
  ) {
    this.#parser = new ChunkParser(sink);
    this.#decompressor = new Decompressor(window.name, window.size);
    this.#mayReread = window.size + 4 * 1024 * 1024;
  }

  /** @param end where the walk ends: at the index, or at the end of the file */
  async run(end: number): Promise<void> {
    this.window.seek(MAGIC.length);
    while (this.window.position < Math.min(end, this.window.size)) await this.#readRecord();
  }

  /** Reads the record at the window's position and moves behind it, or behind the damage. */
  async #readRecord(): Promise<void> {
    const { window } = this;
    const at = window.position;
    const record = await peekRecord(window, this.#header);
    if (!record) return this.#skipGarbage(at, window.left < 8 ? 'a truncated record' : 'not a record');
    const { header, dataAt, dataLength } = record;
    if (header.op === OP_CHUNK) return this.#readChunk(at, record);
    if (dataAt + dataLength > window.left) return this.#skipGarbage(at, 'a truncated record');
    if (header.op === OP_CONNECTION && !(await readConnection(window, this.sink, record))) {
      this.sink.damaged(at, 'an unreadable connection record');
    }
    if (header.op === OP_MESSAGE) return this.#readLooseMessages(at);
    window.skip(dataAt + dataLength);
  }

  /** Messages outside of chunks: the header of their chunk is lost. */
  async #readLooseMessages(at: number): Promise<void> {
    this.sink.damaged(at, 'messages outside of a chunk');
    if (!(await this.steps.enter(at, at, 'none'))) return;
    await this.#streamChunk(this.window.size);
    await this.steps.leave(0);
  }

  async #skipGarbage(at: number, what: string): Promise<void> {
    const { window } = this;
    if (window.position === at) window.skip(1);
    await findChunk(window);
    this.sink.damaged(at, `${what}; ${window.position - at} bytes skipped`);
  }

  async #readChunk(at: number, { header, dataAt, dataLength }: OuterRecord): Promise<void> {
    const compression = escapeControls(header.text('compression') ?? '').slice(0, MOST_NAME);
    const { size } = header;
    this.window.skip(dataAt);
    const end = this.window.position + dataLength;
    if (!(await this.steps.enter(at, end, compression))) return;
    const complaint =
      compression === 'none'
        ? await this.#streamChunk(end)
        : await this.#unpack(at, compression, dataLength, size);
    if (complaint !== null) await this.#skipRest(at, end, complaint);
    await this.steps.leave(complaint === null && compression !== 'none' ? size : 0);
  }

  /** Reads an uncompressed chunk part by part. @returns what is wrong with it; null for nothing */
  async #streamChunk(end: number): Promise<string | null> {
    const { window } = this;
    for (;;) {
      const limit = Math.min(end, window.size);
      const room = Math.min(window.available, limit - window.position);
      const stop = this.#parser.parse(window.data, window.start, window.start + room, placeOf(window));
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
        await this.steps.room();
        await window.ensure(bytes);
      }
    }
  }

  async #unpack(at: number, compression: string, length: number, size: number): Promise<string | null> {
    const { window } = this;
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
    const stop = this.#parser.parse(data, 0, data.length, { at_byte: () => at, location: (byte) => byte });
    if (stop.kind === 'garbage') return stop.reason;
    if (stop.kind !== 'done') return 'ends inside a record';
    if (data.length !== size) this.sink.damaged(at, `chunk of ${data.length} bytes, ${size} by its header`);
    window.skip(length);
    return null;
  }

  /** Continues behind a damaged chunk or, when its length cannot be right, at the next one. */
  async #skipRest(at: number, end: number, complaint: string): Promise<void> {
    const { window } = this;
    this.sink.damaged(at, `chunk ${complaint}`);
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
}

/** The bytes of a window, which are those of the file. */
function placeOf({ position, start }: Window): ChunkPlace {
  const offset = position - start;
  const inFile = (at: number) => offset + at;
  return { at_byte: inFile, location: inFile };
}

/** Reads the connection record at the window's position. @returns false for an invalid record */
export async function readConnection(
  window: Window,
  sink: RecordSink,
  { header, dataAt, dataLength }: OuterRecord,
): Promise<boolean> {
  if (dataLength > MOST_CONNECTION_BYTES || !(await window.ensure(dataAt + dataLength))) return false;
  // The window may have moved its bytes: read the header again.
  const { data, start } = window;
  header.parse(data, start + 4, start + dataAt - 4);
  return sink.connect(header, data.subarray(start + dataAt, start + dataAt + dataLength));
}

import { BagError } from '../errors';
import { type BagFile, openBag } from './bag-file';
import { ChunkParser } from './chunk-parser';
import { CompressionError } from './compression-error';
import { Decompressor } from './decompress';
import { OP_CHUNK, OP_MESSAGE } from './format';
import { RecordHeader } from './record-header';
import type { RecordSink } from './record-sink';
import { peekRecord } from './resync';
import { Window } from './window';

/** Which message of a bag, as the handler of a scan learns of it. */
export interface MessagePlace {
  /** Number of its connection. */
  readonly conn: number;
  readonly sec: number;
  readonly nsec: number;
  /** As a `MessageHandler` gets it. */
  readonly at_byte: number;
  /** How many messages of this connection and time come before it in its chunk. */
  readonly nth: number;
}

/** The index of messages is read in small parts, messages as a whole. */
const BLOCK_BYTES = 16 * 1024;

/** Reads messages of a bag again, in any order. The chunk that was decompressed last stays in memory. */
export class MessageReader {
  readonly #file: string;
  readonly #bag: BagFile;
  readonly #window: Window;
  readonly #decompressor: Decompressor;
  readonly #header = new RecordHeader();
  #chunk: { readonly at_byte: number; readonly data: Buffer } | null = null;
  #work: Promise<unknown> = Promise.resolve();

  private constructor(file: string, bag: BagFile) {
    this.#file = file;
    this.#bag = bag;
    this.#window = new Window(file, bag, () => {}, BLOCK_BYTES);
    // The same chunks may be read any number of times.
    this.#decompressor = new Decompressor(file, Number.POSITIVE_INFINITY);
  }

  /** @throws BagError when the file is not a bag */
  static async open(file: string): Promise<MessageReader> {
    return new MessageReader(file, await openBag(file));
  }

  /** @returns the serialized message; the caller owns it
   *  @throws BagError when it is not there: the file has changed */
  read(place: MessagePlace): Promise<Buffer> {
    const read = this.#work.then(() => this.#read(place));
    this.#work = read.catch(() => {});
    return read;
  }

  async close(): Promise<void> {
    await this.#work;
    await this.#bag.handle.close();
  }

  async #read(place: MessagePlace): Promise<Buffer> {
    if (this.#chunk?.at_byte !== place.at_byte) {
      const record = await this.#readRecord(place.at_byte);
      if (record?.op === OP_MESSAGE && isAt(this.#header, place)) return Buffer.from(record.data);
      this.#chunk = record?.op === OP_CHUNK ? this.#unpack(place.at_byte, record.data) : null;
    }
    const found = this.#chunk && findMessage(this.#chunk.data, place);
    if (found !== null) return found;
    throw new BagError(`${this.#file}: has changed since it was opened: open it again`);
  }

  /** The record at a position; `#header` is its header. Null where there is none. */
  async #readRecord(at_byte: number): Promise<{ readonly op: number; readonly data: Buffer } | null> {
    const window = this.#window;
    window.seek(at_byte);
    const record = await peekRecord(window, this.#header);
    if (record === null || !(await window.ensure(record.dataAt + record.dataLength))) return null;
    // The window may have moved its bytes: read the header again.
    const { data, start } = window;
    const { dataAt, dataLength } = record;
    this.#header.parse(data, start + 4, start + dataAt - 4);
    return { op: this.#header.op, data: data.subarray(start + dataAt, start + dataAt + dataLength) };
  }

  /** Null for a chunk that cannot be decompressed. */
  #unpack(at_byte: number, packed: Buffer) {
    const { size } = this.#header;
    try {
      const data = this.#decompressor.decompress(this.#header.text('compression') ?? '', packed, size);
      return { at_byte, data };
    } catch (error) {
      if (error instanceof CompressionError) return null;
      throw error;
    }
  }
}

function isAt(header: RecordHeader, { conn, sec, nsec }: MessagePlace): boolean {
  return header.conn === conn && header.sec === sec && header.nsec === nsec;
}

/** A message of a chunk; null where it is not there. */
function findMessage(chunk: Buffer, place: MessagePlace): Buffer | null {
  let before = 0;
  let found: Buffer | null = null;
  const sink: RecordSink = {
    damaged: () => {},
    connect: () => true,
    isWanted: () => true,
    wants: (header) => found === null && isAt(header, place) && before++ === place.nth,
    deliver: (_, data) => {
      found = Buffer.from(data);
    },
  };
  const itself = (at: number) => at;
  new ChunkParser(sink).parse(chunk, 0, chunk.length, { at_byte: itself, location: itself });
  return found;
}

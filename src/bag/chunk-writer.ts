import { GrowingBuffer } from './growing-buffer';
import { newMatchTable } from './lz4/compress-block';
import { compressFrame, frameBound } from './lz4/frame';
import { type ChunkInfo, chunkHeader, indexRecord } from './record-writer';

/** Header fields of a message record: op, conn, time, with their lengths. */
const MESSAGE_HEADER = Buffer.from(
  '\x04\0\0\0op=\x02\x09\0\0\0conn=\0\0\0\0\x0d\0\0\0time=\0\0\0\0\0\0\0\0',
  'latin1',
);
const CONN_AT = 17;
const TIME_AT = 30;

/** The open chunk: collects messages until it is packed. */
export class ChunkWriter {
  readonly #compression: 'none' | 'lz4';
  readonly #records: GrowingBuffer;
  /** Bytes reserved for the chunk's header in front of the records. */
  readonly #headerBytes: number;
  readonly #entries = new Map<number, GrowingBuffer>();
  #packed = new GrowingBuffer(0);
  readonly #table = newMatchTable();
  #startSec = 0;
  #startNsec = 0;
  #endSec = 0;
  #endNsec = 0;
  messages = 0;

  constructor(compression: 'none' | 'lz4', chunk_bytes: number) {
    this.#compression = compression;
    this.#headerBytes = chunkHeader(compression, 0, 0).length;
    this.#records = new GrowingBuffer(this.#headerBytes + chunk_bytes + 4096);
    this.clear();
  }

  /** Bytes of the collected records. */
  get size(): number {
    return this.#records.length - this.#headerBytes;
  }

  addRecord(record: Uint8Array): void {
    this.#records.append(record);
  }

  addMessage(connection: number, sec: number, nsec: number, data: Uint8Array): void {
    const offset = this.size;
    const at = this.#records.claim(4 + MESSAGE_HEADER.length + 4 + data.length);
    const { data: bytes } = this.#records;
    bytes.writeUInt32LE(MESSAGE_HEADER.length, at);
    MESSAGE_HEADER.copy(bytes, at + 4);
    bytes.writeUInt32LE(connection, at + 4 + CONN_AT);
    bytes.writeUInt32LE(sec, at + 4 + TIME_AT);
    bytes.writeUInt32LE(nsec, at + 8 + TIME_AT);
    const dataAt = at + 4 + MESSAGE_HEADER.length;
    bytes.writeUInt32LE(data.length, dataAt);
    bytes.set(data, dataAt + 4);
    this.#index(connection, sec, nsec, offset);
  }

  #index(connection: number, sec: number, nsec: number, offset: number): void {
    let entries = this.#entries.get(connection);
    if (!entries) {
      entries = new GrowingBuffer(1200);
      this.#entries.set(connection, entries);
    }
    const at = entries.claim(12);
    entries.data.writeUInt32LE(sec, at);
    entries.data.writeUInt32LE(nsec, at + 4);
    entries.data.writeUInt32LE(offset, at + 8);
    if (this.messages === 0 || sec < this.#startSec || (sec === this.#startSec && nsec < this.#startNsec)) {
      this.#startSec = sec;
      this.#startNsec = nsec;
    }
    if (this.messages === 0 || sec > this.#endSec || (sec === this.#endSec && nsec > this.#endNsec)) {
      this.#endSec = sec;
      this.#endNsec = nsec;
    }
    this.messages++;
  }

  /** The index entry of the chunk. @param position of the chunk in the file */
  info(position: number): ChunkInfo {
    return {
      position,
      start: { sec: this.#startSec, nsec: this.#startNsec },
      end: { sec: this.#endSec, nsec: this.#endNsec },
      counts: new Map(
        [...this.#entries]
          .filter(([, entries]) => entries.length > 0)
          .map(([connection, entries]) => [connection, entries.length / 12]),
      ),
    };
  }

  /** The chunk with its index records, to be written at once: when a bag is truncated between the two, `rosbag reindex`
   *  drops the whole chunk. The bytes are valid until the next call. */
  pack(): Buffer {
    const packed = this.#compression === 'lz4' ? this.#compress() : this.#uncompressed();
    for (const [connection, entries] of this.#entries) {
      if (entries.length > 0) packed.append(indexRecord(connection, entries.view()));
    }
    return packed.view();
  }

  #uncompressed(): GrowingBuffer {
    chunkHeader('none', this.size, this.size).copy(this.#records.data);
    return this.#records;
  }

  #compress(): GrowingBuffer {
    const { data, length } = this.#records;
    const start = this.#headerBytes;
    const needed = start + frameBound(this.size);
    if (this.#packed.data.length < needed) this.#packed = new GrowingBuffer(needed + 65536);
    const { data: target } = this.#packed;
    this.#packed.length = compressFrame(data, start, length, target, start, this.#table);
    chunkHeader('lz4', this.size, this.#packed.length - start).copy(target);
    return this.#packed;
  }

  /** Starts an empty chunk. */
  clear(): void {
    this.#records.length = this.#headerBytes;
    for (const entries of this.#entries.values()) entries.length = 0;
    this.messages = 0;
  }
}

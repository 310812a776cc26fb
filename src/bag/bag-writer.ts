import { BagError, messageOf } from '../errors';
import { ChunkWriter } from './chunk-writer';
import type { BagSink } from './file-sink';
import { MAGIC } from './format';
import { bagHeaderRecord, type ChunkInfo, chunkInfoRecord, connectionRecord } from './record-writer';
import type { BagConnection } from './types';

export type { BagSink } from './file-sink';

/** The disk is full or failed: the recording is over. The bag has everything up to its last complete chunk, and an
 *  index if that could be written. */
export class RecordingFullError extends BagError {
  /** Messages that were passed to the writer and are not in the bag. */
  readonly lost: number;
  /** False for any other reason than a lack of space, such as a broken disk. */
  readonly diskFull: boolean;

  constructor(message: string, lost: number, options: { cause: unknown }) {
    super(message, options);
    this.lost = lost;
    this.diskFull = isFull(options.cause);
  }
}

export interface BagWriterOptions {
  /** Default none. */
  readonly compression?: 'none' | 'lz4';
  /** Bytes of messages after which a chunk is closed; default 768 KiB. */
  readonly chunk_bytes?: number;
}

const CHUNK_BYTES = 768 * 1024;
const FULL = new Set(['ENOSPC', 'EFBIG', 'EDQUOT']);

/**
 * Writes a bag (rosbag format 2.0) during a run. Messages are collected in chunks. Even when the process is killed,
 * `rosbag reindex` and `scanBag` find every chunk that was closed or flushed. Every method is synchronous.
 */
export class BagWriter {
  readonly #sink: BagSink;
  readonly #chunk: ChunkWriter;
  readonly #chunk_bytes: number;
  /** With the number of the chunk that contains its record, null before its first message. */
  readonly #connections: { readonly record: Buffer; chunk: number | null }[] = [];
  readonly #chunks: ChunkInfo[] = [];
  #messages = 0;
  #full: RecordingFullError | null = null;
  #closed = false;
  /** Where the index begins, which the next chunk overwrites; null while there is none. */
  #indexAt: number | null = null;

  /** Writes the start of the bag. @throws RecordingFullError when not even that can be written */
  constructor(sink: BagSink, options: BagWriterOptions = {}) {
    this.#sink = sink;
    this.#chunk_bytes = options.chunk_bytes ?? CHUNK_BYTES;
    this.#chunk = new ChunkWriter(options.compression ?? 'none', this.#chunk_bytes);
    try {
      sink.write(Buffer.concat([Buffer.from(MAGIC), bagHeaderRecord(0, 0, 0)]));
    } catch (error) {
      sink.close();
      throw this.#fullBecauseOf(error, 0, false);
    }
  }

  /** Bytes of the file so far, without the open chunk. */
  get bytes(): number {
    return this.#sink.position;
  }

  /** Messages so far, without those that were lost. */
  get messages(): number {
    return this.#messages;
  }

  /** @returns its number for `message` */
  addConnection(connection: BagConnection): number {
    const id = this.#connections.length;
    this.#connections.push({ record: connectionRecord(id, connection), chunk: null });
    return id;
  }

  /**
   * @param sec,nsec when it was recorded, 1 ns at least: ROS refuses 0
   * @param data the serialized message; copied
   * @throws RecordingFullError
   */
  message(connection: number, sec: number, nsec: number, data: Uint8Array): void {
    this.#mayWrite();
    const known = this.#connections[connection];
    if (!known) throw new RangeError(`connection ${connection} was never added`);
    if (known.chunk === null) {
      this.#chunk.addRecord(known.record);
      known.chunk = this.#chunks.length;
    }
    if (sec > 0 || (sec === 0 && nsec > 0)) this.#chunk.addMessage(connection, sec, nsec, data);
    else this.#chunk.addMessage(connection, 0, 1, data);
    this.#messages++;
    if (this.#chunk.size >= this.#chunk_bytes) this.flush();
  }

  /** Closes the open chunk and writes it. @throws RecordingFullError */
  flush(): void {
    this.#mayWrite();
    if (this.#chunk.messages === 0) return;
    const end = this.#indexAt ?? this.#sink.position;
    const info = this.#chunk.info(end);
    try {
      const packed = this.#chunk.pack();
      this.#dropIndex();
      this.#sink.write(packed);
      this.#chunks.push(info);
    } catch (error) {
      throw this.#end(error, end, this.#chunk.messages);
    } finally {
      this.#chunk.clear();
    }
  }

  /** Writes the open chunk and the index: the bag is complete for readers. More messages may follow; the next chunk
   *  overwrites the index. @throws RecordingFullError */
  index(): void {
    this.flush();
    if (this.#indexAt !== null) return;
    const end = this.#sink.position;
    try {
      this.#writeIndex();
      this.#indexAt = end;
    } catch (error) {
      throw this.#end(error, end, 0);
    }
  }

  /** Writes the open chunk and the index, and closes the sink; after a RecordingFullError only closes the sink.
   *  @throws RecordingFullError when that fails; the sink is closed then, too */
  finish(): void {
    if (this.#closed) return;
    try {
      if (!this.#full) this.index();
    } finally {
      this.#closed = true;
      this.#sink.close();
    }
  }

  #mayWrite(): void {
    if (this.#full) throw this.#full;
    if (this.#closed) throw new Error('the bag is already finished');
  }

  /** Rewrites the header first, so that no reader searches for an index that is gone. */
  #dropIndex(): void {
    if (this.#indexAt === null) return;
    this.#sink.writeAt(MAGIC.length, bagHeaderRecord(0, 0, 0));
    this.#sink.truncate(this.#indexAt);
    this.#indexAt = null;
  }

  #writeIndex(): void {
    const position = this.#sink.position;
    const connections = this.#connections
      .filter(({ chunk }) => chunk !== null && chunk < this.#chunks.length)
      .map(({ record }) => record);
    this.#sink.write(Buffer.concat([...connections, ...this.#chunks.map(chunkInfoRecord)]));
    this.#sink.writeAt(MAGIC.length, bagHeaderRecord(position, connections.length, this.#chunks.length));
  }

  /** Truncates the file to `end` and writes the index. On a full disk it drops further chunks until the index fits. */
  #end(error: unknown, end: number, lostInChunk: number): RecordingFullError {
    let lost = lostInChunk;
    let indexed = false;
    this.#indexAt = null;
    try {
      for (let cut = end; !indexed; ) {
        this.#sink.truncate(cut);
        try {
          this.#writeIndex();
          indexed = true;
        } catch (again) {
          this.#sink.truncate(cut);
          const last = isFull(again) ? this.#chunks.pop() : undefined;
          if (!last) break;
          lost += [...last.counts.values()].reduce((sum, count) => sum + count, 0);
          cut = last.position;
        }
      }
    } catch {
      // The disk cannot even truncate: the first error is the one to report.
    }
    this.#messages -= lost;
    this.#full = this.#fullBecauseOf(error, lost, indexed);
    return this.#full;
  }

  #fullBecauseOf(error: unknown, lost: number, indexed: boolean): RecordingFullError {
    const name = this.#sink.name ?? 'bag';
    const counts = `the first ${this.#messages} messages, the last ${lost} are lost`;
    let kept = 'nothing could be saved';
    if (indexed) kept = `the bag is readable and has ${counts}`;
    else if (this.#messages > 0) kept = `the bag has no index, run rosbag reindex; it has ${counts}`;
    const then = isFull(error) ? 'free space' : 'check the disk';
    const message = `${name}: recording ended (${reasonOf(error)}); ${kept}; ${then} and start again`;
    return new RecordingFullError(message, lost, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | null)?.code ?? '');
}

function isFull(error: unknown): boolean {
  return FULL.has(codeOf(error));
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
      return 'the disk is full';
    case 'EFBIG':
      return 'the file has reached its size limit';
    case 'EDQUOT':
      return 'the disk quota is exceeded';
    default:
      return messageOf(error);
  }
}

import { BagError, messageOf } from '../errors';
import { ChunkWriter } from './chunk-writer';
import type { BagSink } from './file-sink';
import { MAGIC } from './format';
import { bagHeaderRecord, type ChunkInfo, chunkInfoRecord, connectionRecord } from './record-writer';
import type { BagConnection } from './types';

export type { BagSink } from './file-sink';

/** The disk is full, or takes no more for another reason: the recording is over. The bag holds everything up to
 *  its last whole chunk, and is indexed if the disk let it be. */
export class RecordingFullError extends BagError {
  /** Messages that were handed over and are not in the bag. */
  readonly lost: number;
  /** False for any other reason than a want of room, a broken disk for example. */
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
 * Writes a bag (rosbag format 2.0) as the run goes. Messages are gathered in chunks; what was written by a
 * closed chunk or a `flush` is found again by `rosbag reindex` and by `scanBag` even if the process is
 * killed. Every method is synchronous.
 */
export class BagWriter {
  readonly #sink: BagSink;
  readonly #chunk: ChunkWriter;
  readonly #chunk_bytes: number;
  /** With the number of the chunk that introduces it, null before its first message. */
  readonly #connections: { readonly record: Buffer; chunk: number | null }[] = [];
  readonly #chunks: ChunkInfo[] = [];
  #messages = 0;
  #full: RecordingFullError | null = null;
  #closed = false;
  /** Where the index begins that is to make room for the next chunk; null while there is none. */
  #indexAt: number | null = null;

  /** Writes the beginning of the bag. @throws RecordingFullError when not even that can be written */
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

  /** Bytes of the file so far; the chunk at hand is not counted. */
  get bytes(): number {
    return this.#sink.position;
  }

  /** Messages taken so far; those that a full disk lost are not counted. */
  get messages(): number {
    return this.#messages;
  }

  /** @returns what `message` calls it */
  addConnection(connection: BagConnection): number {
    const id = this.#connections.length;
    this.#connections.push({ record: connectionRecord(id, connection), chunk: null });
    return id;
  }

  /**
   * @param sec,nsec when it was recorded; a time before the first nanosecond, which ROS refuses, becomes it
   * @param data the serialised message; copied
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

  /** Closes the chunk at hand and writes it. @throws RecordingFullError */
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

  /** Writes what is left and the index: the bag is whole for whoever reads it now. More messages may follow; the
   *  next chunk takes the place of the index. @throws RecordingFullError */
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

  /** Writes what is left and the index, and closes the sink; after a RecordingFullError only the latter.
   *  @throws RecordingFullError when the disk takes no more now; the sink is closed then, too */
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
    if (this.#closed) throw new Error('the bag was finished before');
  }

  /** The header goes first: a reader that is told of no index looks for none where chunks or nothing may be. */
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

  /** Cuts the file back to `end` and writes the index. Cuts by whole chunks further until that fits, if room is
   *  what is wanting. */
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
      // A disk that does not even take bytes back: the error that led here is the one to tell.
    }
    this.#messages -= lost;
    this.#full = this.#fullBecauseOf(error, lost, indexed);
    return this.#full;
  }

  #fullBecauseOf(error: unknown, lost: number, indexed: boolean): RecordingFullError {
    const name = this.#sink.name ?? 'bag';
    const counts = `the first ${this.#messages} messages, the last ${lost} are lost`;
    let kept = 'nothing of it could be kept';
    if (indexed) kept = `the bag is readable and holds ${counts}`;
    else if (this.#messages > 0) kept = `the bag has no index, rosbag reindex makes it; it holds ${counts}`;
    const then = isFull(error) ? 'free space' : 'look after the disk';
    const message = `${name}: recording ended (${reasonOf(error)}); ${kept}; ${then} and start anew`;
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
      return 'the file may not grow further';
    case 'EDQUOT':
      return "the user's share of the disk is used up";
    default:
      return messageOf(error);
  }
}

import { type BagFile, openBag } from './bag-file';
import { ChunkParser, MOST_BYTES } from './chunk-parser';
import { CompressionError } from './compression-error';
import { Decompressor } from './decompress';
import { MAGIC, OP_BAG_HEADER, OP_CHUNK, OP_CHUNK_INFO, OP_CONNECTION } from './format';
import { RecordHeader } from './record-header';
import { type OuterRecord, peekRecord } from './resync';
import { ScanState } from './scan-state';
import type { BagConnection, BagVisitor } from './types';
import { Window } from './window';

/** What a bag holds by its index. */
export interface BagSkim {
  readonly connections: readonly BagConnection[];
  /** Messages by the index. */
  readonly messages: number;
}

/**
 * Reads only those chunks of a bag that contain a topic the visitor wants, by the index at the end of the bag: quick
 * for a few messages of a large bag. Messages come in the order of the file, unlike those of `scanBag`.
 * @returns null when the bag has no index, or its index contradicts its chunks; what the visitor received is then to
 *   be discarded, and `scanBag` finds more
 * @throws BagError, in one line that names the file, when it is not a bag or cannot be read
 */
export async function skimBag(
  file: string,
  visitor: BagVisitor,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<BagSkim | null> {
  const bag = await openBag(file);
  try {
    return await new Skim(file, bag, visitor, signal).run();
  } finally {
    await bag.handle.close();
  }
}

class Skim {
  readonly #window: Window;
  readonly #state: ScanState;
  readonly #parser: ChunkParser;
  readonly #decompressor: Decompressor;
  readonly #header = new RecordHeader();
  readonly #wanted = new Set<number>();
  #messages = 0;
  /** Bytes that may still be read: chunks of a valid index do not overlap. */
  #mayRead: number;

  constructor(file: string, bag: BagFile, visitor: BagVisitor, signal: AbortSignal | undefined) {
    this.#window = new Window(file, bag, () => signal?.throwIfAborted());
    this.#state = new ScanState(visitor);
    this.#parser = new ChunkParser(this.#state);
    this.#decompressor = new Decompressor(file, bag.size);
    this.#mayRead = bag.size;
  }

  async run(): Promise<BagSkim | null> {
    if (!(await this.#readIndex())) return null;
    for (const position of [...this.#wanted].sort((a, b) => a - b)) {
      if (!(await this.#readChunk(position))) return null;
    }
    if (this.#state.damage.length > 0) return null;
    return { connections: this.#state.connections, messages: this.#messages };
  }

  async #readIndex(): Promise<boolean> {
    const window = this.#window;
    window.seek(MAGIC.length);
    const first = await peekRecord(window, this.#header);
    if (first?.header.op !== OP_BAG_HEADER) return false;
    const position = first.header.number('index_pos') ?? 0;
    const left = {
      connections: first.header.number('conn_count'),
      chunks: first.header.number('chunk_count'),
    };
    if (position <= MAGIC.length || position >= window.size) return false;
    if (left.connections === null || left.chunks === null) return false;
    window.seek(position);
    while (window.left > 0) {
      const record = await peekRecord(window, this.#header);
      if (record === null) return false;
      const { op } = record.header;
      const data = await this.#dataOf(record);
      if (data === null) return false;
      if (op === OP_CONNECTION && this.#state.connect(this.#header, data)) left.connections--;
      else if (op === OP_CHUNK_INFO && this.#readChunkInfo(data)) left.chunks--;
      else return false;
      window.skip(record.dataAt + record.dataLength);
    }
    return left.connections === 0 && left.chunks === 0;
  }

  /** Data of the record at the window's position; its header is read again, as the window may have moved its bytes. */
  async #dataOf({ dataAt, dataLength }: OuterRecord): Promise<Buffer | null> {
    const window = this.#window;
    const bytes = dataAt + dataLength;
    if (bytes > window.left || bytes > MOST_BYTES || !(await window.ensure(bytes))) return null;
    const { data, start } = window;
    this.#header.parse(data, start + 4, start + dataAt - 4);
    return data.subarray(start + dataAt, start + bytes);
  }

  /** @param counts pairs of a connection and its number of messages */
  #readChunkInfo(counts: Buffer): boolean {
    const position = this.#header.number('chunk_pos') ?? 0;
    if (position === 0 || counts.length % 8 !== 0) return false;
    let wanted = false;
    for (let at = 0; at < counts.length; at += 8) {
      wanted ||= this.#state.isWanted(counts.readUInt32LE(at));
      this.#messages += counts.readUInt32LE(at + 4);
    }
    if (wanted) this.#wanted.add(position);
    return true;
  }

  async #readChunk(position: number): Promise<boolean> {
    this.#window.seek(position);
    const record = await peekRecord(this.#window, this.#header);
    if (record?.header.op !== OP_CHUNK) return false;
    this.#mayRead -= record.dataLength;
    const data = this.#mayRead < 0 ? null : await this.#dataOf(record);
    if (data === null) return false;
    const compression = this.#header.text('compression') ?? '';
    try {
      const { size } = this.#header;
      const place = { at_byte: () => position, location: (at: number) => at };
      const plain = compression === 'none' ? data : this.#decompressor.decompress(compression, data, size);
      return this.#parser.parse(plain, 0, plain.length, place).kind === 'done';
    } catch (error) {
      if (error instanceof CompressionError) return false;
      throw error;
    }
  }
}

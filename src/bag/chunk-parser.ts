import { OP_CONNECTION, OP_MESSAGE } from './format';
import { RecordHeader } from './record-header';
import type { RecordSink } from './record-sink';

/** Headers have some dozen bytes, more with a long topic name. */
const MOST_HEADER_BYTES = 64 * 1024;
/** A larger message is skipped as damage instead of being read into memory. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** Why `parse` stopped. */
export type ChunkStop =
  /** All bytes were read. */
  | { readonly kind: 'done' }
  /** The next record needs this many bytes. */
  | { readonly kind: 'more'; readonly bytes: number }
  /** The next record, of this many bytes, is incomplete and not wanted. */
  | { readonly kind: 'skip'; readonly bytes: number }
  /** The next bytes are not a record of a chunk. */
  | { readonly kind: 'garbage'; readonly reason: string };

/** Where the bytes of a chunk come from. */
export interface ChunkPlace {
  /** Position in the file, for reports of damage. */
  readonly at_byte: (at: number) => number;
  /** Position from which the bytes can be read again: in the file or, of a compressed chunk, in the chunk. */
  readonly location: (at: number) => number;
}

const DONE: ChunkStop = { kind: 'done' };

/** Reads connections and messages, the records of chunks, from bytes in memory. */
export class ChunkParser {
  readonly #header = new RecordHeader();

  constructor(private readonly sink: RecordSink) {}

  /** Where the first record that was not read begins. */
  at = 0;

  /** Reads the complete records of `data[start..end)`.
   *  @param place positions of a position in `data` */
  parse(data: Buffer, start: number, end: number, { at_byte, location }: ChunkPlace): ChunkStop {
    const header = this.#header;
    for (this.at = start; this.at < end; ) {
      const room = end - this.at;
      if (room < 4) return { kind: 'more', bytes: 4 };
      const headerLength = data.readUInt32LE(this.at);
      if (headerLength > MOST_HEADER_BYTES) return garbage('has a record with an unreadable header');
      if (room < headerLength + 8) return { kind: 'more', bytes: headerLength + 8 };
      const dataAt = this.at + headerLength + 8;
      if (!header.parse(data, this.at + 4, dataAt - 4))
        return garbage('has a record with an unreadable header');
      const length = data.readUInt32LE(dataAt - 4);
      const bytes = headerLength + 8 + length;
      if (header.op === OP_MESSAGE) {
        if (bytes <= room) {
          if (this.sink.wants(header, at_byte(this.at))) {
            const message = data.subarray(dataAt, dataAt + length);
            this.sink.deliver(header, message, at_byte(this.at), location(dataAt));
          }
        } else if (bytes > MOST_BYTES || !this.sink.isWanted(header.conn)) {
          return { kind: 'skip', bytes };
        } else return { kind: 'more', bytes };
      } else if (header.op === OP_CONNECTION) {
        if (bytes > MOST_HEADER_BYTES * 64) return garbage('has a connection record that is too long');
        if (bytes > room) return { kind: 'more', bytes };
        if (!this.sink.connect(header, data.subarray(dataAt, dataAt + length))) {
          this.sink.damaged(at_byte(this.at), 'an unreadable connection record');
        }
      } else return garbage(`has a record of kind ${header.op}, which does not belong into a chunk`);
      this.at += bytes;
    }
    return DONE;
  }

  /** Counts the message whose header was read last and whose data were skipped. */
  countSkipped(at_byte: number): void {
    if (this.sink.wants(this.#header, at_byte)) {
      this.sink.damaged(at_byte, 'a message that is too large to be read');
    }
  }
}

function garbage(reason: string): ChunkStop {
  return { kind: 'garbage', reason };
}

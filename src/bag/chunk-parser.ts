import { OP_CONNECTION, OP_MESSAGE } from './format';
import { RecordHeader } from './record-header';
import type { ScanState } from './scan-state';

/** Headers are some dozen bytes; one with a long topic name may have more. */
const MOST_HEADER_BYTES = 64 * 1024;
/** Beyond this a message is passed over as damage instead of being brought into memory. */
export const MOST_BYTES = 256 * 1024 * 1024;

/** Why `parse` stopped. */
export type ChunkStop =
  /** All bytes were read. */
  | { readonly kind: 'done' }
  /** The next record needs so many bytes. */
  | { readonly kind: 'more'; readonly bytes: number }
  /** The next record, of so many bytes, is not wanted and not all there. */
  | { readonly kind: 'skip'; readonly bytes: number }
  /** What follows is no record of a chunk. */
  | { readonly kind: 'garbage'; readonly reason: string };

const DONE: ChunkStop = { kind: 'done' };

/** Reads connections and messages, the records of chunks, from bytes in memory. */
export class ChunkParser {
  readonly #header = new RecordHeader();

  constructor(private readonly state: ScanState) {}

  /** Where the first record that was not read begins. */
  at = 0;

  /** Reads the whole records of `data[start..end)`.
   *  @param at_byte tells a record's place in `data` as one in the file, for damage */
  parse(data: Buffer, start: number, end: number, at_byte: (at: number) => number): ChunkStop {
    const header = this.#header;
    for (this.at = start; this.at < end; ) {
      const room = end - this.at;
      if (room < 4) return { kind: 'more', bytes: 4 };
      const headerLength = data.readUInt32LE(this.at);
      if (headerLength > MOST_HEADER_BYTES) return garbage('a record with no readable header');
      if (room < headerLength + 8) return { kind: 'more', bytes: headerLength + 8 };
      const dataAt = this.at + headerLength + 8;
      if (!header.parse(data, this.at + 4, dataAt - 4)) return garbage('a record with no readable header');
      const length = data.readUInt32LE(dataAt - 4);
      const bytes = headerLength + 8 + length;
      if (header.op === OP_MESSAGE) {
        if (bytes <= room) {
          if (this.state.wants(header, at_byte(this.at))) {
            this.state.deliver(header, data.subarray(dataAt, dataAt + length), at_byte(this.at));
          }
        } else if (bytes > MOST_BYTES || !this.state.isWanted(header.conn)) {
          return { kind: 'skip', bytes };
        } else return { kind: 'more', bytes };
      } else if (header.op === OP_CONNECTION) {
        if (bytes > MOST_HEADER_BYTES * 64) return garbage('a connection that is too long');
        if (bytes > room) return { kind: 'more', bytes };
        if (!this.state.connect(header, data.subarray(dataAt, dataAt + length))) {
          this.state.damaged(at_byte(this.at), 'a connection that cannot be read');
        }
      } else return garbage(`a record of kind ${header.op} inside a chunk`);
      this.at += bytes;
    }
    return DONE;
  }

  /** Takes note of the message whose header was read last and whose data were skipped. */
  passOver(at_byte: number): void {
    if (this.state.wants(this.#header, at_byte)) {
      this.state.damaged(at_byte, 'a message too large to be read');
    }
  }
}

function garbage(reason: string): ChunkStop {
  return { kind: 'garbage', reason };
}

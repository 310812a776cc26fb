import { OP_BAG_HEADER, OP_CHUNK, OP_CONNECTION } from './format';
import { RecordHeader } from './record-header';
import type { Window } from './window';

/** Longest header that is accepted; some contain topics. */
export const MOST_HEADER_BYTES = 64 * 1024;
/** Headers of chunks have 38 to 40 bytes; other writers may add fields. */
const CHUNK_HEADER_BYTES = 256;
const CHUNK_FIELD = Buffer.from([0x6f, 0x70, 0x3d, OP_CHUNK]);

/** A record outside of chunks, without its data. */
export interface OuterRecord {
  readonly header: RecordHeader;
  /** Bytes before the data. */
  readonly dataAt: number;
  readonly dataLength: number;
}

/** Reads the header of the record at the window's position; null when there is none. */
export async function peekRecord(window: Window, header: RecordHeader): Promise<OuterRecord | null> {
  if (!(await window.ensure(4))) return null;
  const headerLength = window.data.readUInt32LE(window.start);
  const dataAt = headerLength + 8;
  if (headerLength > MOST_HEADER_BYTES || !(await window.ensure(dataAt))) return null;
  const { data, start } = window;
  if (!header.parse(data, start + 4, start + 4 + headerLength)) return null;
  if (header.op < OP_BAG_HEADER - 1 || header.op > OP_CONNECTION) return null;
  return { header, dataAt, dataLength: data.readUInt32LE(start + dataAt - 4) };
}

/** Whether a complete record, or the end of the file, is at the window's position. */
export async function isAtRecord(window: Window): Promise<boolean> {
  if (window.left <= 0) return window.left === 0;
  const record = await peekRecord(window, new RecordHeader());
  return record !== null && record.dataAt + record.dataLength <= window.left;
}

/** Moves the window to the next chunk, or to the end of the file. */
export async function findChunk(window: Window): Promise<void> {
  const header = new RecordHeader();
  while (await window.ensure(Math.min(window.left, 2 * CHUNK_HEADER_BYTES))) {
    if (window.left === 0) return;
    const found = window.data.subarray(window.start, window.end).indexOf(CHUNK_FIELD);
    if (found < 0) {
      const passed = window.available - CHUNK_FIELD.length + 1;
      window.skip(window.available === window.left ? window.left : Math.max(1, passed));
      continue;
    }
    await window.ensure(Math.min(window.left, found + CHUNK_HEADER_BYTES));
    const first = Math.max(0, found - CHUNK_HEADER_BYTES);
    for (let back = first; back <= found - 8; back++) {
      if (isChunkHeader(window, window.start + back, header)) return window.skip(back);
    }
    window.skip(found + 1);
  }
}

function isChunkHeader({ data, end }: Window, at: number, header: RecordHeader): boolean {
  if (end - at < 8) return false;
  const length = data.readUInt32LE(at);
  if (length < 20 || length > CHUNK_HEADER_BYTES || length > end - at - 8) return false;
  return (
    header.parse(data, at + 4, at + 4 + length) &&
    header.op === OP_CHUNK &&
    header.text('compression') !== null
  );
}

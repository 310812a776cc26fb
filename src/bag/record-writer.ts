import type { Stamp } from '../types';
import { BAG_HEADER_BYTES, OP_BAG_HEADER, OP_CHUNK, OP_CHUNK_INFO, OP_CONNECTION, OP_INDEX } from './format';
import type { BagConnection } from './types';

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function time({ sec, nsec }: Stamp): Buffer {
  return Buffer.concat([uint32(sec), uint32(nsec)]);
}

type Fields = Readonly<Record<string, Buffer | string>>;

/** Fields of a header, each as its length and name=value. */
function fieldsOf(fields: Fields): Buffer {
  return Buffer.concat(
    Object.entries(fields).flatMap(([name, value]) => {
      const field = Buffer.concat([Buffer.from(`${name}=`), Buffer.from(value)]);
      return [uint32(field.length), field];
    }),
  );
}

function record(op: number, fields: Fields, data: Uint8Array): Buffer {
  return Buffer.concat([recordHeader(op, fields, data.length), data]);
}

/** A record without its data. */
function recordHeader(op: number, fields: Fields, dataLength: number): Buffer {
  const header = fieldsOf({ op: Buffer.of(op), ...fields });
  return Buffer.concat([uint32(header.length), header, uint32(dataLength)]);
}

/** @param indexPosition 0 without an index */
export function bagHeaderRecord(indexPosition: number, connections: number, chunks: number): Buffer {
  const fields = {
    index_pos: uint64(indexPosition),
    conn_count: uint32(connections),
    chunk_count: uint32(chunks),
  };
  const padding = BAG_HEADER_BYTES - recordHeader(OP_BAG_HEADER, fields, 0).length;
  return record(OP_BAG_HEADER, fields, Buffer.alloc(padding, ' '));
}

export function connectionRecord(id: number, connection: BagConnection): Buffer {
  const { topic, type, md5sum, definition, callerId, latching } = connection;
  const data = fieldsOf({
    topic,
    type,
    md5sum,
    message_definition: definition,
    ...(callerId === null ? {} : { callerid: callerId }),
    ...(latching ? { latching: '1' } : {}),
  });
  return record(OP_CONNECTION, { conn: uint32(id), topic }, data);
}

export function chunkHeader(compression: string, size: number, dataLength: number): Buffer {
  return recordHeader(OP_CHUNK, { compression, size: uint32(size) }, dataLength);
}

/** @param entries time and offset in the chunk of each message, 12 bytes each */
export function indexRecord(connection: number, entries: Buffer): Buffer {
  const fields = { ver: uint32(1), conn: uint32(connection), count: uint32(entries.length / 12) };
  return record(OP_INDEX, fields, entries);
}

/** The index entry of a chunk. */
export interface ChunkInfo {
  readonly position: number;
  readonly start: Stamp;
  readonly end: Stamp;
  /** Messages by connection. */
  readonly counts: ReadonlyMap<number, number>;
}

export function chunkInfoRecord({ position, start, end, counts }: ChunkInfo): Buffer {
  const fields = {
    ver: uint32(1),
    chunk_pos: uint64(position),
    start_time: time(start),
    end_time: time(end),
    count: uint32(counts.size),
  };
  return record(OP_CHUNK_INFO, fields, Buffer.concat([...counts].flat().map(uint32)));
}

import { CompressionError } from '../compression-error';
import { compressBlock, compressedBound } from './compress-block';
import { decompressBlock } from './decompress-block';
import { xxh32 } from './xxh32';

const MAGIC = 0x184d2204;
const VERSION = 0x40;
const INDEPENDENT = 0x20;
const BLOCK_CHECKSUM = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const DICTIONARY = 0x01;
const STORED = 0x80000000;
/** Block sizes of the format, ascending, with their identifiers. */
const BLOCK_SIZES = [
  { id: 4, bytes: 64 * 1024 },
  { id: 5, bytes: 256 * 1024 },
  { id: 6, bytes: 1024 * 1024 },
] as const;
const LARGEST_BLOCK = { id: 7, bytes: 4 * 1024 * 1024 } as const;

/** Upper limit of the bytes of a frame with a number of bytes in it. */
export function frameBound(bytes: number): number {
  const blocks = Math.ceil(bytes / BLOCK_SIZES[0].bytes) + 1;
  return compressedBound(bytes) + 20 * blocks;
}

/**
 * Compresses `source[start..end)` as an LZ4 frame into `target` at `to`, where frameBound bytes must be
 * free. It has independent blocks and a content checksum, no content size and no block checksums, which ROS'
 * decoder requires. A block that does not become smaller is stored uncompressed.
 * @returns the end of the frame in `target`
 */
export function compressFrame(
  source: Buffer,
  start: number,
  end: number,
  target: Buffer,
  to: number,
  table: Int32Array,
): number {
  const size = BLOCK_SIZES.find(({ bytes }) => bytes >= end - start) ?? LARGEST_BLOCK;
  target.writeUInt32LE(MAGIC, to);
  target[to + 4] = VERSION | INDEPENDENT | CONTENT_CHECKSUM;
  target[to + 5] = size.id << 4;
  target[to + 6] = (xxh32(target, to + 4, to + 6) >>> 8) & 0xff;
  let out = to + 7;
  for (let at = start; at < end; ) {
    const next = Math.min(end, at + size.bytes);
    let blockEnd = compressBlock(source, at, next, target, out + 4, table);
    let length = blockEnd - out - 4;
    if (length >= next - at) {
      source.copy(target, out + 4, at, next);
      blockEnd = out + 4 + next - at;
      length = next - at + STORED;
    }
    target.writeUInt32LE(length, out);
    out = blockEnd;
    at = next;
  }
  target.writeUInt32LE(0, out);
  target.writeUInt32LE(xxh32(source, start, end), out + 4);
  return out + 8;
}

/**
 * Decompresses the LZ4 frame `source` into the first bytes of `target`.
 * @returns how many, `size` at most
 * @throws CompressionError
 */
export function decompressFrame(source: Buffer, target: Buffer, size: number): number {
  let at = 0;
  const take = (bytes: number) => {
    if (bytes > source.length - at) throw new CompressionError('LZ4 frame: is truncated');
    at += bytes;
    return at - bytes;
  };
  if (source.readUInt32LE(take(4)) !== MAGIC)
    throw new CompressionError('LZ4 frame: not the start of a frame');
  const flags = source.readUInt8(take(2));
  if ((flags & 0xc0) !== VERSION) throw new CompressionError('LZ4 frame: unknown version');
  if (flags & DICTIONARY) throw new CompressionError('LZ4 frame: dictionaries are unsupported');
  if (flags & CONTENT_SIZE) take(8);
  const described = at;
  if (source[take(1)] !== ((xxh32(source, 4, described) >>> 8) & 0xff)) {
    throw new CompressionError('LZ4 frame: damaged header');
  }
  let out = 0;
  for (;;) {
    const word = source.readUInt32LE(take(4));
    if (word === 0) break;
    const length = word & 0x7fffffff;
    const block = take(length);
    if (word >= STORED) {
      if (length > size - out) throw new CompressionError('LZ4 frame: is longer than its size');
      source.copy(target, out, block, block + length);
      out += length;
    } else {
      const reach = flags & INDEPENDENT ? out : 0;
      out = decompressBlock(source, block, block + length, target, out, reach, size);
    }
    if (flags & BLOCK_CHECKSUM) take(4);
  }
  if (flags & CONTENT_CHECKSUM && source.readUInt32LE(take(4)) !== xxh32(target, 0, out)) {
    throw new CompressionError('LZ4 frame: wrong checksum');
  }
  return out;
}

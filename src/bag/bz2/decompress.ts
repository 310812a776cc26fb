import { CompressionError } from '../compression-error';
import { BitReader } from './bit-reader';
import { readBlock } from './block';

/** Magic numbers of a block and of the end of a stream, in halves of 24 bits. */
const BLOCK = [0x314159, 0x265359];
const END = [0x177245, 0x385090];
const BLOCK_BYTES = 100_000;

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

/** Decompresses bzip2 streams, one after another. */
export class Bz2Decompressor {
  #next = new Uint32Array(0);

  /**
   * @param target receives the bytes
   * @param size upper limit of bytes
   * @returns how many there are
   * @throws CompressionError
   */
  decompress(source: Buffer, target: Buffer, size: number): number {
    let out = 0;
    let at = 0;
    do {
      const level = /^BZh([1-9])$/.exec(source.toString('latin1', at, at + 4))?.[1];
      if (!level) throw new CompressionError('bz2: not the start of a stream');
      const bits = new BitReader(source, at + 4);
      out = this.#stream(bits, Number(level) * BLOCK_BYTES, target, out, size);
      at = bits.byteAt();
    } while (at < source.length);
    return out;
  }

  #stream(bits: BitReader, blockBytes: number, target: Buffer, from: number, size: number): number {
    // The longest encoding: four equal bytes and a count of 0, five bytes for four.
    const room = Math.min(blockBytes, Math.ceil(size * 1.25));
    if (this.#next.length < room) this.#next = new Uint32Array(room);
    let out = from;
    let sum = 0;
    for (;;) {
      const mark = [bits.read(24), bits.read(24)];
      const expected = bits.int32();
      if (mark[0] === END[0] && mark[1] === END[1]) {
        if (expected !== sum) throw new CompressionError('bz2: wrong checksum');
        return out;
      }
      if (mark[0] !== BLOCK[0] || mark[1] !== BLOCK[1]) {
        throw new CompressionError('bz2: not the start of a block');
      }
      const { length, start } = readBlock(bits, this.#next);
      const end = writeBlock(this.#next, length, start, target, out, size);
      const crc = checksum(target, out, end);
      if (crc !== expected) throw new CompressionError('bz2: wrong checksum of a block');
      sum = ((sum << 1) | (sum >>> 31)) ^ crc;
      out = end;
    }
  }
}

/** Follows the bytes of a block and expands runs: four equal bytes are followed by a count of further ones. */
function writeBlock(
  next: Uint32Array,
  length: number,
  start: number,
  target: Buffer,
  from: number,
  size: number,
): number {
  let out = from;
  let entry = next[start]!;
  let last = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    const byte = entry & 0xff;
    entry = next[entry >>> 8]!;
    if (equal === 4) {
      if (byte > size - out) throw new CompressionError('bz2: is longer than its size');
      target.fill(last, out, out + byte);
      out += byte;
      equal = 0;
      last = -1;
      continue;
    }
    equal = byte === last ? equal + 1 : 1;
    last = byte;
    if (out >= size) throw new CompressionError('bz2: is longer than its size');
    target[out++] = byte;
  }
  return out;
}

function checksum(data: Buffer, start: number, end: number): number {
  let crc = -1;
  for (let i = start; i < end; i++) crc = (crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ data[i]!) & 0xff]!;
  return ~crc;
}

import { Bz2Decompressor } from './bz2/decompress';
import { CompressionError } from './compression-error';
import { decompressFrame } from './lz4/frame';

/** A chunk that says it is larger is damaged, not worth the memory. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Most bytes that one compressed byte can stand for: a match of LZ4 goes on by 255 a byte. A block of
 *  bzip2 takes 14 bytes at least and holds 900,000 at most, each of which may stand for 52. */
const MOST_GROWTH: Readonly<Record<string, number>> = { lz4: 255, bz2: (900_000 * 52) / 14 };
/** Beyond this the room is not kept for the next chunk. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Decompresses chunks, one after another; the bytes it gives hold until the next. */
export class Decompressor {
  #target = Buffer.alloc(0);
  readonly #bz2 = new Bz2Decompressor();

  /** @param size of the chunk decompressed, as its header says
   *  @throws CompressionError */
  decompress(compression: string, data: Buffer, size: number): Buffer {
    const growth = MOST_GROWTH[compression];
    if (growth === undefined) {
      throw new CompressionError(`unknown compression "${compression}"; only none, lz4 and bz2 are read`);
    }
    if (!(size >= 0 && size <= MOST_BYTES && size <= data.length * growth)) {
      throw new CompressionError(`it says that ${data.length} bytes became ${size}`);
    }
    const target = this.#roomFor(size);
    const length =
      compression === 'lz4' ? decompressFrame(data, target, size) : this.#bz2.decompress(data, target, size);
    return target.subarray(0, length);
  }

  #roomFor(size: number): Buffer {
    if (size > KEPT_BYTES) return Buffer.allocUnsafe(size);
    if (this.#target.length < size) this.#target = Buffer.allocUnsafe(size);
    return this.#target;
  }
}

import { Bz2Decompressor } from './bz2/decompress';
import { CompressionError } from './compression-error';
import { decompressFrame } from './lz4/frame';

/** A chunk whose header states more is damaged. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Upper limit of the bytes that one compressed byte expands to: an LZ4 match grows by 255 per byte; a bzip2 block of
 *  at least 14 bytes holds at most 900,000, each of which expands to 52 at most. */
const MOST_GROWTH: Readonly<Record<string, number>> = { lz4: 255, bz2: (900_000 * 52) / 14 };
/** A larger buffer is not kept for the next chunk. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Decompresses chunks, one after another; the bytes of one are valid until the next. */
export class Decompressor {
  #target = Buffer.alloc(0);
  readonly #bz2 = new Bz2Decompressor();

  /** @param size of the decompressed chunk as its header states it
   *  @throws CompressionError */
  decompress(compression: string, data: Buffer, size: number): Buffer {
    const growth = MOST_GROWTH[compression];
    if (growth === undefined) {
      throw new CompressionError(`unknown compression "${compression}"; none, lz4 and bz2 are supported`);
    }
    if (!(size >= 0 && size <= MOST_BYTES && size <= data.length * growth)) {
      throw new CompressionError(
        `its header states ${size} bytes, but it has only ${data.length} compressed`,
      );
    }
    const target = this.#targetFor(size);
    const length =
      compression === 'lz4' ? decompressFrame(data, target, size) : this.#bz2.decompress(data, target, size);
    return target.subarray(0, length);
  }

  #targetFor(size: number): Buffer {
    if (size > KEPT_BYTES) return Buffer.allocUnsafe(size);
    if (this.#target.length < size) this.#target = Buffer.allocUnsafe(size);
    return this.#target;
  }
}

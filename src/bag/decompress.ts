import { BagError } from '../errors';
import { Bz2Decompressor } from './bz2/decompress';
import { CompressionError } from './compression-error';
import { decompressFrame } from './lz4/frame';

/** A chunk whose header states more is damaged: ROS closes a chunk after 768 KiB or the first message beyond. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Upper limit of the bytes that one compressed byte expands to: an LZ4 match grows by 255 per byte; a bzip2 block of
 *  at least 14 bytes holds at most 900,000, each of which expands to 52 at most. */
const MOST_GROWTH: Readonly<Record<string, number>> = { lz4: 255, bz2: (900_000 * 52) / 14 };
/** A bag may expand to this much, and more in proportion to its size: images of one colour shrink a thousandfold. */
const MOST_TOTAL_BYTES = 256 * 1024 * 1024;
const MOST_TOTAL_GROWTH = 300;

/** Decompresses the chunks of a bag, one after another; the bytes of one are valid until the next. */
export class Decompressor {
  #target = Buffer.alloc(0);
  readonly #bz2 = new Bz2Decompressor();
  #left: number;

  /** @param file for the message
   *  @param file_bytes size of the bag, which limits what its chunks may expand to */
  constructor(
    private readonly file: string,
    private readonly file_bytes: number,
  ) {
    this.#left = MOST_TOTAL_BYTES + MOST_TOTAL_GROWTH * file_bytes;
  }

  /** @param size of the decompressed chunk as its header states it
   *  @throws CompressionError; BagError when the bag expands to more than a bag of its size does */
  decompress(compression: string, data: Buffer, size: number): Buffer {
    const growth = MOST_GROWTH[compression];
    if (growth === undefined) {
      throw new CompressionError(`unknown compression "${compression}"; none, lz4 and bz2 are supported`);
    }
    if (!(size >= 0 && size <= data.length * growth)) {
      throw new CompressionError(
        `its header states ${size} bytes, but it has only ${data.length} compressed`,
      );
    }
    if (size > MOST_BYTES) {
      throw new CompressionError(`it expands to ${size} bytes; at most ${MOST_BYTES} are supported`);
    }
    this.#left -= size;
    if (this.#left < 0) throw this.#tooLarge();
    const target = this.#targetFor(size);
    const length =
      compression === 'lz4' ? decompressFrame(data, target, size) : this.#bz2.decompress(data, target, size);
    return target.subarray(0, length);
  }

  #tooLarge(): BagError {
    const most_MB = Math.floor((MOST_TOTAL_BYTES + MOST_TOTAL_GROWTH * this.file_bytes) / 1e6);
    return new BagError(
      `${this.file}: its ${this.file_bytes} bytes expand to more than ${most_MB} MB, which no recording does; ` +
        'if it is genuine, decompress it: rosbag decompress BAG',
    );
  }

  #targetFor(size: number): Buffer {
    if (this.#target.length < size) this.#target = Buffer.allocUnsafe(size);
    return this.#target;
  }
}

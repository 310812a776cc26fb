import Bzip2 from '@foxglove/wasm-bz2';
import { messageOf } from '../errors';
import { CompressionError } from './lz4/decompress-block';
import { decompressFrame } from './lz4/frame';

/** A chunk that says it is larger is damaged, not worth the memory. */
const MOST_BYTES = 256 * 1024 * 1024;
/** No LZ4 block grows more than by this factor. */
const LZ4_MOST_GROWTH = 255;

/** Decompresses chunks, one after another; the bytes it gives hold until the next. */
export class Decompressor {
  #lz4 = Buffer.alloc(0);
  #bz2: Bzip2 | null = null;

  /** @param size of the chunk decompressed, as its header says
   *  @throws CompressionError */
  async decompress(compression: string, data: Buffer, size: number): Promise<Buffer> {
    if (!(size >= 0 && size <= MOST_BYTES)) throw new CompressionError(`it says it is ${size} bytes large`);
    if (compression === 'lz4') return this.#decompressLz4(data, size);
    if (compression === 'bz2') return this.#decompressBz2(data, size);
    throw new CompressionError(`unknown compression "${compression}"; only none, lz4 and bz2 are read`);
  }

  #decompressLz4(data: Buffer, size: number): Buffer {
    if (size > data.length * LZ4_MOST_GROWTH) {
      throw new CompressionError(`it says that ${data.length} bytes became ${size}`);
    }
    if (this.#lz4.length < size) this.#lz4 = Buffer.allocUnsafe(size);
    return this.#lz4.subarray(0, decompressFrame(data, this.#lz4, size));
  }

  async #decompressBz2(data: Buffer, size: number): Promise<Buffer> {
    try {
      this.#bz2 ??= await Bzip2.init();
      const bytes = this.#bz2.decompress(data, size);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch (cause) {
      // What is left of the module after an error is not relied on.
      this.#bz2 = null;
      throw new CompressionError(messageOf(cause), { cause });
    }
  }
}

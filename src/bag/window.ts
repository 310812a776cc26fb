import { BagError, messageOf } from '../errors';
import type { BagFile } from './bag-file';

const BLOCK_BYTES = 2 * 1024 * 1024;
/** A buffer that grew beyond this for one message is released afterwards. */
const LARGE_BYTES = 16 * 1024 * 1024;

/** A part of a file in memory, moving from its first byte to its last: `data[start..end)` are the bytes from `position`
 *  on. Read in blocks of `block_bytes`. */
export class Window {
  data: Buffer;
  start = 0;
  end = 0;
  /** Bytes of the file. */
  size: number;
  #position = 0;

  constructor(
    readonly name: string,
    private readonly bag: BagFile,
    private readonly onRead: (position: number) => void,
    private readonly block_bytes = BLOCK_BYTES,
  ) {
    this.size = bag.size;
    this.data = Buffer.allocUnsafe(Math.min(block_bytes, bag.size));
  }

  get position(): number {
    return this.#position;
  }

  /** Bytes in memory from `position` on. */
  get available(): number {
    return this.end - this.start;
  }

  /** Bytes of the file from `position` on. */
  get left(): number {
    return this.size - this.#position;
  }

  skip(bytes: number): void {
    this.#position += bytes;
    this.start = Math.min(this.end, this.start + bytes);
  }

  seek(position: number): void {
    this.start = this.end = 0;
    this.#position = position;
  }

  /** Reads `bytes` from `position` on into memory. @returns false when the file ends before */
  async ensure(bytes: number): Promise<boolean> {
    if (bytes <= this.available) return true;
    if (bytes > this.left) return false;
    this.#makeRoom(bytes);
    while (this.available < bytes) {
      const at = this.#position + this.available;
      const count = await this.#read(at);
      // Truncated by another process meanwhile.
      if (count === 0) this.size = at;
      if (bytes > this.left) return false;
      this.end += count;
    }
    this.onRead(this.#position + this.available);
    return true;
  }

  async #read(position: number): Promise<number> {
    const length = Math.min(this.data.length - this.end, this.size - position);
    try {
      return (await this.bag.handle.read(this.data, this.end, length, position)).bytesRead;
    } catch (cause) {
      throw new BagError(`${this.name}: cannot be read at byte ${position} (${messageOf(cause)})`, { cause });
    }
  }

  #makeRoom(bytes: number): void {
    const kept = this.data.subarray(this.start, this.end);
    const wanted = Math.max(Math.min(this.block_bytes, this.bag.size), bytes);
    if (wanted > this.data.length || (this.data.length > LARGE_BYTES && wanted <= this.block_bytes)) {
      this.data = Buffer.allocUnsafe(Math.max(wanted, kept.length));
    }
    this.data.set(kept);
    this.end = kept.length;
    this.start = 0;
  }
}

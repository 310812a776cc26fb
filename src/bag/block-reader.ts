import type { FileHandle } from 'node:fs/promises';

/** A miss costs about the same for anything up to this size. */
const BLOCK_BYTES = 32 * 1024;
const MOST_BLOCKS = 1024;

/** Reads parts of a file in any order, with the blocks that were used last in memory (32 MB). */
export class BlockReader {
  readonly #blocks = new Map<number, Buffer>();

  constructor(private readonly handle: FileHandle) {}

  /** @returns the bytes, as a view that is valid until the next call; null when the file ends before */
  read(position: number, bytes: number): Buffer | Promise<Buffer | null> {
    const block = Math.floor(position / BLOCK_BYTES);
    const at = position - block * BLOCK_BYTES;
    const found = this.#blocks.get(block);
    if (found !== undefined && at + bytes <= found.length) {
      this.#blocks.delete(block);
      this.#blocks.set(block, found);
      return found.subarray(at, at + bytes);
    }
    return at + bytes <= BLOCK_BYTES ? this.#load(block, at, bytes) : this.#readExactly(position, bytes);
  }

  forget(): void {
    this.#blocks.clear();
  }

  async #load(block: number, at: number, bytes: number): Promise<Buffer | null> {
    const oldest = this.#blocks.size < MOST_BLOCKS ? undefined : this.#blocks.keys().next().value;
    const data = (oldest === undefined ? null : this.#blocks.get(oldest)) ?? Buffer.allocUnsafe(BLOCK_BYTES);
    if (oldest !== undefined) this.#blocks.delete(oldest);
    const target = Buffer.from(data.buffer, data.byteOffset, BLOCK_BYTES);
    const { bytesRead } = await this.handle.read(target, 0, BLOCK_BYTES, block * BLOCK_BYTES);
    this.#blocks.set(block, target.subarray(0, bytesRead));
    return at + bytes <= bytesRead ? target.subarray(at, at + bytes) : null;
  }

  async #readExactly(position: number, bytes: number): Promise<Buffer | null> {
    const data = Buffer.allocUnsafe(bytes);
    const { bytesRead } = await this.handle.read(data, 0, bytes, position);
    return bytesRead === bytes ? data : null;
  }
}

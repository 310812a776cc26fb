import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BagError, messageOf } from '../errors';
import { BlockReader } from './block-reader';
import { GrowingBuffer } from './growing-buffer';

/** Data kept in memory; more goes into a temporary file. */
const MEMORY_BYTES = 64 * 1024 * 1024;

/** Keeps the data of messages from compressed chunks until they are delivered in the order of time, in bounded memory.
 *  Locations of kept data are negative, those in the bag's file are not. */
export class MessageStore {
  readonly #memory = new GrowingBuffer(0);
  readonly #bag: BlockReader;
  #spill: { readonly handle: FileHandle; readonly reader: BlockReader } | null = null;
  #spilled = 0;
  /** Data that are not in the temporary file yet. */
  readonly #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(
    private readonly file: string,
    bag: FileHandle,
  ) {
    this.#bag = new BlockReader(bag);
  }

  /** Copies the data. @returns their location */
  keep(data: Buffer): number {
    if (this.#memory.length + data.length <= MEMORY_BYTES && this.#spilled + this.#pendingBytes === 0) {
      const at = this.#memory.length;
      this.#memory.append(data);
      return -1 - at;
    }
    const at = this.#spilled + this.#pendingBytes;
    this.#pending.push(Buffer.from(data));
    this.#pendingBytes += data.length;
    return -1 - MEMORY_BYTES - at;
  }

  /** Writes into the temporary file what memory cannot hold. Call it after each chunk.
   *  @throws BagError when that fails */
  async settle(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    try {
      this.#spill ??= await openSpill();
      for (const data of this.#pending) {
        for (let done = 0; done < data.length; ) {
          const written = await this.#spill.handle.write(
            data,
            done,
            data.length - done,
            this.#spilled + done,
          );
          done += written.bytesWritten;
        }
        this.#spilled += data.length;
      }
    } catch (cause) {
      throw new BagError(
        `${this.file}: its messages are out of the order of time, and sorting them failed in ${tmpdir()} ` +
          `(${messageOf(cause)}); set TMPDIR to a folder with more space, or sort them: ` +
          'rosbag filter OLD.bag NEW.bag True',
        { cause },
      );
    }
    this.#pending.length = 0;
    this.#pendingBytes = 0;
  }

  /** Data at a location; a view that is valid until the next call. Null when they are gone. */
  read(location: number, bytes: number): Buffer | null | Promise<Buffer | null> {
    if (location >= 0) return this.#bag.read(location, bytes);
    const at = -1 - location;
    if (at < MEMORY_BYTES) return this.#memory.data.subarray(at, at + bytes);
    return this.#spill?.reader.read(at - MEMORY_BYTES, bytes) ?? null;
  }

  /** Forgets everything that was kept. */
  clear(): void {
    this.#memory.length = 0;
    this.#spilled = 0;
    this.#spill?.reader.forget();
  }

  async close(): Promise<void> {
    await this.#spill?.handle.close();
  }
}

/** The file has no name from the start, so that nothing is left behind whatever happens. */
async function openSpill() {
  const folder = mkdtempSync(path.join(tmpdir(), 'f1-brain-bag-'));
  try {
    const handle = await open(path.join(folder, 'messages'), 'wx+');
    return { handle, reader: new BlockReader(handle) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

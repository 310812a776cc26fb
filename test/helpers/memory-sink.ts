import type { BagSink } from '../../src/bag/file-sink';

/** A bag in memory, on a disk that may be full: from `room` bytes on it takes no more. */
export class MemorySink implements BagSink {
  readonly name = 'test.bag';
  room = Infinity;
  code = 'ENOSPC';
  closed = false;
  /** Bytes of each `write`. */
  readonly writes: number[] = [];
  #bytes = Buffer.alloc(0);

  get position(): number {
    return this.#bytes.length;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  write(bytes: Uint8Array): void {
    const fits = Math.min(bytes.length, Math.max(0, this.room - this.#bytes.length));
    this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(0, fits)]);
    this.writes.push(fits);
    if (fits < bytes.length) throw Object.assign(new Error(`${this.code}: write`), { code: this.code });
  }

  writeAt(position: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, position);
  }

  truncate(length: number): void {
    this.#bytes = this.#bytes.subarray(0, length);
  }

  close(): void {
    this.closed = true;
  }
}

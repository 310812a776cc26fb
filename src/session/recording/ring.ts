/**
 * Records of any length from one thread to another through shared memory, in order and without a lock.
 *
 * A record lies in one piece, so that the reader hands it out as a view. Positions count bytes since the start,
 * modulo 2^32; the capacity is a power of two, so both wrap together.
 */

/** Positions in the shared words. */
const HEAD = 0;
const TAIL = 1;
const BELL = 2;
const ENDED = 3;
const BEATS = 4;
const WORDS_BYTES = 64;
/** Length, channel, seconds, nanoseconds. */
const HEADER_BYTES = 16;
/** Fills the rest of the ring before a record that would not lie in one piece. */
const SKIP = 0xffffffff;

export interface RingMemory {
  readonly words: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
}

/** @param capacity_bytes a power of two from 1024 */
export function ringMemory(capacity_bytes: number): RingMemory {
  if (capacity_bytes < 1024 || capacity_bytes > 2 ** 30 || (capacity_bytes & (capacity_bytes - 1)) !== 0) {
    throw new RangeError(`a ring of ${capacity_bytes} bytes; it must be a power of two from 1024 to 2^30`);
  }
  return {
    words: new SharedArrayBuffer(WORDS_BYTES),
    bytes: new SharedArrayBuffer(capacity_bytes),
  };
}

/** Bytes that a record of `length` takes. */
function spaceOf(length: number): number {
  return (HEADER_BYTES + length + HEADER_BYTES - 1) & -HEADER_BYTES;
}

export class RingWriter {
  readonly #words: Int32Array;
  readonly #headers: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;
  #head = 0;

  constructor({ words, bytes }: RingMemory) {
    this.#words = new Int32Array(words);
    this.#headers = new Uint32Array(bytes);
    this.#bytes = new Uint8Array(bytes);
    this.#capacity = bytes.byteLength;
  }

  get capacity_bytes(): number {
    return this.#capacity;
  }

  /** Bytes that the reader has not released yet. */
  get used_bytes(): number {
    return (this.#head - Atomics.load(this.#words, TAIL)) >>> 0;
  }

  /** True once the reader takes nothing more. */
  get ended(): boolean {
    return Atomics.load(this.#words, ENDED) !== 0;
  }

  /**
   * Copies a record into the ring, or does nothing when there is no room for it.
   * @param channel 0 to 2^32 - 2
   * @param spare_bytes room that has to stay free for more important records
   */
  write(channel: number, sec: number, nsec: number, data: Uint8Array, spare_bytes = 0): boolean {
    const space = spaceOf(data.length);
    let at = this.#head & (this.#capacity - 1);
    const rest = this.#capacity - at;
    const skip = space > rest ? rest : 0;
    if (this.used_bytes + skip + space + spare_bytes > this.#capacity) return false;
    if (skip > 0) {
      this.#headers[at / 4] = skip - HEADER_BYTES;
      this.#headers[at / 4 + 1] = SKIP;
      at = 0;
    }
    const header = at / 4;
    this.#headers[header] = data.length;
    this.#headers[header + 1] = channel;
    this.#headers[header + 2] = sec;
    this.#headers[header + 3] = nsec;
    this.#bytes.set(data, at + HEADER_BYTES);
    this.#head = (this.#head + skip + space) >>> 0;
    Atomics.store(this.#words, HEAD, this.#head | 0);
    return true;
  }

  /** Tells the reader that the writer's thread runs. */
  beat(): void {
    Atomics.add(this.#words, BEATS, 1);
  }

  /** Wakes a reader that waits. */
  ring(): void {
    Atomics.add(this.#words, BELL, 1);
    Atomics.notify(this.#words, BELL);
  }
}

export class RingReader {
  readonly #words: Int32Array;
  readonly #headers: Uint32Array;
  readonly #bytes: Buffer;
  readonly #capacity: number;
  #tail = 0;
  #space = 0;
  channel = 0;
  sec = 0;
  nsec = 0;
  #bell: number;

  constructor({ words, bytes }: RingMemory) {
    this.#words = new Int32Array(words);
    this.#headers = new Uint32Array(bytes);
    this.#bytes = Buffer.from(bytes);
    this.#capacity = bytes.byteLength;
    this.#bell = Atomics.load(this.#words, BELL);
  }

  /** Changes as long as the writer's thread runs. */
  get beats(): number {
    return Atomics.load(this.#words, BEATS);
  }

  /** The next record, whose channel and time are then this reader's; null when there is none. The view holds
   *  until the next call. */
  next(): Buffer | null {
    this.#release();
    for (;;) {
      if (this.#tail === Atomics.load(this.#words, HEAD) >>> 0) return null;
      const at = this.#tail & (this.#capacity - 1);
      const header = at / 4;
      const length = this.#headers[header]!;
      this.channel = this.#headers[header + 1]!;
      this.#space = spaceOf(length);
      if (this.channel === SKIP) {
        this.#release();
        continue;
      }
      this.sec = this.#headers[header + 2]!;
      this.nsec = this.#headers[header + 3]!;
      return this.#bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length);
    }
  }

  /** Sleeps until the writer rings, or it has rung since the last sleep, for `timeout_ms` at most. Blocks the
   *  thread. */
  sleep(timeout_ms: number): void {
    Atomics.wait(this.#words, BELL, this.#bell, timeout_ms);
    this.#bell = Atomics.load(this.#words, BELL);
  }

  /** Tells the writer that nothing more is taken. */
  end(): void {
    Atomics.store(this.#words, ENDED, 1);
  }

  #release(): void {
    if (this.#space === 0) return;
    this.#tail = (this.#tail + this.#space) >>> 0;
    this.#space = 0;
    Atomics.store(this.#words, TAIL, this.#tail | 0);
  }
}

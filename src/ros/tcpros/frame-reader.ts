const FIRST_SIZE_bytes = 256;

/** Takes length-prefixed frames out of a stream of small ones: connection headers, calls of services. What a peer
 *  announces is never allocated before it comes. Cameras have MessageAssembler, which copies nothing. */
export class FrameReader {
  readonly #longest_bytes: number;
  readonly #before_bytes: number;
  #buffer = Buffer.allocUnsafe(FIRST_SIZE_bytes);
  #filled = 0;

  /** @param before_bytes bytes of a frame that come before its length, such as the status of an answer */
  constructor(longest_bytes: number, before_bytes = 0) {
    this.#longest_bytes = longest_bytes;
    this.#before_bytes = before_bytes;
  }

  /** Takes in what came.
   *  @param most frames taken; the others are left in `rest`
   *  @returns the frames that are whole, with the bytes before their length and without the length
   *  @throws Error for a length above the limit */
  push(chunk: Uint8Array, most = Number.POSITIVE_INFINITY): Buffer[] {
    this.#append(chunk);
    const frames: Buffer[] = [];
    const before = this.#before_bytes;
    let at = 0;
    while (frames.length < most && this.#filled - at >= before + 4) {
      const length = this.#buffer.readUInt32LE(at + before);
      if (length > this.#longest_bytes) {
        throw new Error(`${length} bytes were announced where at most ${this.#longest_bytes} are taken`);
      }
      const from = at + before + 4;
      if (this.#filled < from + length) break;
      const head = this.#buffer.subarray(at, at + before);
      frames.push(Buffer.concat([head, this.#buffer.subarray(from, from + length)]));
      at = from + length;
    }
    this.#buffer.copyWithin(0, at, this.#filled);
    this.#filled -= at;
    return frames;
  }

  /** What came after the last frame. */
  rest(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#filled));
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#filled + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, this.#filled);
      this.#buffer = larger;
    }
    this.#buffer.set(chunk, this.#filled);
    this.#filled = needed;
  }
}

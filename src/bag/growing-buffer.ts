/** A reusable buffer to append to. */
export class GrowingBuffer {
  data: Buffer;
  length = 0;

  constructor(bytes: number) {
    this.data = Buffer.allocUnsafe(bytes);
  }

  /** Reserves `bytes` at the end. @returns where they begin */
  claim(bytes: number): number {
    const at = this.length;
    this.#reserve(at + bytes);
    this.length = at + bytes;
    return at;
  }

  append(bytes: Uint8Array): void {
    const at = this.claim(bytes.length);
    this.data.set(bytes, at);
  }

  #reserve(bytes: number): void {
    if (bytes <= this.data.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes, 2 * this.data.length));
    this.data.copy(larger, 0, 0, this.length);
    this.data = larger;
  }

  view(): Buffer {
    return this.data.subarray(0, this.length);
  }
}

import { CompressionError } from '../compression-error';

/** Reads bits, the most significant of each byte first. */
export class BitReader {
  #at: number;
  #bits = 0;
  #count = 0;

  constructor(
    private readonly data: Buffer,
    start: number,
  ) {
    this.#at = start;
  }

  /** @param count at most 24. @throws CompressionError at the end of the data */
  read(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.data.length) throw new CompressionError('bz2: is truncated');
      this.#bits = ((this.#bits << 8) | this.data[this.#at++]!) & 0x7fffffff;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#bits >>> this.#count) & ((1 << count) - 1);
  }

  bit(): number {
    return this.read(1);
  }

  /** 32 bits, as a signed number. */
  int32(): number {
    return (this.read(16) << 16) | this.read(16);
  }

  /** Where the next whole byte is. */
  byteAt(): number {
    return this.#at - (this.#count >> 3);
  }
}

import { CompressionError } from '../compression-error';
import type { BitReader } from './bit-reader';

const MOST_BITS = 20;

/** A canonical prefix code, defined by the length of the code of each symbol. */
export class PrefixCode {
  /** By length: the largest code, and what to subtract from a code for its index in the symbols. */
  readonly #limit = new Int32Array(MOST_BITS + 2).fill(-1);
  readonly #offset = new Int32Array(MOST_BITS + 2);
  readonly #symbols: Uint16Array;
  readonly #shortest: number;

  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length);
    this.#shortest = Math.min(...lengths);
    let code = 0;
    let place = 0;
    for (let length = this.#shortest; length <= MOST_BITS; length++) {
      this.#offset[length] = code - place;
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== length) continue;
        this.#symbols[place++] = symbol;
        code++;
      }
      this.#limit[length] = code - 1;
      code *= 2;
    }
  }

  /** Reads the lengths, each stored as its difference from the one before. @throws CompressionError */
  static read(bits: BitReader, symbols: number): PrefixCode {
    const lengths = new Uint8Array(symbols);
    let length = bits.read(5);
    for (let symbol = 0; symbol < symbols; symbol++) {
      for (;;) {
        if (length < 1 || length > MOST_BITS) throw new CompressionError('bz2: a code of impossible length');
        if (bits.bit() === 0) break;
        length += bits.bit() === 0 ? 1 : -1;
      }
      lengths[symbol] = length;
    }
    return new PrefixCode(lengths);
  }

  /** @throws CompressionError for an undefined code */
  next(bits: BitReader): number {
    let length = this.#shortest;
    let code = bits.read(length);
    while (code > this.#limit[length]!) {
      if (++length > MOST_BITS) throw new CompressionError('bz2: an undefined code');
      code = (code << 1) | bits.bit();
    }
    const place = code - this.#offset[length]!;
    if (place < 0 || place >= this.#symbols.length) {
      throw new CompressionError('bz2: an undefined code');
    }
    return this.#symbols[place]!;
  }
}

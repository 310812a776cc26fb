import { CompressionError } from '../compression-error';
import type { BitReader } from './bit-reader';
import { PrefixCode } from './prefix-code';

/** Symbols after which another code may be chosen. */
const GROUP = 50;

function fail(what: string): never {
  throw new CompressionError(`bz2: ${what}`);
}

/** Byte values that occur in the block, from a bitmap of two levels. */
function readAlphabet(bits: BitReader): Uint8Array {
  const alphabet: number[] = [];
  const ranges = bits.read(16);
  for (let range = 0; range < 16; range++) {
    if (!((ranges >>> (15 - range)) & 1)) continue;
    const used = bits.read(16);
    for (let i = 0; i < 16; i++) if ((used >>> (15 - i)) & 1) alphabet.push(16 * range + i);
  }
  return alphabet.length > 0 ? Uint8Array.from(alphabet) : fail('a block without bytes');
}

/** Which code each group uses; each is stored as its position in the list of recently used codes. */
function readSelectors(bits: BitReader, codes: number): Uint8Array {
  const count = bits.read(15);
  if (count === 0) fail('a block without codes');
  const recent = Array.from({ length: codes }, (_, i) => i);
  const selectors = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let place = 0;
    while (bits.bit() === 1) if (++place >= codes) fail('a code that does not exist');
    const code = recent[place]!;
    recent.copyWithin(1, 0, place);
    recent[0] = code;
    selectors[i] = code;
  }
  return selectors;
}

/**
 * Reads a block from behind its checksum on, and inverts its Burrows-Wheeler transform.
 * @param next room for the longest block: filled with a byte in the low 8 bits of each entry and the index of the
 *  entry that follows it in the others
 * @returns bytes in the block, and the first entry in `next`
 * @throws CompressionError
 */
export function readBlock(bits: BitReader, next: Uint32Array): { length: number; start: number } {
  if (bits.bit() === 1) fail('randomized blocks are unsupported');
  const origin = bits.read(24);
  const recent = readAlphabet(bits);
  const codeCount = bits.read(3);
  if (codeCount < 2 || codeCount > 6) fail('an impossible number of codes');
  const selectors = readSelectors(bits, codeCount);
  const endOfBlock = recent.length + 1;
  const codes = Array.from({ length: codeCount }, () => PrefixCode.read(bits, recent.length + 2));

  const counts = new Uint32Array(256);
  let length = 0;
  let run = 0;
  let runBit = 1;
  let code = codes[0]!;
  for (let read = 0; ; read++) {
    if (read % GROUP === 0) {
      if (read / GROUP >= selectors.length) fail('a block without an end');
      code = codes[selectors[read / GROUP]!]!;
    }
    const symbol = code.next(bits);
    if (symbol <= 1) {
      // The length of a run of the latest byte, in digits of one and two.
      run += runBit << symbol;
      runBit <<= 1;
      if (run > next.length) fail('a block longer than the stream allows');
      continue;
    }
    if (run > 0) {
      if (run > next.length - length) fail('a block longer than the stream allows');
      const latest = recent[0]!;
      next.fill(latest, length, length + run);
      counts[latest]! += run;
      length += run;
      run = 0;
      runBit = 1;
    }
    if (symbol === endOfBlock) break;
    if (length >= next.length) fail('a block longer than the stream allows');
    const place = symbol - 1;
    const byte = recent[place]!;
    for (let i = place; i > 0; i--) recent[i] = recent[i - 1]!;
    recent[0] = byte;
    counts[byte]!++;
    next[length++] = byte;
  }
  if (origin >= length) fail('a block that begins behind its end');
  link(next, length, counts);
  return { length, start: next[origin]! >>> 8 };
}

/** Links the bytes of the last column: the upper bits of each entry become the index of the one that follows it. */
function link(next: Uint32Array, length: number, counts: Uint32Array): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte]!;
    counts[byte] = sum;
    sum += count;
  }
  for (let i = 0; i < length; i++) {
    const place = counts[next[i]! & 0xff]!++;
    next[place] = (next[place]! & 0xff) | (i << 8);
  }
}

import { CompressionError } from '../compression-error';

const { min } = Math;

function fail(what: string): never {
  throw new CompressionError(`LZ4 block: ${what}`);
}

/**
 * Decompresses the LZ4 block `source[start..end)` into `target` at `to`.
 * @param from how far back matches may reach: to the start of the block, or of the frame for linked blocks
 * @param limit end of the space in `target`
 * @returns the end of the decompressed bytes
 * @throws CompressionError
 */
export function decompressBlock(
  source: Buffer,
  start: number,
  end: number,
  target: Buffer,
  to: number,
  from: number,
  limit: number,
): number {
  const sourceWords = wordsOf(source);
  const targetWords = wordsOf(target);
  let at = start;
  let out = to;
  for (;;) {
    if (at >= end) fail('ends without its last literals');
    const token = source[at++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      let byte = 255;
      while (byte === 255) {
        if (at >= end) fail('ends inside a length');
        byte = source[at++]!;
        literals += byte;
      }
    }
    if (literals > end - at) fail('ends inside its literals');
    if (literals > limit - out) fail('is longer than its size');
    if (literals + 4 <= end - at && literals + 4 <= limit - out && literals <= 32) {
      // In words of four bytes: the last may write past the literals, where the match is written next.
      for (let i = 0; i < literals; i += 4) {
        targetWords.setInt32(out + i, sourceWords.getInt32(at + i, true), true);
      }
    } else source.copy(target, out, at, at + literals);
    at += literals;
    out += literals;
    if (at === end) return out;

    if (end - at < 2) fail('ends inside a distance');
    const distance = source[at]! | (source[at + 1]! << 8);
    at += 2;
    if (distance === 0 || distance > out - from)
      fail(`a match reaches back ${distance} bytes, to before its start`);
    let length = (token & 15) + 4;
    if (length === 19) {
      let byte = 255;
      while (byte === 255) {
        if (at >= end) fail('ends inside a length');
        byte = source[at++]!;
        length += byte;
      }
    }
    if (length > limit - out) fail('is longer than its size');
    if (distance >= 4 && length <= 32 && length + 4 <= limit - out) {
      for (let i = 0; i < length; i += 4) {
        targetWords.setInt32(out + i, targetWords.getInt32(out - distance + i, true), true);
      }
    } else copyMatch(target, out, distance, length);
    out += length;
  }
}

function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A match may overlap what it writes, which then repeats. */
function copyMatch(target: Buffer, out: number, distance: number, length: number): void {
  if (length < 48) {
    for (let i = 0; i < length; i++) target[out + i] = target[out - distance + i]!;
    return;
  }
  let known = distance;
  for (let done = 0; done < length; ) {
    const step = min(known, length - done);
    target.copyWithin(out + done, out - distance, out - distance + step);
    done += step;
    known += step;
  }
}

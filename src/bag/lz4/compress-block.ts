// Looking them up in the global object a million times is slow under a test runner.
const { imul, min } = Math;

const HASH_BITS = 14;
const MIN_MATCH = 4;
const MAX_DISTANCE = 0xffff;
/** The last match begins at least 12 bytes before the end and ends at least 5 before it: decoders that
 *  copy in strides rely on both. */
const LAST_MATCH_START = 12;
const LAST_LITERALS = 5;
/** After 64 tries without a match the search begins to stride. */
const SKIP_SHIFT = 6;

/** Positions of the groups of four bytes seen, for reuse from block to block. */
export function newMatchTable(): Int32Array {
  return new Int32Array(1 << HASH_BITS);
}

/** Upper limit of the bytes that `compressBlock` writes for a number of bytes. */
export function compressedBound(bytes: number): number {
  return bytes + Math.floor(bytes / 255) + 16;
}

/**
 * Compresses `source[start..end)` as one independent LZ4 block (lz4 block format) into `target` at `to`,
 * where compressedBound(end - start) bytes must be free.
 * @returns the end of the block in `target`
 */
export function compressBlock(
  source: Buffer,
  start: number,
  end: number,
  target: Buffer,
  to: number,
  table: Int32Array,
): number {
  table.fill(-1);
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const lastStart = end - LAST_MATCH_START;
  const matchEnd = end - LAST_LITERALS;
  let anchor = start;
  let at = start;
  let out = to;
  let tries = 1 << SKIP_SHIFT;
  while (at <= lastStart) {
    const group = view.getInt32(at, true);
    const slot = imul(group, 0x9e3779b1) >>> (32 - HASH_BITS);
    let match = table[slot]!;
    table[slot] = at;
    if (match < 0 || at - match > MAX_DISTANCE || view.getInt32(match, true) !== group) {
      at += tries++ >> SKIP_SHIFT;
      continue;
    }
    tries = 1 << SKIP_SHIFT;
    while (at > anchor && match > start && source[at - 1] === source[match - 1]) {
      at--;
      match--;
    }
    const distance = at - match;
    let length = MIN_MATCH;
    while (at + length < matchEnd && source[at + length] === source[match + length]) length++;
    out = writeLiterals(source, anchor, at, target, out, min(15, length - MIN_MATCH));
    target[out++] = distance & 0xff;
    target[out++] = distance >>> 8;
    if (length - MIN_MATCH >= 15) out = writeLength(target, out, length - MIN_MATCH - 15);
    at += length;
    anchor = at;
  }
  return writeLiterals(source, anchor, end, target, out, 0);
}

/** Writes token and literals of one sequence. */
function writeLiterals(
  source: Buffer,
  from: number,
  to: number,
  target: Buffer,
  at: number,
  matchToken: number,
): number {
  const count = to - from;
  let out = at;
  target[out++] = (min(15, count) << 4) | matchToken;
  if (count >= 15) out = writeLength(target, out, count - 15);
  if (count > 32) source.copy(target, out, from, to);
  else for (let i = 0; i < count; i++) target[out + i] = source[from + i]!;
  return out + count;
}

function writeLength(target: Buffer, at: number, length: number): number {
  let out = at;
  let rest = length;
  for (; rest >= 255; rest -= 255) target[out++] = 255;
  target[out++] = rest;
  return out;
}

// Looking it up in the global object a million times is slow under a test runner.
const { imul } = Math;

const P1 = 0x9e3779b1 | 0;
const P2 = 0x85ebca77 | 0;
const P3 = 0xc2b2ae3d | 0;
const P4 = 0x27d4eb2f | 0;
const P5 = 0x165667b1 | 0;

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function round(lane: number, input: number): number {
  return imul(rotate((lane + imul(input, P2)) | 0, 13), P1);
}

/** The 32-bit xxHash with seed 0 of `data[start..end)`: the checksum of LZ4 frames. */
export function xxh32(data: Buffer, start = 0, end = data.length): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = start;
  let hash = P5;
  if (end - start >= 16) {
    let a = (P1 + P2) | 0;
    let b = P2;
    let c = 0;
    let d = -P1 | 0;
    for (; at + 16 <= end; at += 16) {
      a = round(a, view.getInt32(at, true));
      b = round(b, view.getInt32(at + 4, true));
      c = round(c, view.getInt32(at + 8, true));
      d = round(d, view.getInt32(at + 12, true));
    }
    hash = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
  }
  hash = (hash + (end - start)) | 0;
  for (; at + 4 <= end; at += 4) {
    hash = imul(rotate((hash + imul(view.getInt32(at, true), P3)) | 0, 17), P4);
  }
  for (; at < end; at++) {
    hash = imul(rotate((hash + imul(data[at]!, P5)) | 0, 11), P1);
  }
  hash = imul(hash ^ (hash >>> 15), P2);
  hash = imul(hash ^ (hash >>> 13), P3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

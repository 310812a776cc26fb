/**
 * Image corruptions and augmentations with WebAssembly's 128-bit instructions. Compiled by scripts/build.ts to
 * dist/image/augment/kernel.wasm, called by src/image/augment/image-kernel.ts. AssemblyScript, not TypeScript:
 * the types are machine types.
 *
 * Rows are a multiple of 48 bytes, so that the channels of pixels of 1, 3 and 4 bytes repeat every 48:
 * coefficients are 48 of i16, for each byte of such a group. Factors are 256ths.
 */

/** byte = byte * factor + addend, rounded, cut to 0 and 255. */
export function scale(at: usize, bytes: i32, factors: usize, addends: usize): void {
  const end = at + <usize>bytes;
  while (at < end) {
    for (let part: usize = 0; part < 96; part += 32) {
      const values = v128.load(at);
      const low = i16x8.add(
        times(i16x8.extend_low_i8x16_u(values), v128.load(factors + part)),
        v128.load(addends + part),
      );
      const high = i16x8.add(
        times(i16x8.extend_high_i8x16_u(values), v128.load(factors + part, 16)),
        v128.load(addends + part, 16),
      );
      v128.store(at, i8x16.narrow_i16x8_u(low, high));
      at += 16;
    }
  }
}

/** byte = byte * (factor + row * column), cut to 255. @param columns i16 for each byte, 32768ths */
export function shine(at: usize, bytes: i32, factors: usize, columns: usize, row: i32): void {
  const end = at + <usize>bytes;
  const rows = i16x8.splat(<i16>row);
  while (at < end) {
    for (let part: usize = 0; part < 96; part += 32) {
      const values = v128.load(at);
      const lowFactor = i16x8.add(
        v128.load(factors + part),
        i16x8.q15mulr_sat_s(v128.load(columns), rows),
      );
      const highFactor = i16x8.add(
        v128.load(factors + part, 16),
        i16x8.q15mulr_sat_s(v128.load(columns, 16), rows),
      );
      const low = times(i16x8.extend_low_i8x16_u(values), lowFactor);
      const high = times(i16x8.extend_high_i8x16_u(values), highFactor);
      v128.store(at, i8x16.narrow_i16x8_u(low, high));
      at += 16;
      columns += 32;
    }
  }
}

/** byte = byte + noise, cut to 0 and 255. @param noise i8 for each byte */
export function addNoise(at: usize, bytes: i32, noise: usize): void {
  const end = at + <usize>bytes;
  const middle = i8x16.splat(-128);
  while (at < end) {
    const values = v128.xor(v128.load(at), middle);
    v128.store(at, v128.xor(i8x16.add_sat_s(values, v128.load(noise)), middle));
    at += 16;
    noise += 16;
  }
}

/**
 * One row of a moved image, sampled bilinearly with 8-bit weights; beyond the edges the outermost pixels go
 * on. Up to three bytes after the row are overwritten.
 * @param source the whole image, rows of `step` bytes, with a row's room after the last
 * @param order 16 byte indices into 8 loaded bytes (two pixels): left and right byte of each channel as 16-bit
 *   pairs; 255 gives 0
 * @param fromX, fromY the first pixel's place in the source, 65536ths of a pixel
 * @param acrossX, acrossY the way from one pixel to the next
 * @param mostX, mostY the last column and row of the source, 256ths
 */
export function moveRow(
  source: usize,
  step: usize,
  target: usize,
  width: i32,
  pixelBytes: usize,
  order: usize,
  fromX: i32,
  fromY: i32,
  acrossX: i32,
  acrossY: i32,
  mostX: i32,
  mostY: i32,
): void {
  const pairs = v128.load(order);
  for (let x = 0; x < width; x++) {
    const sx = min(max(fromX >> 8, 0), mostX);
    const sy = min(max(fromY >> 8, 0), mostY);
    const at = source + <usize>(sy >> 8) * step + <usize>(sx >> 8) * pixelBytes;
    const wx = sx & 255;
    const wy = sy & 255;
    const weight = i32x4.splat((wx << 16) | (256 - wx));
    const above = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(at), pairs), weight);
    const below = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(at + step), pairs), weight);
    const sum = i32x4.add(
      i32x4.mul(above, i32x4.splat(256 - wy)),
      i32x4.mul(below, i32x4.splat(wy)),
    );
    const values = i32x4.shr_s(i32x4.add(sum, i32x4.splat(32768)), 16);
    const words = i16x8.narrow_i32x4_s(values, values);
    const bytes = i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
    // The bytes of a pixel that are too many are overwritten by the next.
    if (pixelBytes == 1) store<u8>(target, <u8>bytes);
    else store<i32>(target, bytes);
    target += pixelBytes;
    fromX += acrossX;
    fromY += acrossY;
  }
}

/** value * factor / 256, rounded; values to 255. */
// @ts-ignore: decorator
@inline
function times(values: v128, factors: v128): v128 {
  return i16x8.q15mulr_sat_s(i16x8.shl(values, 7), factors);
}

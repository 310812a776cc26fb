/**
 * Bilinear resampling with WebAssembly's 128-bit instructions: the arithmetic of src/drive/tensor/bilinear.ts,
 * byte for byte, all three channels of a pixel at once. Compiled by scripts/build.ts to
 * dist/drive/tensor/bilinear.wasm. AssemblyScript, not TypeScript: the types are machine types.
 *
 * Parameters that the functions share:
 * @param columns for each output column: i32 byte offset of its left pixel, i32 weights (right << 16 | left)
 * @param rows for each output row: i32 address of the source row above, i32 of the one below, i32 weight of
 *   the row above, i32 weight of the row below
 * @param order 16 byte indices into 8 loaded bytes (two pixels): left and right byte of each channel as 16-bit
 *   pairs; 255 gives 0
 * @param affine eight f32: factor of each channel and 0, then offset of each channel and 0;
 *   value = byte * factor + offset, in single precision
 * @param target written in full, and up to 15 bytes beyond
 */

/** The whole weight: 11 bits. */
const WEIGHT_ONE = 2048;

/** f32 values, channel by channel. */
export function planes(
  columns: usize,
  rows: usize,
  order: usize,
  affine: usize,
  target: usize,
  outWidth: i32,
  outHeight: i32,
): void {
  const pairs = v128.load(order);
  const factor0 = f32x4.splat(load<f32>(affine));
  const factor1 = f32x4.splat(load<f32>(affine, 4));
  const factor2 = f32x4.splat(load<f32>(affine, 8));
  const offset0 = f32x4.splat(load<f32>(affine, 16));
  const offset1 = f32x4.splat(load<f32>(affine, 20));
  const offset2 = f32x4.splat(load<f32>(affine, 24));
  const plane = (<usize>(outWidth * outHeight)) << 2;
  const whole = outWidth & ~3;
  let out = target;
  for (let y = 0; y < outHeight; y++) {
    const row = rows + (<usize>y << 4);
    const above = <usize>load<i32>(row);
    const below = <usize>load<i32>(row, 4);
    const aboveWeight = i32x4.splat(load<i32>(row, 8));
    const belowWeight = i32x4.splat(load<i32>(row, 12));
    const single = load<i32>(row, 8) == WEIGHT_ONE && load<i32>(row, 12) == 0;
    let column = columns;
    let x = 0;
    // Four pixels at a time, turned from pixels into planes.
    for (; x < whole; x += 4) {
      let p0: v128;
      let p1: v128;
      let p2: v128;
      let p3: v128;
      if (single) {
        p0 = pixelOfRow(above, column, pairs);
        p1 = pixelOfRow(above, column + 8, pairs);
        p2 = pixelOfRow(above, column + 16, pairs);
        p3 = pixelOfRow(above, column + 24, pairs);
      } else {
        p0 = pixel(above, below, column, pairs, aboveWeight, belowWeight);
        p1 = pixel(above, below, column + 8, pairs, aboveWeight, belowWeight);
        p2 = pixel(above, below, column + 16, pairs, aboveWeight, belowWeight);
        p3 = pixel(above, below, column + 24, pairs, aboveWeight, belowWeight);
      }
      column += 32;
      const low01 = v128.shuffle<i32>(p0, p1, 0, 4, 1, 5);
      const low23 = v128.shuffle<i32>(p2, p3, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(p0, p1, 2, 6, 3, 7);
      const high23 = v128.shuffle<i32>(p2, p3, 2, 6, 3, 7);
      const plane0 = f32x4.convert_i32x4_s(v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
      const plane1 = f32x4.convert_i32x4_s(v128.shuffle<i32>(low01, low23, 2, 3, 6, 7));
      const plane2 = f32x4.convert_i32x4_s(v128.shuffle<i32>(high01, high23, 0, 1, 4, 5));
      v128.store(out, f32x4.add(f32x4.mul(plane0, factor0), offset0));
      v128.store(out + plane, f32x4.add(f32x4.mul(plane1, factor1), offset1));
      v128.store(out + 2 * plane, f32x4.add(f32x4.mul(plane2, factor2), offset2));
      out += 16;
    }
    for (; x < outWidth; x++) {
      const bytes = pixel(above, below, column, pairs, aboveWeight, belowWeight);
      column += 8;
      const values = normalised(bytes, affine);
      store<f32>(out, f32x4.extract_lane(values, 0));
      store<f32>(out + plane, f32x4.extract_lane(values, 1));
      store<f32>(out + 2 * plane, f32x4.extract_lane(values, 2));
      out += 4;
    }
  }
}

/** f32 values, pixel by pixel. */
export function pixels(
  columns: usize,
  rows: usize,
  order: usize,
  affine: usize,
  target: usize,
  outWidth: i32,
  outHeight: i32,
): void {
  const pairs = v128.load(order);
  let out = target;
  for (let y = 0; y < outHeight; y++) {
    const row = rows + (<usize>y << 4);
    const above = <usize>load<i32>(row);
    const below = <usize>load<i32>(row, 4);
    const aboveWeight = i32x4.splat(load<i32>(row, 8));
    const belowWeight = i32x4.splat(load<i32>(row, 12));
    let column = columns;
    for (let x = 0; x < outWidth; x++) {
      const bytes = pixel(above, below, column, pairs, aboveWeight, belowWeight);
      column += 8;
      // The fourth lane is overwritten by the next pixel.
      v128.store(out, normalised(bytes, affine));
      out += 12;
    }
  }
}

/** u8 values, channel by channel: rounded half to even, cut to 0 and 255. */
export function bytePlanes(
  columns: usize,
  rows: usize,
  order: usize,
  affine: usize,
  target: usize,
  outWidth: i32,
  outHeight: i32,
): void {
  const pairs = v128.load(order);
  const asIs = changesNothing(affine);
  const plane = <usize>(outWidth * outHeight);
  const whole = outWidth & ~3;
  let out = target;
  for (let y = 0; y < outHeight; y++) {
    const row = rows + (<usize>y << 4);
    const above = <usize>load<i32>(row);
    const below = <usize>load<i32>(row, 4);
    const aboveWeight = i32x4.splat(load<i32>(row, 8));
    const belowWeight = i32x4.splat(load<i32>(row, 12));
    const single = load<i32>(row, 8) == WEIGHT_ONE && load<i32>(row, 12) == 0;
    let column = columns;
    let x = 0;
    for (; x < whole; x += 4) {
      let p0: v128;
      let p1: v128;
      let p2: v128;
      let p3: v128;
      if (single) {
        p0 = pixelOfRow(above, column, pairs);
        p1 = pixelOfRow(above, column + 8, pairs);
        p2 = pixelOfRow(above, column + 16, pairs);
        p3 = pixelOfRow(above, column + 24, pairs);
      } else {
        p0 = pixel(above, below, column, pairs, aboveWeight, belowWeight);
        p1 = pixel(above, below, column + 8, pairs, aboveWeight, belowWeight);
        p2 = pixel(above, below, column + 16, pairs, aboveWeight, belowWeight);
        p3 = pixel(above, below, column + 24, pairs, aboveWeight, belowWeight);
      }
      column += 32;
      const first = i16x8.narrow_i32x4_s(rounded(p0, affine, asIs), rounded(p1, affine, asIs));
      const second = i16x8.narrow_i32x4_s(rounded(p2, affine, asIs), rounded(p3, affine, asIs));
      const bytes = i8x16.narrow_i16x8_u(first, second);
      const byPlane = v128.shuffle<i8>(bytes, bytes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
      store<i32>(out, i32x4.extract_lane(byPlane, 0));
      store<i32>(out + plane, i32x4.extract_lane(byPlane, 1));
      store<i32>(out + 2 * plane, i32x4.extract_lane(byPlane, 2));
      out += 4;
    }
    for (; x < outWidth; x++) {
      const bytes = toBytes(rounded(pixel(above, below, column, pairs, aboveWeight, belowWeight), affine, asIs));
      column += 8;
      store<u8>(out, i8x16.extract_lane_u(bytes, 0));
      store<u8>(out + plane, i8x16.extract_lane_u(bytes, 1));
      store<u8>(out + 2 * plane, i8x16.extract_lane_u(bytes, 2));
      out += 1;
    }
  }
}

/** u8 values, pixel by pixel: rounded half to even, cut to 0 and 255. */
export function bytePixels(
  columns: usize,
  rows: usize,
  order: usize,
  affine: usize,
  target: usize,
  outWidth: i32,
  outHeight: i32,
): void {
  const pairs = v128.load(order);
  const asIs = changesNothing(affine);
  let out = target;
  for (let y = 0; y < outHeight; y++) {
    const row = rows + (<usize>y << 4);
    const above = <usize>load<i32>(row);
    const below = <usize>load<i32>(row, 4);
    const aboveWeight = i32x4.splat(load<i32>(row, 8));
    const belowWeight = i32x4.splat(load<i32>(row, 12));
    let column = columns;
    for (let x = 0; x < outWidth; x++) {
      const bytes = toBytes(rounded(pixel(above, below, column, pairs, aboveWeight, belowWeight), affine, asIs));
      column += 8;
      // The fourth byte is overwritten by the next pixel.
      store<i32>(out, i32x4.extract_lane(bytes, 0));
      out += 3;
    }
  }
}

// @ts-ignore: decorator
@inline
function normalised(bytes: v128, affine: usize): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(bytes), v128.load(affine)), v128.load(affine, 16));
}

// @ts-ignore: decorator
@inline
function rounded(bytes: v128, affine: usize, asIs: bool): v128 {
  if (asIs) return bytes;
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(normalised(bytes, affine)));
}

function changesNothing(affine: usize): bool {
  for (let c: usize = 0; c < 12; c += 4) {
    if (load<f32>(affine + c) != 1 || load<f32>(affine + c, 16) != 0) return false;
  }
  return true;
}

// @ts-ignore: decorator
@inline
function toBytes(values: v128): v128 {
  const words = i16x8.narrow_i32x4_s(values, values);
  return i8x16.narrow_i16x8_u(words, words);
}

/** The three bytes of one output pixel, in the first three lanes. */
// @ts-ignore: decorator
@inline
function pixel(
  above: usize,
  below: usize,
  column: usize,
  pairs: v128,
  aboveWeight: v128,
  belowWeight: v128,
): v128 {
  const offset = <usize>load<i32>(column);
  const weight = i32x4.splat(load<i32>(column, 4));
  const high = i32x4.shr_s(
    i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(above + offset), pairs), weight),
    4,
  );
  const low = i32x4.shr_s(
    i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(below + offset), pairs), weight),
    4,
  );
  const sum = i32x4.add(
    i32x4.shr_s(i32x4.mul(high, aboveWeight), 16),
    i32x4.shr_s(i32x4.mul(low, belowWeight), 16),
  );
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(2)), 2);
}

/** The same where the row above has all the weight: * 2048 >> 16 is >> 5. */
// @ts-ignore: decorator
@inline
function pixelOfRow(above: usize, column: usize, pairs: v128): v128 {
  const offset = <usize>load<i32>(column);
  const weight = i32x4.splat(load<i32>(column, 4));
  const dots = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(above + offset), pairs), weight);
  return i32x4.shr_s(i32x4.add(i32x4.shr_s(dots, 9), i32x4.splat(2)), 2);
}

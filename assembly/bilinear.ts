/**
 * Bilinear resampling with WebAssembly's 128-bit instructions: the arithmetic of src/tensor/bilinear.ts,
 * byte for byte, all three channels of a pixel at once. Compiled by scripts/build.mjs to
 * dist/tensor/bilinear.wasm. AssemblyScript, not TypeScript: the types are machine types.
 *
 * @param rows pairs of source rows, for each output row the one above and the one below, `step` bytes each
 * @param columns for each output column: i32 byte offset of its left pixel, i32 weights (right << 16 | left)
 * @param rowWeights for each output row: i32 weight of the row above, i32 weight of the row below
 * @param order 16 byte indices into 8 loaded bytes (two pixels): left and right byte of each channel as 16-bit
 *   pairs; 255 gives 0
 * @param affine six f32: factor of each channel, then offset of each channel; value = byte * factor + offset
 * @param target f32 values; channel c of output pixel i goes to target[i * pixelStride + c * channelStride]
 */
export function resample(
  rows: usize,
  step: usize,
  columns: usize,
  rowWeights: usize,
  order: usize,
  affine: usize,
  target: usize,
  outWidth: i32,
  outHeight: i32,
  rowStride: usize,
  pixelStride: usize,
  channelStride: usize,
): void {
  const pairs = v128.load(order);
  const factor0 = f32x4.splat(load<f32>(affine));
  const factor1 = f32x4.splat(load<f32>(affine, 4));
  const factor2 = f32x4.splat(load<f32>(affine, 8));
  const offset0 = f32x4.splat(load<f32>(affine, 12));
  const offset1 = f32x4.splat(load<f32>(affine, 16));
  const offset2 = f32x4.splat(load<f32>(affine, 20));
  const planes = pixelStride == 4;
  const whole = planes ? outWidth & ~3 : 0;
  for (let y = 0; y < outHeight; y++) {
    const above = rows + <usize>(2 * y) * step;
    const below = above + step;
    const weights = rowWeights + (<usize>y << 3);
    const aboveWeight = i32x4.splat(load<i32>(weights));
    const belowWeight = i32x4.splat(load<i32>(weights, 4));
    let out = target + <usize>y * rowStride;
    let column = columns;
    let x = 0;
    // Four pixels at a time, turned from pixels into planes.
    for (; x < whole; x += 4) {
      const p0 = pixel(above, below, column, pairs, aboveWeight, belowWeight);
      const p1 = pixel(above, below, column + 8, pairs, aboveWeight, belowWeight);
      const p2 = pixel(above, below, column + 16, pairs, aboveWeight, belowWeight);
      const p3 = pixel(above, below, column + 24, pairs, aboveWeight, belowWeight);
      column += 32;
      const low01 = v128.shuffle<i32>(p0, p1, 0, 4, 1, 5);
      const low23 = v128.shuffle<i32>(p2, p3, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(p0, p1, 2, 6, 3, 7);
      const high23 = v128.shuffle<i32>(p2, p3, 2, 6, 3, 7);
      const plane0 = f32x4.convert_i32x4_s(v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
      const plane1 = f32x4.convert_i32x4_s(v128.shuffle<i32>(low01, low23, 2, 3, 6, 7));
      const plane2 = f32x4.convert_i32x4_s(v128.shuffle<i32>(high01, high23, 0, 1, 4, 5));
      v128.store(out, f32x4.add(f32x4.mul(plane0, factor0), offset0));
      v128.store(out + channelStride, f32x4.add(f32x4.mul(plane1, factor1), offset1));
      v128.store(out + 2 * channelStride, f32x4.add(f32x4.mul(plane2, factor2), offset2));
      out += 16;
    }
    for (; x < outWidth; x++) {
      const bytes = pixel(above, below, column, pairs, aboveWeight, belowWeight);
      column += 8;
      const values = f32x4.convert_i32x4_s(bytes);
      store<f32>(
        out,
        f32x4.extract_lane(values, 0) * load<f32>(affine) + load<f32>(affine, 12),
      );
      store<f32>(
        out + channelStride,
        f32x4.extract_lane(values, 1) * load<f32>(affine, 4) + load<f32>(affine, 16),
      );
      store<f32>(
        out + 2 * channelStride,
        f32x4.extract_lane(values, 2) * load<f32>(affine, 8) + load<f32>(affine, 20),
      );
      out += pixelStride;
    }
  }
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

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
 * @param tables three tables of 256 f32, one for each channel: the value of each resized byte
 * @param target f32 values; channel c of output pixel i goes to target[i * pixelStride + c * channelStride]
 */
export function resample(
  rows: usize,
  step: usize,
  columns: usize,
  rowWeights: usize,
  order: usize,
  tables: usize,
  target: usize,
  outWidth: i32,
  outHeight: i32,
  rowStride: usize,
  pixelStride: usize,
  channelStride: usize,
): void {
  const pairs = v128.load(order);
  const half = i32x4.splat(2);
  const table1 = tables + 1024;
  const table2 = tables + 2048;
  for (let y = 0; y < outHeight; y++) {
    const above = rows + <usize>(2 * y) * step;
    const below = above + step;
    const weights = rowWeights + (<usize>y << 3);
    const aboveWeight = i32x4.splat(load<i32>(weights));
    const belowWeight = i32x4.splat(load<i32>(weights, 4));
    let out = target + <usize>y * rowStride;
    let column = columns;
    for (let x = 0; x < outWidth; x++) {
      const offset = <usize>load<i32>(column);
      const weight = i32x4.splat(load<i32>(column, 4));
      column += 8;
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
      const bytes = i32x4.shr_s(i32x4.add(sum, half), 2);
      store<f32>(out, load<f32>(tables + (<usize>i32x4.extract_lane(bytes, 0) << 2)));
      store<f32>(out + channelStride, load<f32>(table1 + (<usize>i32x4.extract_lane(bytes, 1) << 2)));
      store<f32>(
        out + 2 * channelStride,
        load<f32>(table2 + (<usize>i32x4.extract_lane(bytes, 2) << 2)),
      );
      out += pixelStride;
    }
  }
}

import { BYTES_PER_PIXEL, type Frame } from '../types';

/** Copies a frame of any encoding and size as rgb8 without row padding.
 *  @param target at least width * height * 3 bytes */
export function copyRgb(
  { width, height, step, encoding, data }: Frame,
  target: Uint8Array<ArrayBuffer> = new Uint8Array(3 * width * height),
): Uint8Array<ArrayBuffer> {
  const bytes = BYTES_PER_PIXEL[encoding];
  if (encoding === 'rgb8') {
    for (let y = 0; y < height; y++) {
      target.set(data.subarray(y * step, y * step + 3 * width), 3 * y * width);
    }
    return target;
  }
  const swapped = encoding === 'bgr8' || encoding === 'bgra8';
  const [red, green, blue] = bytes === 1 ? [0, 0, 0] : swapped ? [2, 1, 0] : [0, 1, 2];
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let from = y * step, end = from + width * bytes; from < end; from += bytes) {
      target[to++] = data[from + red]!;
      target[to++] = data[from + green]!;
      target[to++] = data[from + blue]!;
    }
  }
  return target;
}

import { BYTES_PER_PIXEL, type Frame, type PixelEncoding } from '../../src/types';

/** A frame of one colour; the bytes of one pixel are given in the encoding's own order. */
export function plainFrame(
  pixel: number[],
  { width = 640, height = 480, encoding = 'rgb8' as PixelEncoding, padding = 0, sequence = 1 } = {},
): Frame {
  const step = width * BYTES_PER_PIXEL[encoding] + padding;
  const data = new Uint8Array(step * height);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < width * pixel.length; i++) data[y * step + i] = pixel[i % pixel.length]!;
  }
  return { width, height, step, encoding, data, sequence, stamp: null, arrival_ms: performance.now() };
}

import { BYTES_PER_PIXEL, type Frame } from '../types';
import { encodeJpeg } from './codec';

/** Twice the file size of quality 75; thin coloured lines keep their colour. */
const QUALITY = 90;

/** A frame as JPEG. Its pixels must not change until the promise settles, and must not be in memory that is shared with
 *  other threads. */
export async function frameToJpeg(frame: Frame): Promise<Buffer> {
  const { width, height, encoding } = frame;
  const channels = BYTES_PER_PIXEL[encoding];
  return encodeJpeg({ width, height, channels, data: packed(frame) }, QUALITY);
}

/** Rows without gaps, red first; copied only if necessary. */
function packed({ width, height, step, encoding, data }: Frame): Uint8Array {
  const channels = BYTES_PER_PIXEL[encoding];
  const row = width * channels;
  const swapped = encoding === 'bgr8' || encoding === 'bgra8';
  if (step === row && !swapped) return data.subarray(0, row * height);
  const pixels = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) pixels.set(data.subarray(y * step, y * step + row), y * row);
  if (!swapped) return pixels;
  for (let at = 0; at < pixels.length; at += channels) {
    const blue = pixels[at]!;
    pixels[at] = pixels[at + 2]!;
    pixels[at + 2] = blue;
  }
  return pixels;
}

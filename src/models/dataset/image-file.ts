import { readFile } from 'node:fs/promises';
import { ConfigurationError, messageOf } from '../../errors';
import { decodeImage, encodePng } from '../../image/codec';
import { BYTES_PER_PIXEL, type Frame } from '../../types';
import { IMAGE_BYTES, IMAGE_HEIGHT, IMAGE_WIDTH } from './layout';

/** An image of the F1 camera takes 6.6 ms of one core and 139 kB. Level 1 takes 5.0 ms and 214 kB, level 6 takes
 *  15 ms and 124 kB; adaptive row filters double the time and save nothing. */
const COMPRESSION_LEVEL = 3;

/** Copies a frame as rgb8 without row padding. @throws ConfigurationError for a frame of the wrong size */
export function copyPixels(
  frame: Frame,
  target: Uint8Array<ArrayBuffer> = new Uint8Array(IMAGE_BYTES),
): Uint8Array<ArrayBuffer> {
  const { width, height, step, encoding, data } = frame;
  if (width !== IMAGE_WIDTH || height !== IMAGE_HEIGHT) {
    throw new ConfigurationError(
      `camera images are ${width}x${height}; datasets require ${IMAGE_WIDTH}x${IMAGE_HEIGHT}: ` +
        'set the camera to that size, or choose another camera topic',
    );
  }
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

/** Encodes a PNG. @param pixels rgb8 of 640x480; must not change until the promise settles */
export function encodePixels(pixels: Uint8Array): Promise<Buffer> {
  const image = { width: IMAGE_WIDTH, height: IMAGE_HEIGHT, channels: 3 as const, data: pixels };
  return encodePng(image, COMPRESSION_LEVEL);
}

/** Reads an image of a dataset as rgb8.
 *  @throws ConfigurationError in one line that names an unreadable or truncated file, or one of the wrong size */
export async function readImage(file: string): Promise<Uint8Array> {
  const read = async () => {
    const bytes = await readFile(file);
    if (bytes.length === 0) throw new Error('the file is empty');
    return decodeImage(bytes);
  };
  const { width, height, channels, data } = await read().catch((error: unknown) => {
    throw new ConfigurationError(
      `${file}: cannot be read as an image (${messageOf(error).split('\n')[0]}); ` +
        'restore it, or remove it and its row',
      { cause: error },
    );
  });
  if (width !== IMAGE_WIDTH || height !== IMAGE_HEIGHT) {
    throw new ConfigurationError(
      `${file}: is ${width}x${height}; images of a dataset must be ${IMAGE_WIDTH}x${IMAGE_HEIGHT}`,
    );
  }
  return channels === 3 ? data : expandGrey(data);
}

/** Expands grey pixels to rgb8. */
function expandGrey(grey: Uint8Array): Uint8Array {
  const target = new Uint8Array(3 * grey.length);
  for (let i = 0; i < grey.length; i++) target.fill(grey[i]!, 3 * i, 3 * i + 3);
  return target;
}

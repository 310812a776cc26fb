import { readFile } from 'node:fs/promises';
import { ConfigurationError, messageOf } from '../../errors';
import { decodeImage, encodePng } from '../../image/codec';
import { BYTES_PER_PIXEL, type Frame } from '../../types';
import { PICTURE_BYTES, PICTURE_HEIGHT, PICTURE_WIDTH } from './layout';

/** Pictures of the F1 camera: 6.6 ms of one core and 139 kB each. Level 1 takes 5.0 ms and 214 kB, level 6 takes
 *  15 ms and 124 kB; choosing a filter for every row doubles the time and saves nothing. */
const COMPRESSION_LEVEL = 3;

/** rgb8 without gaps in memory of its own. @throws ConfigurationError for a picture of another size */
export function pixelsOf(
  frame: Frame,
  target: Uint8Array<ArrayBuffer> = new Uint8Array(PICTURE_BYTES),
): Uint8Array<ArrayBuffer> {
  const { width, height, step, encoding, data } = frame;
  if (width !== PICTURE_WIDTH || height !== PICTURE_HEIGHT) {
    throw new ConfigurationError(
      `camera pictures are ${width}x${height}; datasets hold ${PICTURE_WIDTH}x${PICTURE_HEIGHT}: ` +
        'set the camera to that size, or name another camera topic',
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

/** @param pixels rgb8 of 640x480, which must stay until the promise settles */
export function pngOf(pixels: Uint8Array): Promise<Buffer> {
  const image = { width: PICTURE_WIDTH, height: PICTURE_HEIGHT, channels: 3 as const, data: pixels };
  return encodePng(image, COMPRESSION_LEVEL);
}

/** Reads a picture of a dataset as rgb8.
 *  @throws ConfigurationError in one line that names the file: unreadable, truncated, or of another size */
export async function readPicture(file: string): Promise<Uint8Array> {
  const read = async () => {
    const bytes = await readFile(file);
    if (bytes.length === 0) throw new Error('the file is empty');
    return decodeImage(bytes);
  };
  const { width, height, channels, data } = await read().catch((error: unknown) => {
    throw new ConfigurationError(
      `${file}: cannot be read as a picture (${messageOf(error).split('\n')[0]}); ` +
        'restore it, or remove it and its row',
      { cause: error },
    );
  });
  if (width !== PICTURE_WIDTH || height !== PICTURE_HEIGHT) {
    throw new ConfigurationError(
      `${file}: is ${width}x${height}; pictures of a dataset are ${PICTURE_WIDTH}x${PICTURE_HEIGHT}`,
    );
  }
  return channels === 3 ? data : threefold(data);
}

/** A grey picture as rgb8. */
function threefold(grey: Uint8Array): Uint8Array {
  const target = new Uint8Array(3 * grey.length);
  for (let i = 0; i < grey.length; i++) target.fill(grey[i]!, 3 * i, 3 * i + 3);
  return target;
}

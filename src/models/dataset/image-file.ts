import { readFile, stat } from 'node:fs/promises';
import { ConfigurationError, messageOf } from '../../errors';
import { decodeImage, encodePng, probeImage, resample, type Size } from '../../image/codec';
import { copyRgb } from '../../image/rgb';
import type { Frame } from '../../types';
import { IMAGE_BYTES, IMAGE_HEIGHT, IMAGE_WIDTH } from './layout';

/** An image of the F1 camera takes 6.6 ms of one core and 139 kB. Level 1 takes 5.0 ms and 214 kB, level 6 takes
 *  15 ms and 124 kB; adaptive row filters double the time and save nothing. */
const COMPRESSION_LEVEL = 3;
const MAX_PIXELS = IMAGE_WIDTH * IMAGE_HEIGHT;
/** Ten times the largest that an image of this size takes, uncompressed with 16 bits and alpha. */
const MAX_FILE_BYTES = 10 * 8 * MAX_PIXELS;

/** Copies a frame as rgb8 without row padding. @throws ConfigurationError for a frame of the wrong size */
export function copyPixels(
  frame: Frame,
  target: Uint8Array<ArrayBuffer> = new Uint8Array(IMAGE_BYTES),
): Uint8Array<ArrayBuffer> {
  const { width, height } = frame;
  if (width !== IMAGE_WIDTH || height !== IMAGE_HEIGHT) {
    throw new ConfigurationError(
      `camera images are ${width}x${height}; datasets require ${IMAGE_WIDTH}x${IMAGE_HEIGHT}: ` +
        'set the camera to that size, or choose another camera topic',
    );
  }
  return copyRgb(frame, target);
}

/** Encodes a PNG. @param pixels rgb8 of 640x480; must not change until the promise settles */
export function encodePixels(pixels: Uint8Array): Promise<Buffer> {
  const image = { width: IMAGE_WIDTH, height: IMAGE_HEIGHT, channels: 3 as const, data: pixels };
  return encodePng(image, COMPRESSION_LEVEL);
}

/** Reads an image of a dataset as rgb8, with the pixels of cv2.imread: turned as its EXIF orientation says, colour
 *  profiles ignored. An image of another size is rejected by its header, before it takes memory.
 *  @param anySize stretches smaller images to 640x480 instead
 *  @throws ConfigurationError in one line that names an unreadable or truncated file, or one of the wrong size */
export async function readImage(file: string, { anySize = false } = {}): Promise<Uint8Array> {
  const unreadable = (error: unknown) => {
    const [why] = messageOf(error).split('\n');
    return new ConfigurationError(
      `${file}: cannot be read as an image (${why}); restore it, or remove it and its row`,
      { cause: error },
    );
  };
  const read = async () => {
    const { size } = await stat(file);
    if (size === 0) throw new Error('the file is empty');
    if (size > MAX_FILE_BYTES)
      throw new Error(`${size} bytes are too many for ${IMAGE_WIDTH}x${IMAGE_HEIGHT}`);
    const bytes = await readFile(file);
    return { bytes, facts: await probeImage(bytes, { oriented: true }) };
  };
  const { bytes, facts } = await read().catch((error: unknown) => Promise.reject(unreadable(error)));
  if (!anySize || facts.width * facts.height > MAX_PIXELS) checkSize(file, facts);
  const decoded = await decodeImage(bytes, { oriented: true, maxPixels: MAX_PIXELS, facts }).catch(
    (error: unknown) => Promise.reject(unreadable(error)),
  );
  const isOurs = decoded.width === IMAGE_WIDTH && decoded.height === IMAGE_HEIGHT;
  const size = { width: IMAGE_WIDTH, height: IMAGE_HEIGHT };
  const { channels, data } = isOurs ? decoded : await resample(decoded, size, 'fill');
  return channels === 3 ? data : expandGrey(data);
}

function checkSize(file: string, { width, height }: Size): void {
  if (width === IMAGE_WIDTH && height === IMAGE_HEIGHT) return;
  throw new ConfigurationError(
    `${file}: is ${width}x${height}; images of a dataset must be ${IMAGE_WIDTH}x${IMAGE_HEIGHT}`,
  );
}

/** Expands grey pixels to rgb8. */
function expandGrey(grey: Uint8Array): Uint8Array {
  const target = new Uint8Array(3 * grey.length);
  for (let i = 0; i < grey.length; i++) target.fill(grey[i]!, 3 * i, 3 * i + 3);
  return target;
}

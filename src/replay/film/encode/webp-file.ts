/**
 * Joins animated WebP files of the same size (https://developers.google.com/speed/webp/docs/riff_container): their frames
 * are copied one after the other. The first frame of each covers the whole image.
 */

const HAS_ANIMATION = 0x02;
const HAS_ALPHA = 0x10;
const RIFF_HEADER = 12;
const CHUNK_HEADER = 8;
/** RIFF, VP8X and ANIM. */
export const WEBP_HEADER = RIFF_HEADER + CHUNK_HEADER + 10 + CHUNK_HEADER + 6;

/** A chunk with its header and padding. */
interface Chunk {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface WebpFacts {
  readonly width: number;
  readonly height: number;
  /** Bytes of all frames. */
  readonly length: number;
  readonly hasAlpha: boolean;
}

/** What comes before the frames; the animation repeats without end. */
export function webpHeader({ width, height, length, hasAlpha }: WebpFacts): Buffer {
  const header = Buffer.alloc(WEBP_HEADER);
  header.write('RIFF', 0);
  header.writeUInt32LE(WEBP_HEADER - CHUNK_HEADER + length, 4);
  header.write('WEBPVP8X', 8);
  header.writeUInt32LE(10, 16);
  header[20] = HAS_ANIMATION | (hasAlpha ? HAS_ALPHA : 0);
  header.writeUIntLE(width - 1, 24, 3);
  header.writeUIntLE(height - 1, 27, 3);
  header.write('ANIM', 30);
  header.writeUInt32LE(6, 34);
  return header;
}

/** The frames of a WebP file, as they are written to another one.
 *  @param duration_ms how long an image without animation is shown: libwebp writes one where all images are the same */
export function webpFrames(
  file: Buffer,
  size: Pick<WebpFacts, 'width' | 'height'>,
  duration_ms: number,
): { readonly frames: Buffer; readonly hasAlpha: boolean } {
  const chunks = listChunks(file);
  const flags = chunks.find(({ name }) => name === 'VP8X')?.bytes[CHUNK_HEADER] ?? 0;
  const hasAlpha = (flags & HAS_ALPHA) !== 0 || chunks.some(({ name }) => name === 'VP8L');
  const frames = chunks.filter(({ name }) => name === 'ANMF').map(({ bytes }) => bytes);
  if (frames.length > 0) return { frames: Buffer.concat(frames), hasAlpha };
  const image = chunks.filter(({ name }) => ['ALPH', 'VP8 ', 'VP8L'].includes(name));
  return { frames: wrapImage(Buffer.concat(image.map(({ bytes }) => bytes)), size, duration_ms), hasAlpha };
}

function listChunks(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = RIFF_HEADER; at + CHUNK_HEADER <= file.length; ) {
    const length = file.readUInt32LE(at + 4);
    const end = at + CHUNK_HEADER + length + (length % 2);
    chunks.push({ name: file.toString('latin1', at, at + 4), bytes: file.subarray(at, end) });
    at = end;
  }
  return chunks;
}

function wrapImage(
  image: Buffer,
  { width, height }: Pick<WebpFacts, 'width' | 'height'>,
  duration_ms: number,
): Buffer {
  const header = Buffer.alloc(CHUNK_HEADER + 16);
  header.write('ANMF', 0);
  header.writeUInt32LE(16 + image.length, 4);
  header.writeUIntLE(width - 1, CHUNK_HEADER + 6, 3);
  header.writeUIntLE(height - 1, CHUNK_HEADER + 9, 3);
  header.writeUIntLE(duration_ms, CHUNK_HEADER + 12, 3);
  return Buffer.concat([header, image]);
}
